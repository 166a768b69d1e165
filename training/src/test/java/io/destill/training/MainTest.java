package io.destill.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.analysis.OwnRules;
import io.destill.analysis.RuleSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

    private static final String MARK = "\u001b_destill;cause\u0007";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object... arguments) {
        return new CommandLine(new Main())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(List.of(arguments).stream().map(String::valueOf).toArray(String[]::new));
    }

    /** Logs whose cause is what the weights by hand take for the lesser evil. */
    private Path markedLogs(int projects) throws IOException {
        Path logs = directory.resolve("marked");
        for (int i = 0; i < projects; i++) {
            Path log = logs.resolve("project" + i + "/a.log");
            Files.createDirectories(log.getParent());
            Files.writeString(
                    log,
                    "$ make\nsrc/a.c:3:5: error: expected ';'\nfine\n\nfine\n" + MARK + "retries failed\n\nfine\n",
                    UTF_8);
        }
        return logs;
    }

    @Test
    void learnsFromMarkedLogsAndWritesAFileThatTheEngineReads() throws IOException {
        Path rules = directory.resolve("home/.config/destill/rules.yaml");
        Files.createDirectories(rules.getParent());
        Path logs = markedLogs(12);

        assertThat(run(logs, "--firmness", "0.1", "--output", rules))
                .as(err.toString())
                .isZero();

        assertThat(out.toString())
                .contains("12 logs of 12 projects")
                .contains("by hand            hit@1 0.000  hit@5 1.000")
                .contains("learned, left out  hit@1 1.000  hit@5 1.000");
        String file = Files.readString(rules, UTF_8);
        assertThat(file).contains("# 12 logs of 12 projects").containsPattern("labels [0-9a-f]{64}");
        List<RuleSummary> inForce = OwnRules.load(
                        directory, Map.of("HOME", directory.resolve("home").toString()))
                .summaries();
        assertThat(inForce).anySatisfy(rule -> assertThat(rule.from()).startsWith(rules.toString()));

        run(logs, "--firmness", "0.1", "--output", rules);
        assertThat(Files.readString(rules, UTF_8)).as("written again").isEqualTo(file);
    }

    @Test
    void readsLogsThatAManifestLists() throws IOException {
        Files.createDirectories(directory.resolve("failed/a"));
        Files.writeString(directory.resolve("failed/a/1.log"), "$ make\nerror: no such thing\n", UTF_8);
        Files.writeString(
                directory.resolve("manifest.jsonl"),
                "{\"log\": \"a/1.log\", \"repo\": \"acme/shop\", \"truth\": [[2, 2]], \"other\": 1}\n\n",
                UTF_8);

        assertThat(run(directory)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("1 logs of 1 projects").contains("by hand            hit@1 1.000");
    }

    @Test
    void saysWhatIsWrongWithTheLogs() throws IOException {
        assertThat(run(directory.resolve("nowhere"))).isEqualTo(1);
        assertThat(err.toString()).contains("There is no directory").contains("Name one that holds labelled logs");

        assertThat(run(directory)).isEqualTo(1);
        assertThat(err.toString()).contains("holds neither a manifest.jsonl nor a marked *.log file");

        Files.writeString(directory.resolve("manifest.jsonl"), "\n{\"log\": \"x\"}\n", UTF_8);
        assertThat(run(directory)).isEqualTo(1);
        assertThat(err.toString()).contains("manifest.jsonl, line 2: expected a log, its repo and its truth");

        Files.writeString(
                directory.resolve("manifest.jsonl"), "{\"log\": \"x\", \"repo\": \"r\", \"truth\": [[1, 1]]}\n", UTF_8);
        assertThat(run(directory)).isEqualTo(1);
        assertThat(err.toString()).contains("There is no file").contains("failed/x");
    }

    @Test
    void wrongUsageIsTold() {
        assertThat(run()).isEqualTo(2);
        assertThat(run(directory, "--folds", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("--folds must be at least 2");
    }
}
