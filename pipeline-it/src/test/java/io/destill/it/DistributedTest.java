package io.destill.it;

import static io.destill.it.Team.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.analysis.service.AnalysisService;
import io.destill.broker.NatsServer;
import io.destill.it.Destill.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Agents as processes around a real NATS server, and what may happen to them. Whatever it is, the cards are those of an
 * embedded run that nothing happened to: none is missing, none is there twice, and the request is complete.
 */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DistributedTest {

    @TempDir
    private static Path folder;

    private static BigBuild build;

    private Team team;

    @BeforeAll
    static void analyseUndisturbed() throws Exception {
        build = new BigBuild(folder);
    }

    @AfterAll
    static void close() {
        build.close();
    }

    @BeforeEach
    void startTeam() {
        team = new Team(NatsServer.start(), build.environment());
    }

    @AfterEach
    void stopTeam() {
        team.close();
    }

    @Test
    void nothingHappens() throws Exception {
        team.ingestion();
        team.analysis();
        Result result = team.destill("analyze", build.url(), "--format", "json", "--no-progress");
        build.assertAllIsThere(result);
        assertThat(result.err()).isEmpty();
        assertThat(team.destill("requeue").err()).isEqualTo("destill: Nothing was given up.\n");
    }

    @Test
    void theLoadIsSpreadAndEachJobAnalysedOnce() throws Exception {
        List<AgentProcess> agents = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            // However slow this machine is, no claim is to run out.
            agents.add(team.agent(AnalysisService.class, team.nats.url(), Map.of("DESTILL_HOLD", "300")));
        }
        for (AgentProcess agent : agents) {
            when(() -> agent.hasLogged("event=ready"));
        }
        team.ingestion();
        Result result = team.destill("analyze", build.manyJobsUrl(), "--format", "json", "--no-progress");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(BigBuild.byJob(result)).hasSize(200);
        long analysed = 0;
        for (AgentProcess agent : agents) {
            long own = agent.count("event=job_analyzed");
            assertThat(own).isPositive();
            analysed += own;
        }
        assertThat(analysed).isEqualTo(200);
    }

    @Test
    void anAnalysisAgentDiesWhileAnotherLives() throws Exception {
        AgentProcess dying = team.analysis();
        when(() -> dying.hasLogged("event=ready"));
        team.ingestion();
        String request = team.submit(build.url());
        when(() -> dying.hasLogged("event=claimed"));
        team.analysis();
        dying.kill();
        build.assertAllIsThere(team.view(request));
    }

    @Test
    void theOnlyAnalysisAgentDiesAndANewOneStartsLater() throws Exception {
        team.ingestion();
        AgentProcess dying = team.analysis();
        String request = team.submit(build.url());
        when(() -> dying.hasLogged("event=claimed"));
        dying.kill();
        team.analysis();
        build.assertAllIsThere(team.view(request));
    }

    @Test
    void anIngestionAgentDiesInTheMiddleOfAJob() throws Exception {
        AgentProcess dying = team.ingestion();
        team.analysis();
        String request = team.submit(build.url());
        when(() -> dying.hasLogged("event=job_fetched"));
        dying.kill();
        team.ingestion();
        build.assertAllIsThere(team.view(request));
    }

    @Test
    void theServerDiesAndComesBackOnItsVolume() throws Exception {
        AgentProcess ingestion = team.ingestion();
        team.analysis();
        String request = team.submit(build.url());
        when(() -> ingestion.hasLogged("event=job_fetched"));
        team.nats.kill();
        team.nats.restart();
        build.assertAllIsThere(team.view(request));
    }

    @Test
    void theServerIsStoppedForHalfAMinute() throws Exception {
        AgentProcess ingestion = team.ingestion();
        AgentProcess analysis = team.analysis();
        String request = team.submit(build.url());
        when(() -> ingestion.hasLogged("event=job_fetched"));
        team.nats.stopFor(Duration.ofSeconds(30));
        build.assertAllIsThere(team.view(request));
        assertThat(ingestion.count("is lost")).isEqualTo(1);
        assertThat(analysis.count("is lost")).isEqualTo(1);
    }

    @Test
    void theServerStandsStillForLongerThanClaimsAreHeld() throws Exception {
        AgentProcess ingestion = team.ingestion();
        AgentProcess analysis = team.analysis();
        String request = team.submit(build.url());
        when(() -> ingestion.hasLogged("event=job_fetched"));
        team.nats.pause();
        when(() -> ingestion.hasLogged("is lost") && analysis.hasLogged("is lost"));
        team.nats.unpause();
        build.assertAllIsThere(team.view(request));
    }

    @Test
    void theNetworkOfAnAgentIsCutAndMended() throws Exception {
        try (Cable cable = new Cable(team.nats.url())) {
            team.ingestion();
            AgentProcess cut = team.analysis(cable.url());
            String request = team.submit(build.url());
            when(() -> cut.hasLogged("event=claimed"));
            cable.cut();
            when(() -> cut.hasLogged("is lost"));
            cable.mend();
            build.assertAllIsThere(team.view(request));
        }
    }

    @Test
    void theNetworkOfAnAgentSwallowsEverythingAndIsMended() throws Exception {
        try (Cable cable = new Cable(team.nats.url())) {
            team.ingestion();
            AgentProcess cut = team.analysis(cable.url());
            String request = team.submit(build.url());
            when(() -> cut.hasLogged("event=claimed"));
            cable.swallow();
            when(() -> cut.hasLogged("is lost"));
            cable.mend();
            build.assertAllIsThere(team.view(request));
        }
    }

    @Test
    void anAgentIsHeldUpLongerThanItHoldsItsClaims() throws Exception {
        team.ingestion();
        AgentProcess held = team.analysis();
        String request = team.submit(build.url());
        when(() -> held.hasLogged("event=claimed"));
        held.signal("STOP");
        AgentProcess other = team.analysis();
        when(() -> other.hasLogged("attempt=2"));
        held.signal("CONT");
        build.assertAllIsThere(team.view(request));
    }

    @Test
    void anAgentThatIsToldToEndHandsBackItsWork() throws Exception {
        team.ingestion();
        AgentProcess ending = team.analysis();
        String request = team.submit(build.url());
        when(() -> ending.hasLogged("event=claimed"));
        ending.signal("TERM");
        team.analysis();
        build.assertAllIsThere(team.view(request));
        assertThat(ending.endsWithin(30)).isTrue();
        assertThat(ending.log()).contains("event=stopped");
    }

    @Test
    void aRequestIsThereTwiceAtOnce() throws Exception {
        AgentProcess one = team.ingestion();
        AgentProcess other = team.ingestion();
        team.analysis();
        when(() -> one.hasLogged("event=ready") && other.hasLogged("event=ready"));
        String id = "01998a4e-0000-7000-8000-000000000001";
        String request = """
                {"schema_version":1,"request_id":"%s","build_url":"%s","requested_at":"2026-01-01T00:00:00Z"}""".formatted(id, build.url());
        team.publish("ci_requests_raw", request);
        team.publish("ci_requests_raw", request);
        build.assertAllIsThere(team.view(id));
        when(() -> one.count("event=claimed") + other.count("event=claimed") >= 2);
    }

    @Test
    void theStreamOfLogsIsFullAndTheAgentsWait() throws Exception {
        AgentProcess ingestion = team.ingestion(Map.of("DESTILL_NATS_LOGS_MAX_BYTES", "66000000"));
        when(() -> ingestion.hasLogged("event=ready"));
        String request = team.submit(build.url());
        try (DestillProcess view = DestillProcess.start(team.environment(), List.of(), "view", request)) {
            view.awaitError("waiting for room in the stream of logs");
            team.analysis();
            build.assertAllIsThere(team.view(request));
        }
        List<String> waits = ingestion.lines("event=waiting");
        assertThat(waits).isNotEmpty();
        assertThat(waits.stream().map(line -> line.replaceAll(".* job=(\\S+) .*", "$1")))
                .doesNotHaveDuplicates();
    }

    @Test
    void aLogThatTheStreamCannotHoldIsAnalysedAsFarAsItCan() throws Exception {
        AgentProcess ingestion = team.ingestion(Map.of("DESTILL_NATS_LOGS_MAX_BYTES", "40000000"));
        when(() -> ingestion.hasLogged("event=ready"));
        team.analysis();
        assertThat(team.view(team.submit(build.url())).out())
                .contains("no more than 37 MB of a log can be passed on; raise DESTILL_NATS_LOGS_MAX_BYTES");
    }

    @Test
    void anIngestionAgentDiesWhileTheStreamOfLogsIsFull() throws Exception {
        AgentProcess dying = team.ingestion(Map.of("DESTILL_NATS_LOGS_MAX_BYTES", "66000000"));
        when(() -> dying.hasLogged("event=ready"));
        String request = team.submit(build.url());
        when(() -> dying.hasLogged("event=waiting"));
        dying.kill();
        team.analysis();
        team.ingestion();
        build.assertAllIsThere(team.view(request));
    }

    @Test
    void theServerTakesOnlySmallMessages() throws Exception {
        team.close();
        team = new Team(NatsServer.startWith("max_payload: 131072"), build.environment());
        team.ingestion();
        team.analysis();
        build.assertAllIsThere(team.view(team.submit(build.url())));
    }
}
