package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.destill.analysis.service.AnalysisService;
import io.destill.broker.NatsServer;
import io.destill.ingestion.service.IngestionService;
import io.destill.it.Destill.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Failed jobs of a build are compared with jobs of the same step that passed. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PassedJobsTest {

    private static final String NOISE = "error: cannot reach the cache, going on without it\n";
    private static final String CAUSE = "error: 'x' undeclared\n";
    private static final String FAILED = "$ make\n" + NOISE + "\n\n\n" + CAUSE + "make: *** [all] Error 1\n";
    private static final String PASSED = "$ make\n" + NOISE + "\n\n\nall is well\n";

    @TempDir
    private Path builds;

    private BuildkiteServer server;

    @BeforeEach
    void start() throws IOException {
        server = BuildkiteServer.serving(builds);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void build(int number, String branch, String jobs, Map<String, String> logs) throws IOException {
        Path folder = Files.createDirectories(builds.resolve("acme/shop/" + number));
        Files.createDirectories(folder.resolve("logs"));
        Files.writeString(folder.resolve("build.json"), "{\"branch\": \"" + branch + "\"}");
        Files.writeString(folder.resolve("jobs.json"), "[" + jobs + "]");
        for (Map.Entry<String, String> log : logs.entrySet()) {
            Files.writeString(folder.resolve("logs/" + log.getKey() + ".log"), log.getValue());
        }
    }

    private static String job(String step, String log, String state) {
        return "{\"name\": \"%s\", \"step_key\": \"%s\", \"log\": \"%s\", \"state\": \"%s\"}"
                .formatted(step, step, log, state);
    }

    private static String shard(String log, String state, int index) {
        return ("{\"name\": \"unit\", \"step_key\": \"unit\", \"log\": \"%s\", \"state\": \"%s\","
                        + " \"parallel_group_index\": %d, \"parallel_group_total\": 3}")
                .formatted(log, state, index);
    }

    private Result analyze(String... more) {
        return analyze(server.environment(), more);
    }

    private Result analyze(Map<String, String> environment, String... more) {
        List<String> arguments = new ArrayList<>(List.of("analyze", server.buildUrl("acme/shop/7")));
        arguments.addAll(List.of(more));
        return Destill.run(environment, arguments.toArray(String[]::new));
    }

    private static String top(Result result) {
        return result.jsonCards().getFirst().path("raw_message").asText();
    }

    private static JsonNode job(Result result) {
        return result.json().get("jobs").get(0);
    }

    @Test
    void withParallelShardsThatPassed() throws IOException {
        build(
                7,
                "main",
                shard("u0", "passed", 0) + "," + shard("u1", "failed", 1) + "," + shard("u2", "passed", 2) + ","
                        + job("lint", "lint", "passed"),
                Map.of("u0", PASSED, "u1", FAILED, "u2", PASSED, "lint", CAUSE));

        Result result = analyze("--format", "json");
        assertThat(top(result)).isEqualTo(CAUSE.strip());
        assertThat(job(result).path("passed_logs").asInt()).isEqualTo(2);
        assertThat(result.jsonCards()).allMatch(card -> card.path("revision").asInt() == 1);
        assertThat(result.err()).isEmpty();

        Result without = analyze("--format", "json", "--no-passed");
        assertThat(top(without)).isEqualTo(NOISE.strip());
        assertThat(job(without).path("passed_logs").asInt()).isZero();
        assertThat(without.jsonCards()).allMatch(card -> card.path("revision").asInt() == 0);

        assertThat(analyze("--format", "text").out()).contains("Ranked with 2 passed logs of this step.");
        List<JsonNode> ndjson = analyze("--format", "ndjson").ndjsonCards();
        assertThat(Destill.contents(ndjson)).isEqualTo(Destill.contents(result.jsonCards()));
    }

    @Test
    void withTheRetryThatPassedWhenAnAttemptIsAskedFor() throws IOException {
        build(
                7,
                "main",
                job("unit", "first", "failed") + "," + job("unit", "second", "passed"),
                Map.of("first", FAILED, "second", PASSED));

        Result result =
                Destill.run(server.environment(), "analyze", server.jobUrl("acme/shop/7", "first"), "--format", "json");
        assertThat(top(result)).isEqualTo(CAUSE.strip());
        assertThat(job(result).path("passed_logs").asInt()).isEqualTo(1);
    }

    @Test
    void withTheNewestBuildOfItsBranchThatPassed() throws IOException {
        build(4, "feature", job("unit", "unit", "passed"), Map.of("unit", CAUSE));
        build(5, "feature", job("unit", "unit", "passed"), Map.of("unit", PASSED));
        build(6, "main", job("unit", "unit", "passed"), Map.of("unit", CAUSE));
        build(7, "feature", job("unit", "unit", "failed"), Map.of("unit", FAILED));
        build(8, "feature", job("unit", "unit", "failed"), Map.of("unit", CAUSE));

        assertThat(top(analyze("--format", "json"))).isEqualTo(CAUSE.strip());
    }

    @Test
    void elseWithTheNewestOfTheDefaultBranch() throws IOException {
        build(5, "feature", job("lint", "lint", "passed"), Map.of("lint", CAUSE));
        build(6, "main", job("unit", "unit", "passed"), Map.of("unit", PASSED));
        build(7, "feature", job("unit", "unit", "failed"), Map.of("unit", FAILED));

        assertThat(top(analyze("--format", "json"))).isEqualTo(CAUSE.strip());
    }

    @Test
    void whereNothingPassedTheFirstRanksStand() throws IOException {
        build(7, "main", job("unit", "unit", "failed"), Map.of("unit", FAILED));

        Result result = analyze("--format", "json");
        assertThat(top(result)).isEqualTo(NOISE.strip());
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(analyze().out()).doesNotContain("Ranked with");
    }

    @Test
    void whatTheHistoryKnowsOfPassedJobsCountsFromTheStart() throws IOException {
        build(6, "main", job("unit", "unit", "passed"), Map.of("unit", PASSED));
        build(7, "main", job("unit", "unit", "failed"), Map.of("unit", FAILED));
        String history = builds.resolve("history.db").toString();
        assertThat(top(analyze("--format", "json", "--history", history))).isEqualTo(CAUSE.strip());

        Files.writeString(builds.resolve("acme/shop/6/jobs.json"), "[" + job("unit", "unit", "failed") + "]");
        Result known = analyze("--format", "json", "--history", history);
        assertThat(top(known)).isEqualTo(CAUSE.strip());
        assertThat(job(known).path("passed_logs").asInt()).isEqualTo(1);
        assertThat(known.jsonCards()).allMatch(card -> card.path("revision").asInt() == 0);

        assertThat(top(analyze("--format", "json", "--history", history, "--no-passed")))
                .isEqualTo(NOISE.strip());
        assertThat(top(analyze("--format", "json", "--history", "off"))).isEqualTo(NOISE.strip());
    }

    @Test
    void aPassedLogThatCannotBeFetchedIsSaidOnceAndChangesNothingElse() throws IOException {
        build(
                7,
                "main",
                shard("u0", "passed", 0) + "," + shard("u1", "failed", 1) + "," + shard("u2", "failed", 2),
                Map.of("u1", FAILED, "u2", FAILED));

        Result result = analyze("--format", "json", "--exit-status");
        assertThat(result.exitCode()).isEqualTo(10);
        assertThat(top(result)).isEqualTo(NOISE.strip());
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .contains("Ranked with fewer passed logs than there are", "has no log");
    }

    @Test
    @Tag("docker")
    void overNatsTheCardsAreTheSame() throws Exception {
        build(5, "feature", job("lint", "lint", "passed"), Map.of("lint", PASSED));
        build(
                7,
                "feature",
                shard("u0", "passed", 0) + "," + shard("u1", "failed", 1) + "," + shard("u2", "failed", 2) + ","
                        + job("lint", "lint", "failed"),
                Map.of("u0", PASSED, "u1", FAILED, "u2", FAILED + CAUSE, "lint", FAILED));
        Result embedded = analyze("--format", "json");
        assertThat(embedded.jsonCards()).allMatch(card -> card.path("revision").asInt() == 1);

        try (NatsServer nats = NatsServer.start();
                AgentProcess ingestion = AgentProcess.start(IngestionService.class, nats.url(), server.environment());
                AgentProcess analysis = AgentProcess.start(AnalysisService.class, nats.url(), Map.of())) {
            assertThat(ingestion).isNotNull();
            assertThat(analysis).isNotNull();
            Map<String, String> environment = new HashMap<>(server.environment());
            environment.put("DESTILL_NATS_URL", nats.url());
            Result distributed = analyze(environment, "--format", "json");

            assertThat(distributed.exitCode()).as(distributed.err()).isZero();
            assertThat(Destill.contents(distributed.jsonCards())).isEqualTo(Destill.contents(embedded.jsonCards()));
            assertThat(top(analyze(environment, "--format", "json", "--no-passed")))
                    .isEqualTo(NOISE.strip());
        }
    }
}
