package io.destill.it;

import static io.destill.it.Team.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.analysis.service.AnalysisService;
import io.destill.broker.NatsServer;
import io.destill.it.Destill.Result;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Servers that are not as they should be: what the command says and exits with, and what a service does. */
@Tag("docker")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NatsTroubleTest {

    private static final String BUILD = "https://buildkite.com/acme/api/builds/1";

    @Test
    void theCommandSaysThatThereIsNoServer() {
        assertSays(1, Map.of("DESTILL_NATS_URL", "nats://127.0.0.1:1"), "No NATS server answers at nats://127.0.0.1:1");
    }

    @Test
    void theCommandSaysThatTheServerHasNoJetStream() {
        try (NatsServer nats = NatsServer.startWithoutJetStream()) {
            assertSays(1, Map.of("DESTILL_NATS_URL", nats.url()), "runs without JetStream: start it with --jetstream");
        }
    }

    @Test
    void wrongCredentialsEndTheCommandAndTheService() throws Exception {
        try (NatsServer nats = NatsServer.start("--user", "ada", "--pass", "right")) {
            Map<String, String> wrong = Map.of(
                    "DESTILL_NATS_URL", nats.url(), "DESTILL_NATS_USER", "ada", "DESTILL_NATS_PASSWORD", "wr0ng");
            assertSays(4, wrong, "refuses the credentials: check DESTILL_NATS_USER");
            try (AgentProcess agent = AgentProcess.start(AnalysisService.class, nats.url(), wrong)) {
                assertThat(agent.endsWithin(60)).isTrue();
                assertThat(agent.exitCode()).isEqualTo(4);
                assertThat(agent.lines("refuses the credentials")).hasSize(1);
                assertThat(agent.log()).doesNotContain("wr0ng");
            }
        }
    }

    @Test
    void aServiceWaitsForItsServerAndSaysSoOnce() throws Exception {
        try (NatsServer nats = NatsServer.start()) {
            nats.kill();
            try (AgentProcess agent = AgentProcess.start(AnalysisService.class, nats.url(), Map.of())) {
                when(() -> agent.hasLogged("Trying again until it works"));
                nats.restart();
                when(() -> agent.hasLogged("event=ready"));
                assertThat(agent.lines("No NATS server answers")).hasSize(1);
                assertThat(agent.lines("WARN")).hasSize(1);
            }
        }
    }

    private static void assertSays(int exitCode, Map<String, String> environment, String sentence) {
        Result result = Destill.run(environment, "submit", BUILD);
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("destill: ").contains(sentence).doesNotContain("wr0ng");
        assertThat(result.err().lines()).hasSize(1);
    }
}
