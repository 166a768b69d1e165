package io.destill.buildkite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.destill.buildkite.BuildkiteException.Kind;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client makes of answers that are not the one it asked for. */
class TransportTest extends ClientTest {

    @Nested
    class Refusals {

        @Test
        void a401NamesTheVariableAndWhereToMakeAToken() {
            answer(status(401).body("{\"message\": \"Authentication required. Token " + TOKEN + "\"}"));

            assertThat(failure(Kind.TOKEN_REFUSED, () -> client.build("acme", "shop", 12)))
                    .hasMessageContaining("BUILDKITE_API_TOKEN")
                    .hasMessageContaining("https://buildkite.com/user/api-access-tokens");
            assertThat(server.getRequestCount()).isEqualTo(1);
        }

        @Test
        void a403NamesTheScopeThatBuildkiteNames() {
            answer(status(403).body("{\"message\": \"Your access token doesn't have the read_artifacts scope\"}"));

            assertThat(failure(Kind.FORBIDDEN, () -> client.build("acme", "shop", 12)))
                    .hasMessageContaining("lacks the scope read_artifacts");
        }

        @Test
        void a403ThatNamesNoneNamesTheScopeOfTheCall() {
            answer(status(403).body("Forbidden"), status(403), status(403));

            assertThat(failure(Kind.FORBIDDEN, () -> client.build("acme", "shop", 12)))
                    .hasMessageContaining("the scope read_builds and access to the organization");
            assertThat(failure(Kind.FORBIDDEN, () -> client.log("acme", "shop", 12, "j1")))
                    .hasMessageContaining("the scope read_build_logs");
            assertThat(failure(Kind.FORBIDDEN, () -> client.accessToken()))
                    .hasMessageContaining("it takes access to the organization");
        }

