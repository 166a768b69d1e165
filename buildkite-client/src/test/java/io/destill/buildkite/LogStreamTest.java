package io.destill.buildkite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.destill.buildkite.BuildkiteException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.Test;

class LogStreamTest extends ClientTest {

    private static final String LOG =
            IntStream.range(0, 50_000).mapToObj(i -> "line " + i + "\r\n").collect(Collectors.joining());

    @Test
    void readsARawLog() throws Exception {
        answer(ok(LOG));

        assertThat(read()).isEqualTo(LOG);

        var request = nextRequest();
        assertThat(request.getTarget()).isEqualTo("/v2/organizations/acme/pipelines/shop/builds/12/jobs/j1/log");
        assertThat(request.getHeaders().get("Accept")).isEqualTo("text/plain");
    }

    @Test
    void readsAnEmptyLog() throws Exception {
        answer(ok(""));

        assertThat(read()).isEmpty();
    }

    @Test
    void opensOnlyALogThatIsThere() {
        answer(status(404));

        failure(Kind.NOT_FOUND, () -> client.log("acme", "shop", 12, "j1"));
    }

    @Test
    void goesOnWhereALengthWasNotReached() throws Exception {
        answer(ok(LOG).onResponseBody(new SocketEffect.CloseSocket()), ok(LOG));

        assertThat(read()).isEqualTo(LOG);
        assertThat(waits).hasSize(1);
    }

    @Test
    void goesOnWhereChunksBrokeOff() throws Exception {
        answer(
                new MockResponse.Builder().chunkedBody(LOG, 1000).onResponseBody(new SocketEffect.CloseSocket()),
                new MockResponse.Builder().chunkedBody(LOG, 1000));

        assertThat(read()).isEqualTo(LOG);
        assertThat(waits).hasSize(1);
    }

    @Test
    void goesOnAfterAStall() throws Exception {
        client = clientWith(Duration.ofSeconds(1));
        answer(ok(LOG).onResponseBody(SocketEffect.Stall.INSTANCE), ok(LOG));

        assertThat(read()).isEqualTo(LOG);
        assertThat(reasons).containsExactly(server.getHostName() + " fell silent");
    }

    @Test
    void goesOnWhereGzipBrokeOff() throws Exception {
        Buffer zipped = new Buffer();
        try (var sink = Okio.buffer(new GzipSink(zipped))) {
            sink.writeUtf8(LOG);
        }
        Buffer half = new Buffer();
        zipped.copyTo(half, 0, zipped.size() / 2);
        answer(
                closeDelimited(half).addHeader("Content-Encoding", "gzip"),
                closeDelimited(zipped).addHeader("Content-Encoding", "gzip"));

        assertThat(read()).isEqualTo(LOG);
        assertThat(waits).hasSize(1);
    }

    @Test
    void aBodyWithoutLengthIsCheckedAgainstHead() throws Exception {
        answer(
                closeDelimited(LOG.substring(0, 1234)),
                status(200).setHeader("Content-Length", LOG.length()),
                closeDelimited(LOG),
                status(200).setHeader("Content-Length", LOG.length()));

        assertThat(read()).isEqualTo(LOG);

        assertThat(waits).hasSize(1);
        nextRequest();
        var head = nextRequest();
        assertThat(head.getMethod()).isEqualTo("HEAD");
        assertThat(head.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void aBodyOfWhichNoLengthIsKnownIsNeverWhole() {
        answer(closeDelimited(LOG), status(200).removeHeader("Content-Length"));

        assertThat(failure(Kind.UNEXPECTED, this::read)).hasMessageContaining("Cannot tell whether the log of job j1");
    }

    @Test
    void givesUpWhenALogNeverGetsFurther() {
        for (int i = 0; i < 4; i++) {
            answer(ok(LOG).onResponseBody(new SocketEffect.CloseSocket()));
        }

        assertThat(failure(Kind.UNAVAILABLE, this::read))
                .hasMessageContaining(
                        "Could not get the log of job j1: the connection to " + server.getHostName() + " broke off");
        assertThat(server.getRequestCount()).isEqualTo(4);
    }

    @Test
    void progressStartsTheCountAnew() throws Exception {
        for (int i = 1; i <= 9; i++) {
            answer(ok(LOG.substring(0, i * 40_000))
                    .setHeader("Content-Length", LOG.length())
                    .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE));
        }
        answer(ok(LOG));

        assertThat(read()).isEqualTo(LOG);
        assertThat(waits).hasSize(9);
    }

    @Test
    void aLogThatShrankIsNotPatchedTogether() {
        answer(ok(LOG).onResponseBody(new SocketEffect.CloseSocket()), ok("short"), ok("short"), ok("short"));

        failure(Kind.UNAVAILABLE, this::read);
    }

    @Test
    void aLogThatIsDeletedMeanwhileIsGone() {
        answer(ok(LOG).onResponseBody(new SocketEffect.CloseSocket()), status(404));

        failure(Kind.NOT_FOUND, this::read);
    }

    @Test
    void canBeClosedEarly() throws Exception {
        answer(ok(LOG).throttleBody(1000, 10, TimeUnit.MILLISECONDS), ok("next"));
        InputStream log = client.log("acme", "shop", 12, "j1");
        assertThat(log.read()).isEqualTo('l');

        log.close();

        assertThatThrownBy(log::read).isInstanceOf(IOException.class);
        assertThat(read()).isEqualTo("next");
        assertThat(waits).isEmpty();
    }

    @Test
    void closingEndsAReadOfAnotherThread() throws Exception {
        // Nothing comes after the first bytes, and this client would wait for long: only closing can end the read.
        answer(ok("0123456789").setHeader("Content-Length", 1000).onResponseEnd(SocketEffect.Stall.INSTANCE));
        BuildkiteClient patient = new BuildkiteClient(
                BuildkiteSettings.of(URI.create(server.url("/v2").toString()), TOKEN));
        InputStream log = patient.log("acme", "shop", 12, "j1");
        FutureTask<byte[]> reader = new FutureTask<>(log::readAllBytes);
        Thread thread = Thread.ofPlatform().start(reader);
        while (Arrays.stream(thread.getStackTrace())
                .noneMatch(frame -> frame.getClassName().contains("NioSocketImpl"))) {
            Thread.onSpinWait();
        }

        log.close();

        assertThatThrownBy(() -> reader.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    private String read() throws IOException, InterruptedException {
        try (InputStream log = client.log("acme", "shop", 12, "j1")) {
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static MockResponse.Builder closeDelimited(String body) {
        return closeDelimited(new Buffer().writeUtf8(body));
    }

    private static MockResponse.Builder closeDelimited(Buffer body) {
        return status(200)
                .body(body)
                .removeHeader("Content-Length")
                .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE);
    }
}
