package io.destill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about rules and lines, and what a person's own rules change. */
class RuleCommandsTest {

    private static final String LOG = "flux: no power\nfine\nfine\nmake: *** [all] Error 1\n";
    private static final String RULE = """
            - name: flux-capacitor
              keywords: ['flux']
              pattern: '^flux: \\S'
              weight: 40
              category: infrastructure
              matches: ['flux: no power']
              rejects: ['in flux: x']
            """;

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        out.reset();
        err.reset();
        return Main.run(
                new Console(
                        new ByteArrayInputStream(LOG.getBytes(StandardCharsets.UTF_8)),
                        out,
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        false,
                        false,
                        () -> 0,
                        Map.of("XDG_CONFIG_HOME", directory.toString())),
                EmbeddedPipeline::start,
                args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private Path rules(String yaml) throws IOException {
        Path file = directory.resolve("destill/rules.yaml");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, yaml);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out());
    }

    @Test
    void anOwnRulePutsItsLineOnTop() throws IOException {
        rules(RULE);

        assertThat(run("analyze", "-", "--format", "json")).isZero();
        assertThat(json().at("/jobs/0/cards/0/raw_message").asText()).isEqualTo("flux: no power");
        assertThat(json().at("/jobs/0/cards/0/category").asText()).isEqualTo("infrastructure");

        assertThat(run("analyze", "-", "--format", "json", "--no-own-rules")).isZero();
        assertThat(out()).doesNotContain("flux-capacitor", "infrastructure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"analyze -", "explain - --line 1", "rules list"})
    void aBadRuleFileIsRefusedWithFileLineAndReason(String command) throws IOException {
        Path file = rules(RULE + "- name: x\n  wieght: 1\n");
        assertThat(run(command.split(" "))).isEqualTo(ExitCode.USAGE);
        assertThat(out()).isEmpty();
        assertThat(err())
                .startsWith("destill: " + file + ":9: unknown field 'wieght'")
                .hasLineCount(1);
    }

    @Test
    void theListTellsWhereARuleIsFrom() throws IOException {
        Path file = rules(RULE);

        assertThat(run("rules", "list")).isZero();
        assertThat(out())
                .containsPattern("(?m)^flux-capacitor +personal +cause +\\+40 +infrastructure +" + file + ":1$")
                .containsPattern("(?m)^in-failed-command +job-evidence +\\S+ +\\+\\d+ +unknown +built-in$");

        assertThat(run("rules", "list", "--json")).isZero();
        assertThat(json())
                .filteredOn(rule -> rule.get("name").asText().equals("flux-capacitor"))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.get("weight").asInt()).isEqualTo(40);
                    assertThat(rule.get("from").asText()).isEqualTo(file + ":1");
                });
    }

    @Test
    void examplesAreRunOneByOne() throws IOException {
        Path file = rules(RULE);
        assertThat(run("rules", "test", file.toString())).isZero();
        assertThat(out()).endsWith("Examples that pass: all 2.\n");

        rules(RULE.replace("no power']", "ok', 'FLUX: no']"));
        assertThat(run("rules", "test", file.toString())).isEqualTo(ExitCode.ERROR);
        assertThat(out())
                .contains("pass  " + file + ":6: flux-capacitor matches: flux: ok")
                .contains("FAIL  " + file + ":6: flux-capacitor does not match its example: FLUX: no")
                .endsWith("Examples that fail: 1 of 3.\n");
    }

    @Test
    void aFileOfRulesThatCannotBeReadIsWrongUsage() {
        assertThat(run("rules", "test", directory.resolve("none.yaml").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("There is no rule file").hasLineCount(1);
        assertThat(run("rules", "test", directory.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("is a directory").hasLineCount(1);
    }

    @Test
    void anExplanationGoesFromTheLineToItsRank() throws IOException {
        Path file = rules(RULE);
        assertThat(run("explain", "-", "--line", "1")).isZero();
        assertThat(out())
                .startsWith("line 1    flux: no power\n")
                .contains("keywords  flux\n", "cause, " + file + ":1", "for which line 1 speaks", "rank      1 of ")
                .endsWith("\nIt is in card 1.\n");
    }

    @Test
    void aLineThatIsNotThereIsWrongUsage() {
        assertThat(run("explain", "-", "--line", "5")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).isEqualTo("destill: - has no line 5; its lines are 1 to 4.\n");
        assertThat(run("explain", "-", "--line", "0")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).startsWith("destill: --line must be at least 1, not 0.");
    }

    @Test
    void eachLineIsNormalized() throws IOException {
        Path log = directory.resolve("a.log");
        Files.writeString(log, "2026-11-23T22:10:11.1234567Z took 3 ms\n\n\u001b[31mred\u001b[0m\nexit code 3");
        assertThat(run("normalize", log.toString())).isZero();
        assertThat(out()).isEqualTo("took <n>\n\nred\nexit code 3\n");
        assertThat(run("normalize", "-")).isZero();
        assertThat(out()).isEqualTo(LOG);
    }

    @Test
    void whatIsNoLogIsNotNormalized() {
        assertThat(run("normalize", directory.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("is a directory").hasLineCount(1);
        assertThat(run("normalize", directory.resolve("none.log").toString())).isEqualTo(ExitCode.ERROR);
        assertThat(err()).contains("there is no file").hasLineCount(1);
        assertThat(run("normalize", "https://buildkite.com/a/b/builds/1")).isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("is not a file").hasLineCount(1);
    }
}
