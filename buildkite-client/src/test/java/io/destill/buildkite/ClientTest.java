package io.destill.buildkite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.destill.buildkite.BuildkiteException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A client and the server that it talks to; waits are noted and not waited for. */
abstract class ClientTest {

    static final String TOKEN = "bkua_0123456789abcdef";
    final MockWebServer server = new MockWebServer();
    final List<String> reasons = Collections.synchronizedList(new ArrayList<>());
    final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
    BuildkiteClient client;

    @BeforeEach
    void start() throws IOException {
        server.start(InetAddress.getLoopbackAddress(), 0);
        client = clientWith(Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** A client that takes a connection for dead after so long a silence. */
    BuildkiteClient clientWith(Duration idleTimeout) {
        RetryPolicy policy = new RetryPolicy(
                4,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Duration.ofSeconds(120),
                Duration.ofSeconds(20),
                idleTimeout);
        BuildkiteSettings settings = BuildkiteSettings.of(
                        URI.create(server.url("/v2").toString()), TOKEN)
                .withRetryPolicy(policy);
        return new BuildkiteClient(
                settings,
                (reason, wait) -> {
                    reasons.add(reason);
                    waits.add(wait);
                },
                wait -> {});
    }

    void answer(MockResponse.Builder... responses) {
        for (MockResponse.Builder response : responses) {
            server.enqueue(response.build());
        }
    }

    static MockResponse.Builder ok(String body) {
        return new MockResponse.Builder().code(200).body(body);
    }

    static MockResponse.Builder status(int code) {
        return new MockResponse.Builder().code(code);
    }

    RecordedRequest nextRequest() throws InterruptedException {
        RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
        assertThat(request).as("a request to the server").isNotNull();
        return request;
    }

    static BuildkiteException failure(Kind kind, ThrowingCallable call) {
        BuildkiteException[] caught = new BuildkiteException[1];
        assertThatExceptionOfType(BuildkiteException.class).isThrownBy(call).satisfies(e -> {
            assertThat(e.kind()).isEqualTo(kind);
            for (Throwable t = e; t != null; t = t.getCause()) {
                assertThat(String.valueOf(t.getMessage())).doesNotContain(TOKEN);
            }
            caught[0] = e;
        });
        return caught[0];
    }
}
