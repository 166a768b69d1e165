package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.destill.contracts.Category;
import io.destill.contracts.Severity;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFileTest {

    @Test
    void aRuleIsReadWithAllItsFields() {
        Rule rule = parse("""
                - name: linker
                  role: diagnostic
                  category: compile
                  severity: fatal
                  keywords: [undefined reference, cannot find -l]
                  pattern: 'undefined \\w+'
                  weight: 9
                  matches: ['undefined reference to x']
                  rejects: ['undefined']
                """).getFirst();
        assertThat(rule.name).isEqualTo("linker");
        assertThat(rule.family).isEqualTo("mine");
        assertThat(rule.role).isEqualTo(Role.DIAGNOSTIC);
        assertThat(rule.category).isEqualTo(Category.COMPILE);
        assertThat(rule.severity).isEqualTo(Severity.FATAL);
        assertThat(rule.keywords).containsExactly("undefined reference", "cannot find -l");
        assertThat(rule.weight).isEqualTo(9);
        assertThat(rule.matches)
                .containsExactly(new Example("undefined reference to x", new Place("rules/mine.yaml", 8)));
        assertThat(rule.rejects).containsExactly(new Example("undefined", new Place("rules/mine.yaml", 9)));
        assertThat(rule.place).isEqualTo(new Place("rules/mine.yaml", 1));
        assertThat(rule.matches("an undefined thing")).isTrue();
        assertThat(rule.matches("undefined")).isFalse();
    }

    @Test
    void whatIsLeftOutHasADefault() {
        Rule rule = parse("- {name: x, weight: -3}").getFirst();
        assertThat(rule.role).isEqualTo(Role.CAUSE);
        assertThat(rule.category).isEqualTo(Category.UNKNOWN);
        assertThat(rule.severity).isNull();
        assertThat(rule.isOfLines()).isFalse();
    }

    /** Each stands behind a good rule, so that its own line is told and not the file's first. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            - {name: x, weight: 1, wieght: 2}         | 2 | unknown field 'wieght'; a rule has name, role,
            `- name: x\n  weight: 1\n  weight: 2`     | 4 | field 'weight' is there twice
            - {weight: 1}                             | 2 | missing field 'name'
            - {name: 3, weight: 1}                    | 2 | field 'name': '3' is not a text
            - {name: X y, weight: 1}                  | 2 | lower-case words joined by hyphens, not 'X y'
            - {name: x}                               | 2 | missing field 'weight'
            `- name: x\n  weight: heavy`              | 3 | 'weight' must be a whole number
            `- name: x\n  weight: 1.5`                | 3 | 'weight' must be a whole number
            `- name: x\n  weight: 101`                | 3 | from -100 to 100
            `- name: x\n  weight: 99999999999`        | 3 | from -100 to 100
            `- name: x\n  weight: 1\n  role: hero`    | 4 | field 'role': 'hero' is not one of [item,
            - {name: x, weight: 1, role: DETAIL}      | 2 | 'DETAIL' is not one of [item,
            - {name: x, weight: 1, category: what}    | 2 | 'what' is not one of [compile,
            - {name: x, weight: 1, severity: bad}     | 2 | 'bad' is not one of [fatal,
            `- name: x\n  weight: 1\n  keywords:\n  - aaaa\n  - 3` | 6 | field 'keywords': '3' is not a text; put it in quotes
            - {name: x, weight: 1, keywords: 3}       | 2 | '3' is not a text
            - {name: x, weight: 1, keywords: [oom]}   | 2 | 'oom' is too short: what finds candidates is at least 4 bytes long
            - {name: x, weight: 1, keywords: ['.c\\d']} | 2 | '.c\\d' is too short: what finds candidates is at least 4 bytes long
            - {name: x, weight: 1, keywords: ['']}    | 2 | at least one character
            - {name: x, weight: 1, keywords: ["\\e["]} | 2 | without control characters
            - {name: x, weight: 1, matches: {a: b}}   | 2 | expected a list of texts
            - {name: x, weight: 1, matches: [[a]]}    | 2 | expected a text
            - {name: x, weight: 1, pattern: 12}       | 2 | '12' is not a text
            `- name: good\n  weight: 2`               | 2 | there is a rule named 'good' in line 1 already
            - just a text                             | 2 | expected a rule: a map
            - {name: x                                | 3 | not valid YAML
            """)
    void aBadRuleIsRefusedWithFileLineAndReason(String yaml, int line, String reason) {
        assertThatThrownBy(() -> parse("- {name: good, weight: 1}\n" + yaml + '\n'))
                .isInstanceOf(RuleFormatException.class)
                .hasMessageStartingWith("rules/mine.yaml:" + line + ": ")
                .hasMessageContaining(reason);
    }

    /** Patterns are compiled when first needed, but even then it is told which one is wrong. */
    @Test
    void aBadPatternIsRefusedWhenItIsFirstUsed() {
        Rule rule = parse("- {name: x, weight: 1, pattern: 'ab(a'}").getFirst();
        assertThatThrownBy(() -> rule.matches("a"))
                .isInstanceOf(RuleFormatException.class)
                .hasMessage("rules/mine.yaml:1: rule 'x': field 'pattern': not a regular expression at its end:"
                        + " Unclosed group");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {name: x, weight: 1} | expected a list of rules
            text                 | expected a list of rules
            ``                   | expected a list of rules
            - [                  | not valid YAML
            """)
    void aFileThatIsNoListIsRefused(String yaml, String reason) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(RuleFormatException.class)
                .hasMessageStartingWith("rules/mine.yaml:1: ")
                .hasMessageContaining(reason);
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThatThrownBy(() -> RuleFile.parse("rules/mine.yaml", new ByteArrayInputStream(new byte[] {(byte) 0xff})))
                .isInstanceOf(RuleFormatException.class)
                .hasMessageStartingWith("rules/mine.yaml:1: not valid YAML");
    }

    @Test
    void aMissingFamilyIsNamed() {
        assertThatThrownBy(() -> RuleFile.builtIn("nowhere"))
                .isInstanceOf(RuleFormatException.class)
                .hasMessageContaining("rules/nowhere.yaml");
    }

    private static List<Rule> parse(String yaml) {
        return RuleFile.parse("rules/mine.yaml", new ByteArrayInputStream(yaml.getBytes(UTF_8)));
    }
}
