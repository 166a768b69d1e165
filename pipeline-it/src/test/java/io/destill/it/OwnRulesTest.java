package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.it.Destill.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project's own rules, from the file in its repository to the cards of an analysis somewhere below it. */
class OwnRulesTest {

    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1");
    private static final String LOG = """
            ~~~ Running commands
            $ make check
            2026-11-23 22:10:11 flux: no power after 12 ms
            fine
            fine
            fine
            make: *** [all] Error 1
            """;

    @TempDir
    private Path repository;

    private Path below;

    @BeforeEach
    void repository() throws IOException {
        Files.createDirectories(repository.resolve(".git"));
        Files.createDirectories(repository.resolve(".destill"));
        below = Files.createDirectories(repository.resolve("src/main"));
        Files.writeString(below.resolve("build.log"), LOG);
        rules("""
                - name: flux-capacitor
                  keywords: ['flux:']
                  weight: 40
                  category: infrastructure
                  matches: ['flux: no power']
                """);
    }

    private void rules(String yaml) throws IOException {
        Files.writeString(repository.resolve(".destill/rules.yaml"), yaml);
    }

    private Result destill(String... arguments) throws IOException, InterruptedException {
        try (DestillProcess process = DestillProcess.start(below, Map.of(), QUICK, arguments)) {
            return process.result();
        }
    }

    @Test
    void theProjectsRulesAreInForceBelowItsRoot() throws Exception {
        Result analysed = destill("analyze", "build.log", "--format", "json");
        assertThat(analysed.exitCode()).isZero();
        assertThat(analysed.jsonCards().getFirst().get("line").asLong()).isEqualTo(3);
        assertThat(analysed.jsonCards().getFirst().get("category").asText()).isEqualTo("infrastructure");

        Result explained = destill("explain", "build.log", "--line", "3");
        assertThat(explained.exitCode()).isZero();
        assertThat(explained.out()).contains("+0.40  flux-capacitor", "command   $ make check", "It is in card 1.");

        Result tested = destill("rules", "test", "../../.destill/rules.yaml");
        assertThat(tested.exitCode()).isZero();
        assertThat(tested.out()).contains("Examples that pass: all 1.");
    }

    @Test
    void aBadFileEndsTheAnalysisWithItsLine() throws Exception {
        rules("- name: flux-capacitor\n  weight: 40\n  pattern: '[a'\n");
        Result refused = destill("analyze", "build.log");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("/.destill/rules.yaml:3: field 'pattern': not a regular expression");
    }

    @Test
    void aLogIsNormalizedLineByLine() throws Exception {
        Result normalized = destill("normalize", "build.log");
        assertThat(normalized.out().lines())
                .hasSameSizeAs(LOG.lines().toList())
                .contains("<time> flux: no power after <n>", "make: *** [all] Error 1");
    }
}
