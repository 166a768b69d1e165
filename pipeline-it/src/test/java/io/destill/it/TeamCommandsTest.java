package io.destill.it;

import static io.destill.it.Team.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.destill.broker.NatsServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What people do with a team's agents, as processes around a real NATS server. */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TeamCommandsTest {

    private BuildkiteServer buildkite;
    private Team team;
    private AgentProcess ingestion;
    private AgentProcess analysis;

    @BeforeEach
    void startTeam() throws Exception {
        buildkite = BuildkiteServer.serving(Samples.directory());
        team = new Team(NatsServer.start(), buildkite.environment());
        // However slow this machine is, no claim is to run out.
        ingestion = team.ingestion(Map.of("DESTILL_HOLD", "300"));
        analysis = team.analysis();
    }

    @AfterEach
    void stopTeam() {
        team.close();
        buildkite.close();
    }

    @Test
    void whoWatchesSeesTheFailuresOfAllRequestsFromThenOn() throws Exception {
        String build = buildkite.buildUrl("acme/shop/4821");
        Set<String> jobs = team.view(team.submit(build)).jsonCards().stream()
                .map(card -> card.get("job").get("name").textValue())
                .collect(Collectors.toSet());
        assertThat(jobs).isNotEmpty();
        try (DestillProcess watch = DestillProcess.start(team.environment(), List.of(), "watch")) {
            List<String> lines = lines(watch);
            watch.awaitError("watching");
            assertThat(lines).as("what happened before").isEmpty();
            team.submit(build);
            assertTellsOf(lines, jobs, 1);
            watch.signal("TERM");
            assertThat(watch.resultWithoutOutput().exitCode()).isEqualTo(143);
        }
        try (DestillProcess watch = DestillProcess.start(team.environment(), List.of(), "watch", "--all")) {
            assertTellsOf(lines(watch), jobs, 2);
        }
    }

    private static void assertTellsOf(List<String> lines, Set<String> jobs, int times) {
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(jobs)
                        .as("the jobs of which %s tells", lines)
                        .allMatch(job -> lines.stream()
                                        .filter(line -> line.contains("acme/shop #4821  " + job + " "))
                                        .count()
                                >= times));
    }

    /** What it has written so far. */
    private static List<String> lines(DestillProcess process) {
        List<String> lines = new CopyOnWriteArrayList<>();
        BufferedReader reader = new BufferedReader(new InputStreamReader(process.stdout(), UTF_8));
        Thread.startVirtualThread(() -> reader.lines().forEach(lines::add));
        return lines;
    }

    @Test
    void anAgentTellsWhatItDid() throws Exception {
        team.view(team.submit(buildkite.buildUrl("acme/shop/4821")));
        assertThat(ingestion.metric("destill_requests_total")).isEqualTo(1);
        assertThat(ingestion.metric("destill_bytes_total")).isPositive();
        assertThat(analysis.metric("destill_jobs_total")).isPositive();
        assertThat(analysis.metric("destill_cards_total")).isPositive();
        for (AgentProcess agent : List.of(ingestion, analysis)) {
            when(() -> agent.metric("destill_claims_held") == 0);
            assertThat(agent.metric("destill_lag")).isZero();
        }
    }
}
