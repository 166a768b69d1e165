package io.destill.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.destill.contracts.LogChunk;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Subjects;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is this broker's own: servers that are not as they should be, and streams that are full. */
@Tag("docker")
@SuppressWarnings("try") // a connection may be interrupted while it closes
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NatsBrokerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void saysThatThereIsNoServer() {
        assertCheckFails(NatsSettings.of("nats://127.0.0.1:1"), "No NATS server answers", "127.0.0.1:1");
    }

    @Test
    void saysThatTheCredentialsAreRefused() {
        try (NatsServer server = NatsServer.start("--user", "ada", "--pass", "right");
                NatsBroker broker = new NatsBroker(
                        settings(server, Map.of("DESTILL_NATS_USER", "ada", "DESTILL_NATS_PASSWORD", "wr0ng")))) {
            assertThatExceptionOfType(BrokerException.class)
                    .isThrownBy(broker::check)
                    .withMessageContaining("refuses the credentials")
                    .withMessageNotContaining("wr0ng")
                    .matches(BrokerException::isCredentials);
        }
    }

    @Test
    void comesInWithUserAndPassword() throws Exception {
        try (NatsServer server = NatsServer.start("--user", "ada", "--pass", "right");
                NatsBroker broker = new NatsBroker(
                        settings(server, Map.of("DESTILL_NATS_USER", "ada", "DESTILL_NATS_PASSWORD", "right")))) {
            broker.check();
        }
    }

    @Test
    void saysThatTheServerHasNoJetStream() {
        try (NatsServer server = NatsServer.startWithoutJetStream()) {
            assertCheckFails(NatsSettings.of(server.url()), "without JetStream", "--jetstream");
        }
    }

    @Test
    void comesInOverTlsWithTheAuthorityOfTheServersCertificate(@TempDir Path folder) throws Exception {
        Certificates.make(folder, "-1d", 10);
        try (NatsServer server = NatsServer.startWithTls(folder);
                NatsBroker broker = new NatsBroker(tls(server, folder))) {
            broker.check();
        }
    }

    @Test
    void saysThatTheServersCertificateHasExpired(@TempDir Path folder) throws Exception {
        Certificates.make(folder, "-20d", 10);
        try (NatsServer server = NatsServer.startWithTls(folder)) {
            assertCheckFails(tls(server, folder), "has an expired certificate", "renew it");
        }
    }

    @Test
    void saysThatTheServersCertificateIsNotTrusted(@TempDir Path folder) throws Exception {
        Certificates.make(folder, "-1d", 10);
        try (NatsServer server = NatsServer.startWithTls(folder)) {
            assertCheckFails(
                    NatsSettings.of(server.url().replace("nats:", "tls:")),
                    "cannot be trusted",
                    "DESTILL_NATS_CA_FILE");
        }
    }

    private static NatsSettings tls(NatsServer server, Path folder) {
        List<String> problems = new ArrayList<>();
        NatsSettings settings = NatsSettings.fromEnvironment(
                Map.of("DESTILL_NATS_CA_FILE", folder.resolve("ca.pem").toString()),
                server.url().replace("nats:", "tls:"),
                problems);
        assertThat(problems).isEmpty();
        return settings;
    }

    @Test
    void saysThatTheServerHasNoRoomForTheStreams() {
        try (NatsServer server = NatsServer.startWith("jetstream { max_file_store: 1GB }")) {
            assertCheckFails(
                    NatsSettings.of(server.url()), "no room for the stream CI_LOGS", "DESTILL_NATS_LOGS_MAX_BYTES");
        }
    }

    @Test
    void publishersWaitWhileTheServersDiskIsFullAndSaySo() throws Exception {
        try (NatsServer server = NatsServer.startOnSmallDisk(40);
                NatsBroker broker = new NatsBroker(NatsSettings.of(server.url()));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Work<LogChunk> work = broker.work(Subjects.ALL_FIRST_CHUNKS, LogChunk.class, "g");
                Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf("request"), ProgressEvent.class)) {
            Future<?> publisher = threads.submit(() -> {
                for (String job : List.of("one", "other")) {
                    for (int i = 0; i < 50; i++) {
                        broker.publish(Messages.chunk("request", job, i, i == 49, "x".repeat(500_000)));
                    }
                }
                return null;
            });
            ProgressEvent waiting = progress.next(PATIENCE);
            assertThat(waiting.stage()).isEqualTo(Stage.JOB_WAITING);
            assertThat(waiting.job().id()).isEqualTo("other");
            assertThat(waiting.reason()).contains("no space left", "free disk space");
            work.next(PATIENCE).ack();
            publisher.get();
        }
    }

    @Test
    void refusesAStreamOfAnotherKind() throws Exception {
        try (NatsServer server = NatsServer.start();
                Connection connection = Nats.connect(server.url())) {
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("CI_LOGS")
                            .subjects("something.else")
                            .build());
            assertCheckFails(NatsSettings.of(server.url()), "CI_LOGS", "another configuration");
        }
    }

    @Test
    void anUnreadableClaimBecomesADeadLetterAndItsJobFails() throws Exception {
        try (NatsServer server = NatsServer.start();
                Connection connection = Nats.connect(server.url());
                NatsBroker broker = new NatsBroker(NatsSettings.of(server.url()))) {
            broker.check();
            connection.jetStream().publish("ci_logs_raw.r.j.first", "no JSON".getBytes(StandardCharsets.UTF_8));
            broker.publish(Messages.chunk("good", 0, true));
            try (Work<LogChunk> work = broker.work(Subjects.ALL_FIRST_CHUNKS, LogChunk.class, "g");
                    Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf("r"), ProgressEvent.class)) {
                assertThat(work.next(PATIENCE).message().job().id()).isEqualTo("good");
                ProgressEvent event = progress.next(PATIENCE);
                assertThat(event.stage()).isEqualTo(Stage.JOB_FAILED);
                assertThat(event.job().id()).isEqualTo("j");
                assertThat(event.reason()).contains("not a valid LogChunk", "requeue");
            }
            assertThat(connection
                            .jetStreamManagement()
                            .getMessage("CI_DEAD_LETTERS", 1)
                            .getData())
                    .asString()
                    .isEqualTo("no JSON");
        }
    }

    @Test
    void aMessageLargerThanTheServerTakesIsRefusedAndTheRestGoesOn() throws Exception {
        try (NatsServer server = NatsServer.start();
                NatsBroker broker = new NatsBroker(NatsSettings.of(server.url()))) {
            int payload = (int) broker.maxMessageBytes();
            assertThatExceptionOfType(BrokerException.class)
                    .isThrownBy(() -> broker.publish(chunk(0, payload)))
                    .withMessageContaining("max_payload");
            broker.publish(chunk(0, payload - 2000));
            try (Replay<LogChunk> replay = broker.replay(Subjects.chunksOf("request", "job"), LogChunk.class)) {
                assertThat(replay.next(PATIENCE).content().length()).isEqualTo(payload - 2000);
            }
        }
    }

    /** A server that has to be asked again and again costs a processor, just when the reader has none to spare. */
    @Test
    void aReaderThatTakesItsTimeIsNoWorkForTheServer() throws Exception {
        try (NatsServer server = NatsServer.start();
                Connection other = Nats.connect(server.url());
                NatsBroker broker = new NatsBroker(NatsSettings.of(server.url()))) {
            AtomicInteger asked = new AtomicInteger();
            other.createDispatcher(message -> asked.incrementAndGet()).subscribe("$JS.API.CONSUMER.MSG.NEXT.>");
            other.flush(PATIENCE);
            for (int i = 0; i < 40; i++) {
                broker.publish(chunk(i, 500_000));
            }
            try (Replay<LogChunk> replay = broker.replay(Subjects.chunksOf("request", "job"), LogChunk.class)) {
                for (int i = 0; i < 40; i++) {
                    assertThat(replay.next(PATIENCE).chunkIndex()).isEqualTo(i);
                    for (int pause = 0; pause < 10; pause++) {
                        broker.check();
                    }
                }
            }
            assertThat(asked.get()).isBetween(1, 40);
        }
    }

    @Test
    void aLogMayFillNearlyAllOfTheStream() throws Exception {
        try (NatsServer server = NatsServer.start();
                NatsBroker broker =
                        new NatsBroker(settings(server, Map.of("DESTILL_NATS_LOGS_MAX_BYTES", "64000000")))) {
            assertThat(broker.maxLogBytes()).isEqualTo(60_000_000);
        }
    }

    /** Control characters, which JSON would write with six bytes each. */
    @Test
    void aChunkIsNoLargerOnItsWayThanItsContent() throws Exception {
        LogChunk chunk = Messages.chunk("request", "job", 0, true, "\u0001".repeat(500_000));
        byte[] bytes = NatsWire.write(chunk);
        assertThat(bytes.length).isLessThan(501_000);
        assertThat(NatsWire.read(bytes, LogChunk.class)).isEqualTo(chunk);
    }

    @Test
    void publishersWaitWhileTheStreamIsFull() throws Exception {
        try (NatsServer server = NatsServer.start();
                NatsBroker broker = new NatsBroker(settings(server, Map.of("DESTILL_NATS_LOGS_MAX_BYTES", "4000000")));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Work<LogChunk> work = broker.work(Subjects.ALL_FIRST_CHUNKS, LogChunk.class, "g")) {
            List<Future<?>> publishers = new ArrayList<>();
            for (int agent = 0; agent < 2; agent++) {
                int first = agent;
                publishers.add(threads.submit(() -> {
                    for (int job = first; job < 16; job += 2) {
                        for (int i = 0; i < 4; i++) {
                            broker.publish(Messages.chunk("request", "job" + job, i, i == 3, "x".repeat(150_000)));
                        }
                    }
                    return null;
                }));
            }
            await().until(() -> publishers.stream().noneMatch(Future::isDone) && bytes(server) > 2_000_000);
            for (int job = 0; job < 16; job++) {
                Claim<LogChunk> claim = work.next(PATIENCE);
                try (Replay<LogChunk> replay = broker.replay(
                        Subjects.chunksOf("request", claim.message().job().id()), LogChunk.class)) {
                    for (int i = 0; i < 4; i++) {
                        assertThat(replay.next(PATIENCE).chunkIndex()).isEqualTo(i);
                    }
                }
                claim.ack();
            }
            for (Future<?> publisher : publishers) {
                publisher.get();
            }
        }
    }

    /** Two jobs of which both fit the stream, but not together: side by side they would wait for each other's room for ever. */
    @Test
    void jobsGoOnOneAfterAnotherWhileTheStreamFillsUp() throws Exception {
        try (NatsServer server = NatsServer.start();
                NatsBroker broker = new NatsBroker(settings(server, Map.of("DESTILL_NATS_LOGS_MAX_BYTES", "4000000")));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Work<LogChunk> work = broker.work(Subjects.ALL_FIRST_CHUNKS, LogChunk.class, "g");
                Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf("request"), ProgressEvent.class)) {
            CyclicBarrier sideBySide = new CyclicBarrier(2);
            List<Future<?>> publishers = new ArrayList<>();
            for (String job : List.of("one", "other")) {
                publishers.add(threads.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        broker.publish(Messages.chunk("request", job, i, i == 19, "x".repeat(135_000)));
                        if (i < 5) {
                            sideBySide.await();
                        }
                    }
                    return null;
                }));
            }
            ProgressEvent waiting = progress.next(PATIENCE);
            assertThat(waiting.stage()).isEqualTo(Stage.JOB_WAITING);
            assertThat(waiting.reason()).contains("waiting for room", "of 4 MB");
            for (int job = 0; job < 2; job++) {
                Claim<LogChunk> claim = work.next(PATIENCE);
                try (Replay<LogChunk> replay = broker.replay(
                        Subjects.chunksOf("request", claim.message().job().id()), LogChunk.class)) {
                    for (int i = 0; i < 20; i++) {
                        LogChunk chunk = replay.next(PATIENCE);
                        assertThat(chunk).isNotNull();
                        assertThat(chunk.chunkIndex()).isEqualTo(i);
                    }
                }
                claim.ack();
            }
            for (Future<?> publisher : publishers) {
                publisher.get();
            }
        }
    }

    @Test
    void goesOnWhereItWasWhenTheServerComesBack() throws Exception {
        try (NatsServer server = NatsServer.start();
                NatsBroker broker = new NatsBroker(NatsSettings.of(server.url()));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Replay<LogChunk> replay = broker.replay(Subjects.chunksOf("request", "job"), LogChunk.class)) {
            Future<?> publisher = threads.submit(() -> {
                for (int i = 0; i < 600; i++) {
                    broker.publish(Messages.chunk("request", "job", i, i == 599, "x".repeat(20_000)));
                }
                return null;
            });
            List<Integer> read = new ArrayList<>();
            while (read.size() < 600) {
                if (read.size() == 100) {
                    server.kill();
                    server.restart();
                }
                LogChunk chunk = replay.next(PATIENCE);
                assertThat(chunk).isNotNull();
                read.add(chunk.chunkIndex());
            }
            publisher.get();
            assertThat(read).doesNotHaveDuplicates();
        }
    }

    @Test
    void namesAllThatIsWrongWithTheSettingsAtOnce() {
        List<String> problems = new ArrayList<>();
        NatsSettings settings = NatsSettings.fromEnvironment(
                Map.of(
                        "DESTILL_NATS_URL", "http://user:secret@host",
                        "DESTILL_NATS_CERT_FILE", "/none",
                        "DESTILL_NATS_LOGS_MAX_BYTES", "much"),
                null,
                problems);
        assertThat(settings).isNull();
        assertThat(problems).hasSize(3).noneMatch(problem -> problem.contains("secret"));
    }

    private static long bytes(NatsServer server) throws Exception {
        try (Connection connection = Nats.connect(server.url())) {
            return connection
                    .jetStreamManagement()
                    .getStreamInfo("CI_LOGS")
                    .getStreamState()
                    .getByteCount();
        }
    }

    private static LogChunk chunk(int index, int size) {
        return Messages.chunk("request", "job", index, true, "x".repeat(size));
    }

    private static NatsSettings settings(NatsServer server, Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        NatsSettings settings = NatsSettings.fromEnvironment(environment, server.url(), problems);
        assertThat(problems).isEmpty();
        return settings;
    }

    private static void assertCheckFails(NatsSettings settings, String... words) {
        try (NatsBroker broker = new NatsBroker(settings)) {
            assertThatExceptionOfType(BrokerException.class)
                    .isThrownBy(broker::check)
                    .satisfies(e -> assertThat(e.getMessage()).contains(words));
        }
    }
}
