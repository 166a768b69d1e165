package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.destill.contracts.Category;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnRulesTest {

    @TempDir
    private Path root;

    private Path project;
    private Path home;

    @BeforeEach
    void directories() throws IOException {
        project = Files.createDirectories(root.resolve("repo/src/deep"));
        Files.createDirectories(root.resolve("repo/.git"));
        home = Files.createDirectories(root.resolve("home"));
    }

    private Path write(String path, String yaml) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, yaml);
    }

    private RuleSet load() {
        return OwnRules.load(project, Map.of("HOME", home.toString()));
    }

    @Test
    void withoutFilesTheBuiltInRulesAreInForce() {
        assertThat(load().summaries()).isEqualTo(RuleSet.builtIn().summaries());
    }

    @Test
    void theProjectsRuleGoesBeforeThePersonalOneAndBothBeforeTheBuiltInOne() throws IOException {
        write("home/.config/destill/rules.yaml", """
                - {name: apt-error, keywords: [aaaa], weight: 1}
                - {name: cmake-error, keywords: [bbbb], weight: 2}
                - {name: my-own, keywords: [cccc], weight: 3}
                """);
        Path ours = write("repo/.destill/rules.yaml", """
                - {name: apt-error, keywords: [dddd], weight: 4, category: network}
                - {name: our-own, keywords: [eeee], weight: 5}
                """);

        RuleSet rules = load();

        assertThat(rules.named("apt-error").weight).isEqualTo(4);
        assertThat(rules.named("apt-error").keywords).containsExactly("dddd");
        assertThat(rules.named("apt-error").category).isEqualTo(Category.NETWORK);
        assertThat(rules.named("cmake-error").weight).isEqualTo(2);
        assertThat(rules.summaries())
                .contains(
                        new RuleSummary("apt-error", "tools", "cause", 4, "network", ours + ":1"),
                        new RuleSummary(
                                "my-own",
                                "personal",
                                "cause",
                                3,
                                "unknown",
                                home.resolve(".config/destill/rules.yaml") + ":3"),
                        new RuleSummary("our-own", "project", "cause", 5, "unknown", ours + ":2"));
    }

    @Test
    void anEntryWithNothingButAWeightKeepsTheRest() throws IOException {
        write("repo/.destill/rules.yaml", """
                - {name: first-strong, weight: 20}
                - {name: cmake-error, weight: 0}
                """);
        RuleSet rules = load();
        assertThat(rules.named("first-strong").weight).isEqualTo(20);
        assertThat(rules.named("cmake-error").weight).isZero();
        assertThat(rules.named("cmake-error").matches("CMake Error")).isTrue();
        assertThat(rules.holdsOwnRules()).as("patterns of somebody's own").isTrue();
    }

    @Test
    void theFileOutsideTheRepositoryIsNotTheProjects() throws IOException {
        write(".destill/rules.yaml", "- {name: outside, keywords: [xxxx], weight: 1}");
        assertThat(load().summaries()).extracting(RuleSummary::name).doesNotContain("outside");
    }

    @Test
    void xdgConfigHomeGoesBeforeHomeUnlessItIsRelative() throws IOException {
        write("home/.config/destill/rules.yaml", "- {name: at-home, keywords: [xxxx], weight: 1}");
        write("config/destill/rules.yaml", "- {name: in-config, keywords: [xxxx], weight: 1}");
        Map<String, String> environment = Map.of(
                "HOME",
                home.toString(),
                "XDG_CONFIG_HOME",
                root.resolve("config").toString());
        assertThat(OwnRules.load(project, environment).named("in-config").weight)
                .isEqualTo(1);
        assertThat(OwnRules.load(project, Map.of("HOME", home.toString(), "XDG_CONFIG_HOME", "config"))
                        .named("at-home")
                        .weight)
                .isEqualTo(1);
    }

    @Test
    void aFileWithNothingInItAddsNothing() throws IOException {
        write("repo/.destill/rules.yaml", "# none yet\n");
        assertThat(load().summaries()).isEqualTo(RuleSet.builtIn().summaries());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            - {name: x, weight: 1}                                            | 1 | neither keywords nor a pattern
            - {name: x, weight: 1, pattern: 'a[]b' }                          | 1 | field 'pattern': not a regular expression at character 4: Unclosed character class
            - {name: first-strong, weight: 1, keywords: [aaaa]}                  | 1 | only its weight can be changed
            - {name: x, weight: 1, keywords: [aaaa], matches: [aaaa, b]}            | 1 | rule 'x' finds none of its keywords in its example: b
            - {name: x, weight: 1, keywords: [aaaa], pattern: ^a, matches: [baaaa]} | 1 | rule 'x' does not match its example: baaaa
            - {name: x, weight: 1, keywords: [aaaa], rejects: [aaaa]}               | 1 | rule 'x' matches its counter-example: aaaa
            """)
    void aBadFileIsRefusedWhenItIsLoaded(String yaml, int line, String reason) throws IOException {
        Path file = write("repo/.destill/rules.yaml", yaml);
        assertThatThrownBy(this::load)
                .isInstanceOf(RuleFormatException.class)
                .hasMessageStartingWith(file + ":" + line + ": ")
                .hasMessageContaining(reason);
    }

    @Test
    void moreKeywordsThanTheAutomatonHoldsAreRefused() throws IOException {
        StringBuilder keywords = new StringBuilder("- name: many\n  weight: 1\n  keywords: [");
        for (char c = '\u0400'; c < '\u0500'; c++) {
            keywords.append(c).append((char) (c + 0x1000)).append(", ");
        }
        write("repo/.destill/rules.yaml", keywords + "]");
        assertThatThrownBy(this::load)
                .isInstanceOf(RuleFormatException.class)
                .hasMessageContaining("too many or too varied");
    }

    @Test
    void everyExampleOfAFileIsRun() throws IOException {
        Path file = write("rules.yaml", """
                - name: x
                  weight: 1
                  keywords: [aaaa]
                  matches:
                  - aaaa
                  - b
                  rejects: [c, AAAA]
                """);
        assertThat(OwnRules.test(file))
                .containsExactly(
                        new ExampleResult("x", file.toString(), 5, "aaaa", true, null),
                        new ExampleResult(
                                "x", file.toString(), 6, "b", true, "finds none of its keywords in its example"),
                        new ExampleResult("x", file.toString(), 7, "c", false, null),
                        new ExampleResult("x", file.toString(), 7, "AAAA", false, "matches its counter-example"));
    }

    /** What was found for a line is remembered for lines that differ in long numbers; not with rules that may look at them. */
    @Test
    void anOwnRuleTellsLongNumbersApart() throws IOException {
        write("repo/.destill/rules.yaml", "- {name: lost, keywords: [ora-], pattern: 'ORA-00942', weight: 30}");
        LogAnalyzer analyzer = new LogAnalyzer(load());
        byte[] log =
                ("error: ORA-00001\n" + "fine\n".repeat(30) + "error: ORA-00942\n").getBytes(StandardCharsets.UTF_8);
        analyzer.read(log, 0, log.length);
        List<Finding> findings = analyzer.finish();
        assertThat(findings.getFirst().message()).isEqualTo("error: ORA-00942");
    }
}
