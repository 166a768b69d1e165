package io.destill.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.destill.it.Destill.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What passing trouble on the way to Buildkite leaves no trace of, and lasting trouble is told. */
@Execution(ExecutionMode.CONCURRENT)
class NetworkTroubleTest {

    private static final String BUILD = "acme/shop/4821";
    private static final int CUT = 2500;

    private BuildkiteServer server;

    @BeforeEach
    void start() throws IOException {
        server = BuildkiteServer.serving(Samples.directory());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRateLimitIsWaitedOutAndToldOf() throws Exception {
        server.fault(BUILD, "build.json", Fault.slow(1000));
        try (DestillProcess destill = DestillProcess.start(
                server.environment(),
                List.of(),
                "analyze",
                server.jobUrl(BUILD, "unit-1"),
                "--format",
                "json",
                "--no-passed")) {
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> !server.requests().isEmpty());
            server.exhaustRateLimit(Duration.ofSeconds(4));

            Result result = destill.result();

            assertThat(result.exitCode()).isZero();
            assertThat(result.err())
                    .as("the sentence, once; on a slow machine with a line of progress")
                    .matches("destill: Buildkite's rate limit is used up; waiting \\d s before the next attempt\n"
                            + "(destill: \\d of 1 job analysed .*\n)*");
            assertThat(Destill.contents(result.jsonCards())).isEqualTo(undisturbed());
        }
    }

    @Test
    void aServerThatFailsForAMomentIsAskedAgain() {
        server.fault(BUILD, "build.json", Fault.answering(503).times(1));
        server.fault(BUILD, "unit-1", Fault.answering(502).times(1));

        Result result = analyze(server.environment());

        assertThat(result.exitCode()).isZero();
        assertThat(Destill.contents(result.jsonCards())).isEqualTo(undisturbed());
    }

    @Test
    void aServerThatKeepsFailingIsGivenUp() {
        server.fault(BUILD, "build.json", Fault.answering(500));

        Result result = analyze(server.environment());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.json().get("failure").asText()).isEqualTo("unavailable");
        assertThat(result.err()).contains("Buildkite answered 500, and it was tried 4 times");
    }

    @ParameterizedTest
    @EnumSource
    void aLogCutShortOnceIsReadWhole(Fault.Delimiter delimiter) {
        server.fault(BUILD, "unit-1", Fault.cutAfter(CUT).delimitedBy(delimiter).times(1));

        Result result = analyze(server.environment());

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.json().get("complete").asBoolean()).isTrue();
        assertThat(Destill.contents(result.jsonCards())).isEqualTo(undisturbed());
    }

    @ParameterizedTest
    @EnumSource
    void ofALogThatIsAlwaysCutShortWhatWasReadIsShown(Fault.Delimiter delimiter) throws IOException {
        server.fault(BUILD, "unit-1", Fault.cutAfter(CUT).delimitedBy(delimiter));
        byte[] log = Files.readAllBytes(Samples.directory().resolve(BUILD + "/logs/unit-1.log"));
        long linesRead = new String(log, 0, CUT, ISO_8859_1).lines().count();

        Result result = analyze(server.environment());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("destill: Job :junit: Unit [2/2] was analysed only in part: ")
                .contains("tried 4 times");
        assertThat(result.json().get("complete").asBoolean()).isFalse();
        assertThat(result.jsonCards())
                .isNotEmpty()
                .allMatch(card -> card.get("line_end").asLong() <= linesRead);
    }

    @Test
    void aSlowLogIsReadWhole() {
        server.fault(BUILD, "unit-1", Fault.slow(4000));

        Result result = analyze(server.environment());

        assertThat(result.exitCode()).isZero();
        assertThat(Destill.contents(result.jsonCards())).isEqualTo(undisturbed());
    }

    @Test
    void storageIsReadWithoutTheToken() {
        server.fault(BUILD, "unit-1", Fault.redirected());

        Result result = analyze(server.environment());

        assertThat(Destill.contents(result.jsonCards())).isEqualTo(undisturbed());
        assertThat(server.storageRequests())
                .singleElement()
                .satisfies(request ->
                        assertThat(request.getHeaders().get("Authorization")).isNull());
    }

    private Result analyze(Map<String, String> environment) {
        return Destill.run(environment, "analyze", server.jobUrl(BUILD, "unit-1"), "--format", "json", "--no-passed");
    }

    private static List<JsonNode> undisturbed() {
        String log = Samples.directory().resolve(BUILD + "/logs/unit-1.log").toString();
        List<JsonNode> cards =
                Destill.run(Map.of(), "analyze", log, "--format", "json").jsonCards();
        assertThat(cards).isNotEmpty();
        return Destill.contents(cards);
    }
}
