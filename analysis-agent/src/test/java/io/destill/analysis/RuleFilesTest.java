package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules that come with Destill do what their own example lines say, quickly on any line. */
class RuleFilesTest {

    /** A line as long as a visible line can be must not cost more looks at a character than this. */
    private static final int MAX_STEPS = 5_000_000;

    private static final Collection<Rule> RULES = Logs.RULES.rules();

    private static Stream<Rule> rulesOfLines() {
        return RULES.stream().filter(Rule::isOfLines);
    }

    @TestFactory
    Stream<DynamicTest> theExampleLinesAreRight() {
        return rulesOfLines()
                .map(rule -> dynamicTest(rule.name, () -> {
                    assertThat(rule.matches).as("lines that it matches").isNotEmpty();
                    assertThat(rule.rejects).as("lines that it does not match").isNotEmpty();
                    assertThat(ExampleResult.of(rule))
                            .filteredOn(result -> result.problem() != null)
                            .isEmpty();
                }));
    }

    @Test
    void namesAreUnique() {
        List<String> names = new ArrayList<>();
        for (String family : RuleSet.FAMILIES) {
            RuleFile.builtIn(family).forEach(rule -> names.add(rule.name));
        }
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(50);
    }

    @Test
    void theKnownPenaltiesStandAtTheWeightsOfTheDesign() {
        Map.of("transient-failure", -30, "address-in-use", -25, "tests-passed", -35, "deprecation", -20)
                .forEach((name, weight) ->
                        assertThat(Logs.RULES.named(name).weight).as(name).isEqualTo(weight));
    }

    @TestFactory
    Stream<DynamicTest> noLineIsTooMuchForAPattern() {
        return rulesOfLines()
                .map(rule -> dynamicTest(rule.name, () -> {
                    for (String line : adversarialLines(rule)) {
                        Steps steps = new Steps(line);
                        rule.matches(steps);
                        assertThat(steps.taken)
                                .as("looks at a character of: %s…", line.substring(0, 60))
                                .isLessThan(MAX_STEPS);
                    }
                }));
    }

    private static List<String> adversarialLines(Rule rule) {
        List<String> units = new ArrayList<>(List.of(
                "a",
                "A",
                " ",
                "1",
                "1:",
                "(",
                ")",
                "[",
                "-",
                "_",
                "=",
                "#",
                "~",
                "^",
                "|",
                ".",
                ":",
                "/",
                "\"",
                "x ",
                "1 ",
                "1,",
                ", ",
                "a.",
                "a:",
                "A::",
                "./a.b:1",
                "a/b.c:1:2: ",
                "error: ",
                "error ",
                "failed ",
                "ok ",
                "0 errors ",
                "at ",
                "   at a.b(c.d:1)",
                "\u2717 ",
                "[a] ",
                "1) ",
                "E   ",
                "foo-error-",
                "--- ",
                "line 1"));
        units.addAll(rule.keywords);
        rule.keywords.forEach(keyword -> units.add(keyword + " "));
        rule.matches.forEach(example -> units.add(example.text()));
        rule.rejects.forEach(example -> units.add(example.text()));
        List<String> lines = new ArrayList<>();
        for (String unit : units) {
            String repeated = unit.repeat(Terminal.MAX_COLUMNS / unit.length() + 1);
            lines.add(repeated.substring(0, Terminal.MAX_COLUMNS));
            lines.add((unit + repeated).substring(0, Terminal.MAX_COLUMNS - 1) + '\u0001');
        }
        for (Example one : rule.matches) {
            String example = one.text();
            for (String filler : List.of(" ", "a", "1", "a ", "1 ", ".", "(", "a.")) {
                String fill = filler.repeat(Terminal.MAX_COLUMNS / filler.length());
                lines.add((example + fill).substring(0, Terminal.MAX_COLUMNS - 1) + '\u0001');
                lines.add((fill + '\u0001').substring(0, Terminal.MAX_COLUMNS - example.length()) + example);
            }
        }
        return lines;
    }

    /** Counts the looks that a pattern takes at a line, and ends a hopeless search. */
    private static final class Steps implements CharSequence {
        private final String text;
        private int taken;

        Steps(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++taken > 2 * MAX_STEPS) {
                throw new AssertionError("no end after " + taken + " steps on: " + text.substring(0, 60) + "…");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }
    }
}