        @ParameterizedTest
        @ValueSource(ints = {404, 410})
        void whatIsGoneIsNamed(int code) {
            answer(status(code).body("{\"message\": \"No build found\"}"));

            assertThat(failure(Kind.NOT_FOUND, () -> client.build("acme", "shop", 12)))
                    .hasMessageContaining("no build 12 of acme/shop");
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 416, 422, 304})
        void otherRefusalsAreNotRetried(int code) {
            answer(status(code));

            failure(Kind.UNEXPECTED, () -> client.build("acme", "shop", 12));
            assertThat(server.getRequestCount()).isEqualTo(1);
        }
    }

    @Nested
    class RateLimits {

        @ParameterizedTest(name = "limit {0}/{1}, user limit {2}/{3}, body {4}: wait {5} s")
        @CsvSource({
            "0, 42, 0, 57, 30, 57", // both used up: the longer one
            "0, 42, 9, 57, 30, 42", // only those that are used up count
            "9, 42, 0, 17, 30, 17",
            ",    ,  ,   , 30, 30", // no headers: the body
            "9, 42, 9, 57, 30, 30",
            "0, 999, ,   ,  0, 120" // never longer than the policy allows
        })
        void waitsAsTold(String remaining, String reset, String userRemaining, String userReset, int body, int wait)
                throws Exception {
            MockResponse.Builder refusal = status(429).body("{\"message\": \"too many\", \"reset\": " + body + "}");
            header(refusal, "RateLimit-Remaining", remaining);
            header(refusal, "RateLimit-Reset", reset);
            header(refusal, "RateLimit-User-Remaining", userRemaining);
            header(refusal, "RateLimit-User-Reset", userReset);
            answer(refusal, ok("{\"state\": \"failed\"}"));

            assertThat(client.build("acme", "shop", 12).state()).isEqualTo("failed");

            assertThat(waits).containsExactly(Duration.ofSeconds(wait));
            assertThat(reasons).containsExactly("Buildkite's rate limit is used up");
        }

        @Test
        void backsOffWhenNothingIsTold() throws Exception {
            answer(status(429).body("Retry later"), ok("{}"));

            client.build("acme", "shop", 12);

            assertThat(waits)
                    .singleElement()
                    .satisfies(wait -> assertThat(wait).isBetween(Duration.ZERO, Duration.ofSeconds(1)));
        }

        @Test
        void givesUpInTheEnd() {
            for (int i = 0; i < 4; i++) {
                answer(status(429).addHeader("RateLimit-User-Remaining", "0").addHeader("RateLimit-User-Reset", "60"));
            }

            assertThat(failure(Kind.RATE_LIMITED, () -> client.build("acme", "shop", 12)))
                    .hasMessageContaining("rate limit");
            assertThat(waits).hasSize(3);
        }

        private static void header(MockResponse.Builder response, String name, String value) {
            if (value != null) {
                response.addHeader(name, value);
            }
        }
    }

    @Nested
    class Retries {

        @ParameterizedTest
        @ValueSource(ints = {408, 500, 502, 503, 504})
        void passingTroubleIsRetried(int code) throws Exception {
            answer(status(code), status(code), status(code), ok("{\"state\": \"failed\"}"));

            assertThat(client.build("acme", "shop", 12).state()).isEqualTo("failed");

            assertThat(reasons).hasSize(3).containsOnly("Buildkite answered " + code);
        }

        @Test
        void fourTriesAndNoMore() {
            answer(status(503), status(503), status(503), status(503));

            assertThat(failure(Kind.UNAVAILABLE, () -> client.build("acme", "shop", 12)))
                    .hasMessage(
                            "Could not get build 12 of acme/shop: Buildkite answered 503, and it was tried 4 times. Check the network and https://www.buildkitestatus.com, and try again.");
            assertThat(server.getRequestCount()).isEqualTo(4);
        }

        @Test
        void waitsGrowAndVary() {
            RetryPolicy policy = new RetryPolicy(
                    9, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO, Duration.ZERO);
            for (int run = 0; run < 200; run++) {
                Attempts attempts = new Attempts(policy, (reason, wait) -> waits.add(wait), wait -> {});
                assertThatThrownBy(() -> {
                            while (true) {
                                attempts.waitAfter(
                                        new Setback(Kind.UNAVAILABLE, "trouble", Duration.ZERO, null), "a build");
                            }
                        })
                        .isInstanceOf(BuildkiteException.class);
            }
            for (int i = 0; i < 8; i++) {
                Duration limit = Duration.ofSeconds(Math.min(30, 1L << i));
                List<Duration> waitsOfOneTry = every(8, i);
                assertThat(waitsOfOneTry).allMatch(wait -> wait.compareTo(limit) <= 0);
                assertThat(waitsOfOneTry).anyMatch(wait -> wait.compareTo(limit.dividedBy(2)) > 0);
                assertThat(waitsOfOneTry).anyMatch(wait -> wait.compareTo(limit.dividedBy(2)) < 0);
            }
        }

        private List<Duration> every(int period, int first) {
            return IntStream.iterate(first, i -> i < waits.size(), i -> i + period)
                    .mapToObj(waits::get)
                    .toList();
        }

        @Test
        void lostConnectionsAreRetried() throws Exception {
            client = clientWith(Duration.ofSeconds(1));
            answer(
                    new MockResponse.Builder().onRequestStart(new SocketEffect.CloseSocket()),
                    ok("{\"state\": \"passed\"}").onResponseBody(new SocketEffect.CloseSocket()),
                    new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE),
                    ok("{\"state\": \"failed\"}"));

            assertThat(client.build("acme", "shop", 12).state()).isEqualTo("failed");

            assertThat(reasons)
                    .containsExactly(
                            "the connection to " + server.getHostName() + " broke off",
                            "the connection to " + server.getHostName() + " broke off",
                            server.getHostName() + " fell silent");
        }

        @Test
        void jsonThatEndsWithItsConnectionIsRetriedWhenItIsCutOff() throws Exception {
            answer(
                    ok("{\"state\": \"pas")
                            .removeHeader("Content-Length")
                            .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE),
                    ok("{\"state\": \"failed\"}"));

            assertThat(client.build("acme", "shop", 12).state()).isEqualTo("failed");
        }

        @Test
        void aServerThatIsNotThereIsRetried() {
            String host = server.getHostName();
            server.close();

            assertThat(failure(Kind.UNAVAILABLE, () -> client.build("acme", "shop", 12)))
                    .hasMessageContaining("there is no connection to " + host + ", and it was tried 4 times");
        }

        @Test
        void anInterruptEndsIt() throws Exception {
            assertInterrupted(); // while connecting
            answer(ok("{}"));
            client.build("acme", "shop", 12);
            assertInterrupted(); // on a connection that is there
            assertThat(waits).isEmpty();
        }

        private void assertInterrupted() {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> client.build("acme", "shop", 12));
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Nested
    class Redirects {

        private final HttpUrl https = HttpUrl.get("https://api.buildkite.com/v2/x");
        private final ApiCall call = ApiCall.json("a thing", null, https);

        @Test
        void anotherHostDoesNotGetTheToken() throws Exception {
            try (MockWebServer storage = new MockWebServer()) {
                storage.start(InetAddress.getLoopbackAddress(), 0);
                answer(status(302).addHeader("Location", storage.url("/log?signature=s3cret")));
                storage.enqueue(ok("the log").build());

                try (var log = client.log("acme", "shop", 12, "j1")) {
                    assertThat(log).hasContent("the log");
                }

                RecordedRequest request = storage.takeRequest();
                assertThat(request.getHeaders().get("Authorization")).isNull();
                assertThat(request.getHeaders().toString()).doesNotContain(TOKEN);
            }
        }

        @Test
        void theSameHostGetsIt() throws Exception {
            answer(status(307).addHeader("Location", "/v2/moved"), ok("{}"));

            client.build("acme", "shop", 12);

            nextRequest();
            RecordedRequest second = nextRequest();
            assertThat(second.getTarget()).isEqualTo("/v2/moved");
            assertThat(second.getHeaders().get("Authorization")).isEqualTo("Bearer " + TOKEN);
        }

        @Test
        void storageThatRefusesIsAskedThroughBuildkiteAgainAndNeverQuoted() throws Exception {
            try (MockWebServer storage = new MockWebServer()) {
                storage.start(InetAddress.getLoopbackAddress(), 0);
                for (int i = 0; i < 4; i++) {
                    answer(status(302).addHeader("Location", storage.url("/log?signature=s3cret")));
                    storage.enqueue(status(403)
                            .body("<Error><Secret>s3cret</Secret></Error>")
                            .build());
                }

                assertThat(failure(Kind.UNAVAILABLE, () -> client.log("acme", "shop", 12, "j1")))
                        .hasMessageContaining("the storage at " + storage.getHostName() + " answered 403")
                        .hasMessageNotContaining("s3cret");
                assertThat(server.getRequestCount()).isEqualTo(4);
            }
        }

        @Test
        void fiveAreFollowedAndNoMore() throws Exception {
            for (int i = 0; i < 5; i++) {
                answer(status(302).addHeader("Location", "/v2/" + i));
            }
            answer(ok("{}"));
            client.build("acme", "shop", 12);

            for (int i = 0; i < 6; i++) {
                answer(status(302).addHeader("Location", "/v2/" + i));
            }
            assertThat(failure(Kind.UNEXPECTED, () -> client.build("acme", "shop", 12)))
                    .hasMessageContaining("more than 5 redirects");
        }

        @Test
        void encryptionIsNeverGivenUp() throws Exception {
            Transport transport = new Transport(
                    BuildkiteSettings.of(URI.create("https://api.buildkite.com/v2"), TOKEN), new ObjectMapper());

            assertThat(transport.redirect(call, https, "https://s3.example/log").host())
                    .isEqualTo("s3.example");
            assertThat(failure(
                            Kind.UNEXPECTED, () -> transport.redirect(call, https, "http://s3.example/log?key=s3cret")))
                    .hasMessageContaining("unencrypted")
                    .hasMessageNotContaining("s3cret");
            assertThat(failure(Kind.UNEXPECTED, () -> transport.redirect(call, https, "http://api.buildkite.com/v2/y")))
                    .hasMessageContaining("unencrypted");
            failure(Kind.UNEXPECTED, () -> transport.redirect(call, https, "file:///etc/passwd"));
            failure(Kind.UNEXPECTED, () -> transport.redirect(call, https, null));
        }

        @ParameterizedTest
        @CsvSource({
            "https://api.buildkite.com/v3, true",
            "https://api.buildkite.com:444/v2, false",
            "http://api.buildkite.com/v2, false",
            "https://api.buildkite.com.evil.example/v2, false",
            "https://buildkite.com/v2, false"
        })
        void homeIsSchemeHostAndPort(String url, boolean home) {
            Transport transport = new Transport(
                    BuildkiteSettings.of(URI.create("https://api.buildkite.com/v2"), TOKEN), new ObjectMapper());

            assertThat(transport.isHome(HttpUrl.get(url))).isEqualTo(home);
        }
    }
}
