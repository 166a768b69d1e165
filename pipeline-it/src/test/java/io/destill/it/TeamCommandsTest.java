package io.destill.it;

import static io.destill.it.Team.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.broker.NatsServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.List;
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
        ingestion = team.ingestion();
        analysis = team.analysis();
    }

    @AfterEach
    void stopTeam() {
        team.close();
        buildkite.close();
    }

    @Test
    void whoWatchesSeesTheFailuresOfAllRequestsFromThenOn() throws Exception {
        String before = team.submit(buildkite.buildUrl("acme/shop/4821"));
        List<String> failures = team.view(before).jsonCards().stream()
                .filter(card -> card.get("rank").intValue() == 1)
                .map(card -> card.get("job").get("id").textValue())
                .toList();
        assertThat(failures).isNotEmpty();
        try (DestillProcess watch = DestillProcess.start(team.environment(), List.of(), "watch");
                BufferedReader lines = reader(watch)) {
            watch.awaitError("watching");
            team.submit(buildkite.buildUrl("acme/shop/4821"));
            for (int i = 0; i < failures.size(); i++) {
                assertThat(lines.readLine()).contains("acme/shop #4821");
            }
            watch.signal("INT");
            assertThat(lines.readLine()).as("what happened before").isNull();
            assertThat(watch.resultWithoutOutput().exitCode()).isEqualTo(130);
        }
        try (DestillProcess watch = DestillProcess.start(team.environment(), List.of(), "watch", "--all", "-n", "1");
                BufferedReader lines = reader(watch)) {
            for (int i = 0; i < 2 * failures.size(); i++) {
                assertThat(lines.readLine()).contains("acme/shop #4821");
            }
        }
    }

    private static BufferedReader reader(DestillProcess process) {
        return new BufferedReader(new InputStreamReader(process.stdout(), UTF_8));
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
