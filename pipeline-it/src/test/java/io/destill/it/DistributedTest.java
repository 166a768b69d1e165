package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.destill.analysis.service.AnalysisService;
import io.destill.broker.NatsServer;
import io.destill.ingestion.service.IngestionService;
import io.destill.it.Destill.Result;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents as processes around a real NATS server, and what may happen to them. Whatever it is, the cards are those of an
 * embedded run that nothing happened to: none is missing, none is there twice, and the request is complete.
 */
@Tag("docker")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DistributedTest {

    private static final int JOBS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static BuildkiteServer buildkite;
    private static String build;
    private static Map<String, List<JsonNode>> expected;

    private final List<AutoCloseable> running = new ArrayList<>();
    private NatsServer nats;

    @BeforeAll
    static void analyseUndisturbed() throws Exception {
        Path logs = Files.createDirectories(folder.resolve("acme/big/1/logs"));
        for (int job = 0; job < JOBS; job++) {
            writeLog(logs.resolve("job" + job + ".log"), job);
        }
        Path many = Files.createDirectories(folder.resolve("acme/many/1/logs"));
        for (int job = 0; job < 200; job++) {
            Files.writeString(many.resolve("job" + job + ".log"), "$ make\na.c:%d:1: error: no\n".formatted(job + 1));
        }
        buildkite = BuildkiteServer.serving(folder);
        build = buildkite.buildUrl("acme/big/1");
        expected = byJob(Destill.run(buildkite.environment(), "analyze", build, "--format", "json"));
        assertThat(expected).hasSize(JOBS - 1);
    }

    /** The first is empty, the last has 60 MB. */
    private static void writeLog(Path file, int job) throws IOException {
        long size = job == 0 ? 0 : job == JOBS - 1 ? 60_000_000 : 1000L << (job % 12);
        try (BufferedWriter log = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (long bytes = 0, line = 0; bytes < size; line++) {
                String text = "[%d] compiling module %d of job %d, which takes its time\n".formatted(line, line, job);
                log.write(text);
                bytes += text.length();
            }
            if (job > 0) {
                log.write("src/job%d.c:%d:5: error: unknown type name 'job%d'\nmake: *** [Makefile:9: all] Error 1\n"
                        .formatted(job, job, job));
            }
        }
    }

    @AfterAll
    static void stopBuildkite() {
        buildkite.close();
    }

    @BeforeEach
    void startNats() {
        nats = NatsServer.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : running) {
            each.close();
        }
        nats.close();
    }

    private AgentProcess ingestion() throws IOException {
        return started(AgentProcess.start(IngestionService.class, nats.url(), buildkite.environment()));
    }

    private AgentProcess analysis() throws IOException {
        return analysis(nats.url());
    }

    private AgentProcess analysis(String url) throws IOException {
        return started(AgentProcess.start(AnalysisService.class, url, Map.of("DESTILL_STALLED_AFTER", "3")));
    }

    private AgentProcess started(AgentProcess agent) {
        running.add(agent);
        return agent;
    }

    private Result destill(String... arguments) {
        Map<String, String> environment = new HashMap<>(buildkite.environment());
        environment.put("DESTILL_NATS_URL", nats.url());
        return Destill.run(environment, arguments);
    }

    private String submit(String url) {
        Result result = destill("submit", url);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out().strip();
    }

    private void assertAllIsThere(String request) {
        Result result = destill("view", request, "--format", "json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(byJob(result)).isEqualTo(expected);
        List<String> ids =
                result.jsonCards().stream().map(card -> card.get("id").asText()).toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    private static Map<String, List<JsonNode>> byJob(Result result) {
        return result.jsonCards().stream()
                .collect(Collectors.groupingBy(
                        card -> card.at("/job/id").asText(),
                        TreeMap::new,
                        Collectors.mapping(Destill::content, Collectors.toList())));
    }

    private void when(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    @Test
    void nothingHappens() throws Exception {
        ingestion();
        analysis();
        Result result = destill("analyze", build, "--format", "json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(byJob(result)).isEqualTo(expected);
        assertThat(destill("requeue").err()).isEqualTo("destill: Nothing was given up.\n");
    }

    @Test
    void anAnalysisAgentDiesWhileAnotherLives() throws Exception {
        ingestion();
        AgentProcess dying = analysis();
        String request = submit(build);
        when(() -> dying.hasLogged("event=claimed"));
        dying.kill();
        analysis();
        assertAllIsThere(request);
    }

    @Test
    void anIngestionAgentDiesInTheMiddleOfAJob() throws Exception {
        AgentProcess dying = ingestion();
        analysis();
        String request = submit(build);
        when(() -> dying.hasLogged("event=job_fetched"));
        dying.kill();
        ingestion();
        assertAllIsThere(request);
    }

    @Test
    void theServerDiesAndComesBack() throws Exception {
        AgentProcess ingestion = ingestion();
        analysis();
        String request = submit(build);
        when(() -> ingestion.hasLogged("event=job_fetched"));
        nats.kill();
        nats.restart();
        assertAllIsThere(request);
    }

    @Test
    void theNetworkOfAnAgentIsCutAndMended() throws Exception {
        try (Cable cable = new Cable(nats.url())) {
            ingestion();
            AgentProcess cut = analysis(cable.url());
            String request = submit(build);
            when(() -> cut.hasLogged("event=claimed"));
            cable.cut();
            when(() -> cut.hasLogged("is lost"));
            cable.mend();
            assertAllIsThere(request);
        }
    }

    @Test
    void anAgentIsHeldUpLongerThanItHoldsItsClaims() throws Exception {
        ingestion();
        AgentProcess held = analysis();
        String request = submit(build);
        when(() -> held.hasLogged("event=claimed"));
        held.signal("STOP");
        AgentProcess other = analysis();
        when(() -> other.hasLogged("attempt=2"));
        held.signal("CONT");
        assertAllIsThere(request);
    }

    @Test
    void anAgentThatIsToldToEndHandsBackItsWork() throws Exception {
        ingestion();
        AgentProcess ending = analysis();
        String request = submit(build);
        when(() -> ending.hasLogged("event=claimed"));
        ending.signal("TERM");
        analysis();
        assertAllIsThere(request);
        assertThat(ending.endsWithin(30)).isTrue();
        assertThat(ending.log()).contains("event=stopped");
    }

    @Test
    void badMessagesFailTheirJobsAndNothingElse() throws Exception {
        ingestion();
        analysis();
        submit(build);
        try (Raw raw = new Raw(Nats.connect(nats.url()))) {
            when(() -> raw.connection.jetStreamManagement().getStreamNames().contains("CI_DEAD_LETTERS"));
            raw.connection.jetStream().publish("ci_logs_raw.r.j.first", "no JSON".getBytes(StandardCharsets.UTF_8));
            String hole = "{\"request_id\":\"r\",\"build\":{\"provider\":\"x\",\"url\":\"x\",\"pipeline\":\"x\"},"
                    + "\"job\":{\"id\":\"hole\",\"name\":\"hole\"},\"chunk_index\":%d,\"last\":%s,\"line_start\":1,"
                    + "\"line_end\":1,\"content\":\"x\\n\",\"schema_version\":1}";
            raw.connection
                    .jetStream()
                    .publish(
                            "ci_logs_raw.r.hole.first",
                            hole.formatted(0, "false").getBytes(StandardCharsets.UTF_8));
            raw.connection
                    .jetStream()
                    .publish(
                            "ci_logs_raw.r.hole.more", hole.formatted(2, "true").getBytes(StandardCharsets.UTF_8));
        }
        Result good = destill("analyze", build, "--format", "json");
        assertThat(byJob(good)).isEqualTo(expected);
        when(() -> destill("requeue").out().lines().count() == 2);
        assertThat(destill("requeue").out()).contains("ci_logs_raw.r.j.first", "ci_logs_raw.r.hole.first");
    }

    @Test
    void theLoadIsSpreadAndEachJobAnalysedOnce() throws Exception {
        ingestion();
        List<AgentProcess> agents = List.of(analysis(), analysis(), analysis());
        for (AgentProcess agent : agents) {
            when(() -> agent.hasLogged("event=ready"));
        }
        Result result = destill("analyze", buildkite.buildUrl("acme/many/1"), "--format", "json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(byJob(result)).hasSize(200);
        long analysed = 0;
        for (AgentProcess agent : agents) {
            long own = agent.count("event=job_analyzed");
            assertThat(own).isPositive();
            analysed += own;
        }
        assertThat(analysed).isEqualTo(200);
    }

    /** A connection whose closing may be interrupted, which a test does not care about. */
    private record Raw(Connection connection) implements AutoCloseable {
        @Override
        public void close() {
            try {
                connection.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
