package io.destill.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.destill.broker.Claim;
import io.destill.broker.InProcessBroker;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.ProgressEvent.Stage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestionAgentTest {

    private static final Duration SOON = Duration.ofMillis(5);

    private final InProcessBroker broker = new InProcessBroker(1 << 20, Duration.ofSeconds(1));
    private final Pipeline pipeline = new Pipeline(broker);
    private final List<IngestionAgent> agents = new ArrayList<>();

    @AfterEach
    void close() {
        agents.forEach(IngestionAgent::close);
        broker.close();
    }

    private IngestionAgent start(int parallelDownloads, CiSource... sources) throws Exception {
        IngestionAgent agent = new IngestionAgent(
                broker, List.of(sources), parallelDownloads, 16, Long.MAX_VALUE, SOON, Duration.ofMillis(100));
        agents.add(agent);
        agent.start();
        return agent;
    }

    @Test
    void tellsOnceWhichJobsPassedWithTheFirstLogThatThereIs() throws Exception {
        JobRef passed = LocalLog.jobNamed("passed");
        CiSource source =
                new TestSource(
                        failing("gone", new IOException("it is gone")), log("a", "a\n".repeat(20)), log("b", "b")) {
                    @Override
                    public ResolvedBuild resolve(AnalysisRequest request) throws SourceException {
                        ResolvedBuild build = super.resolve(request);
                        return new ResolvedBuild(build.build(), build.jobs(), List.of(passed));
                    }
                };
        start(1, source);
        pipeline.request("r", "test:");

        List<LogChunk> chunks = new ArrayList<>();
        pipeline.read(2).values().forEach(chunks::addAll);
        assertThat(chunks)
                .filteredOn(chunk -> !chunk.passedJobs().isEmpty())
                .singleElement()
                .satisfies(chunk -> {
                    assertThat(chunk.chunkIndex()).isZero();
                    assertThat(chunk.passedJobs()).containsExactly(passed);
                });
    }

    @Test
    void publishesEveryJobOfABuildAndReportsHowFarItIs() throws Exception {
        start(2, new TestSource(log("a", "first line\nsecond line\n"), log("b", "")));
        pipeline.request("r", "test:");

        List<ProgressEvent> events = pipeline.progress("r");
        assertThat(events.getFirst().stage()).isEqualTo(Stage.BUILD_RESOLVED);
        assertThat(events.getFirst().total()).isEqualTo(2);
        assertThat(events.getFirst().build()).isEqualTo(TestSource.BUILD);
        assertThat(Pipeline.of(Stage.JOB_FETCHING, events))
                .extracting(e -> e.job().id())
                .containsExactlyInAnyOrder("a", "b");
        assertThat(Pipeline.of(Stage.JOB_FETCHED, events))
                .extracting(e -> e.job().id() + " " + e.current())
                .containsExactlyInAnyOrder("a 23", "b 0");

        Map<String, List<LogChunk>> chunks = pipeline.read(2);
        assertThat(chunks.get("a"))
                .extracting(chunk -> chunk.content().toString())
                .containsExactly("first line\n", "second line\n");
        assertThat(chunks.get("a")).allMatch(chunk -> chunk.build().equals(TestSource.BUILD));
        assertThat(chunks.get("b")).hasSize(1);
    }

    @Test
    void aBuildWithNothingToAnalyseIsResolvedToNoJobs() throws Exception {
        start(1, new TestSource());
        pipeline.request("r", "test:");
        List<ProgressEvent> events = pipeline.progress("r");
        assertThat(events).extracting(ProgressEvent::stage).containsExactly(Stage.BUILD_RESOLVED);
        assertThat(events.getFirst().total()).isZero();
    }

    @Test
    void aUrlThatNoSourceAcceptsIsRefusedWithWhatWouldBeAccepted() throws Exception {
        start(1, new FileSource(), new DirectorySource(), new StdinSource(InputStream.nullInputStream()));
        pipeline.request("r", "gopher://example.org/1");
        ProgressEvent failed = pipeline.progress("r").getLast();
        assertThat(failed.stage()).isEqualTo(Stage.REQUEST_FAILED);
        assertThat(failed.failure()).isEqualTo(FailureKind.BAD_REQUEST);
        assertThat(failed.reason())
                .isEqualTo("'gopher://example.org/1' is nothing that can be analysed here. Destill analyses"
                        + " a log file, or a directory of log files, or standard input.");
    }

    @Test
    void aBuildThatCannotBeHadFailsTheRequestAndIsNotTriedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        start(1, new TestSource() {
            @Override
            public ResolvedBuild resolve(AnalysisRequest request) throws SourceException {
                asked.incrementAndGet();
                throw new SourceException(FailureKind.CREDENTIALS, "the token lacks the scope read_builds");
            }
        });
        pipeline.request("r", "test:");
        ProgressEvent failed = pipeline.progress("r").getLast();
        assertThat(failed.stage()).isEqualTo(Stage.REQUEST_FAILED);
        assertThat(failed.failure()).isEqualTo(FailureKind.CREDENTIALS);
        assertThat(failed.reason()).isEqualTo("the token lacks the scope read_builds");
        assertThat(failed.job()).isNull();

        pipeline.request("r2", "test:");
        pipeline.progress("r2");
        assertThat(asked).hasValue(2);
        assertThat(broker.deadLetters()).isEmpty();
    }

    @Test
    void aLogThatCannotBeOpenedFailsItsJobAndTheRestGoesOn() throws Exception {
        start(
                1,
                new TestSource(
                        failing("gone", new SourceException(FailureKind.NOT_FOUND, "job gone has no log")),
                        failing("reset", new IOException("connection reset")),
                        failing("bug", new IllegalStateException("bug")),
                        log("good", "fine\n")));
        pipeline.request("r", "test:");
        List<ProgressEvent> events = pipeline.progress("r");
        assertThat(Pipeline.of(Stage.JOB_FAILED, events))
                .extracting(e -> e.job().id() + " " + e.failure())
                .containsExactly("gone NOT_FOUND", "reset UNAVAILABLE", "bug INTERNAL");
        assertThat(Pipeline.of(Stage.JOB_FAILED, events).get(0).reason()).isEqualTo("job gone has no log");
        assertThat(Pipeline.of(Stage.JOB_FAILED, events).get(1).reason()).contains("connection reset");
        assertThat(Pipeline.of(Stage.JOB_FETCHED, events))
                .extracting(e -> e.job().id())
                .containsExactly("good");
        assertThat(pipeline.read(1)).containsOnlyKeys("good");
    }

    @Test
    void aLogThatBreaksOffIsPublishedAsFarAsItGoes() throws Exception {
        InputStream broken = new SequenceInputStream(
                bytes("0123456789\nabcdefgh\nij"), new BrokenStream(() -> new IOException("connection reset")));
        start(1, new TestSource(new TestLog("a", () -> broken)));
        pipeline.request("r", "test:");
        List<LogChunk> chunks = pipeline.read(1).get("a");
        assertThat(new String(Chunks.content(chunks), UTF_8)).isEqualTo("0123456789\nabcdefgh\nij");
        assertThat(chunks.getLast().incomplete()).isEqualTo("the log breaks off in line 3: connection reset");
        assertThat(pipeline.progress("r").getLast().stage()).isEqualTo(Stage.JOB_FETCHED);
    }

    @Test
    void logsAreFetchedInTheOrderGiven() throws Exception {
        List<String> ids = IntStream.range(0, 12).mapToObj(i -> "job" + i).toList();
        List<String> opened = Collections.synchronizedList(new ArrayList<>());
        start(
                1,
                new TestSource(ids.stream()
                        .map(id -> new TestLog(id, () -> {
                            opened.add(id);
                            return bytes("");
                        }))
                        .toArray(JobLog[]::new)));
        pipeline.request("r", "test:");
        pipeline.progress("r");
        assertThat(opened).isEqualTo(ids);
    }

    @Test
    void asManyLogsAreFetchedAtOnceAsAllowed() throws Exception {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger mostOpen = new AtomicInteger();
        CountDownLatch threeAreOpen = new CountDownLatch(3);
        Opening opening = () -> {
            mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
            threeAreOpen.countDown();
            threeAreOpen.await();
            return new ByteArrayInputStream(new byte[0]) {
                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        };
        start(
                3,
                new TestSource(IntStream.range(0, 12)
                        .mapToObj(i -> new TestLog("job" + i, opening))
                        .toArray(JobLog[]::new)));
        pipeline.request("r", "test:");
        assertThat(Pipeline.of(Stage.JOB_FETCHED, pipeline.progress("r"))).hasSize(12);
        assertThat(mostOpen).hasValue(3);
        assertThat(open).hasValue(0);
    }

    @Test
    void anUnexpectedFailureIsTriedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        start(1, new TestSource(log("a", "fine\n")) {
            @Override
            public ResolvedBuild resolve(AnalysisRequest request) throws SourceException {
                if (asked.incrementAndGet() < 3) {
                    throw new IllegalStateException("bug");
                }
                return super.resolve(request);
            }
        });
        pipeline.request("r", "test:");
        assertThat(pipeline.progress("r")).extracting(ProgressEvent::stage).doesNotContain(Stage.REQUEST_FAILED);
        assertThat(asked).hasValue(3);
    }

    @Test
    void anUnexpectedFailureThatDoesNotGoAwayFailsTheRequest() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        start(1, new TestSource() {
            @Override
            public ResolvedBuild resolve(AnalysisRequest request) throws SourceException {
                asked.incrementAndGet();
                throw new IllegalStateException("bug");
            }
        });
        pipeline.request("r", "test:");
        ProgressEvent failed = pipeline.progress("r").getLast();
        assertThat(failed.stage()).isEqualTo(Stage.REQUEST_FAILED);
        assertThat(failed.failure()).isEqualTo(FailureKind.INTERNAL);
        assertThat(failed.reason()).contains("bug").contains("please report it");
        assertThat(asked).hasValue(Claim.MAX_ATTEMPTS);
        await().untilAsserted(() -> assertThat(broker.deadLetters()).hasSize(1));
    }

    @Test
    void aRequestStaysClaimedWhileItsDownloadTakesLongerThanTheHold() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger opened = new AtomicInteger();
        TestSource source = new TestSource(new TestLog("a", () -> {
            opened.incrementAndGet();
            goOn.await();
            return bytes("late\n");
        }));
        start(1, source);
        start(1, source);
        pipeline.request("r", "test:");
        await().until(() -> opened.get() == 1);
        await().during(Duration.ofMillis(1500)).until(() -> opened.get() == 1);
        goOn.countDown();
        pipeline.progress("r");
        assertThat(opened).hasValue(1);
    }

    @Test
    void anAgentThatIsStoppedGivesItsRequestToAnother() throws Exception {
        AtomicBoolean reached = new AtomicBoolean();
        IngestionAgent first = start(1, new TestSource(new TestLog("a", () -> {
            reached.set(true);
            new CountDownLatch(1).await();
            throw new AssertionError("not reached");
        })));
        pipeline.request("r", "test:");
        await().untilTrue(reached);
        first.close();

        start(1, new TestSource(log("a", "whole\n")));
        assertThat(new String(Chunks.content(pipeline.read(1).get("a")), UTF_8)).isEqualTo("whole\n");
    }

    @Test
    void anAgentThatIsStoppedMidwayLeavesNothingOutOfTheLog() throws Exception {
        String whole = "0123456789\nabcdefghij\nklmnopqrst\n";
        CountDownLatch stuck = new CountDownLatch(1);
        InputStream stalling = new SequenceInputStream(bytes(whole.substring(0, 20)), new BrokenStream(() -> {
            try {
                stuck.countDown();
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new IOException("interrupted");
        }));
        IngestionAgent first = start(1, new TestSource(new TestLog("a", () -> stalling)));
        pipeline.request("r", "test:");
        stuck.await();
        first.close();

        start(1, new TestSource(log("a", whole)));
        List<LogChunk> chunks = pipeline.read(1).get("a");
        assertThat(new String(Chunks.content(chunks), UTF_8)).isEqualTo(whole);
        assertThat(chunks).extracting(LogChunk::chunkIndex).containsExactly(0, 1, 2);
        assertThat(chunks.getLast().incomplete()).isNull();
    }

    @Test
    void closingAnAgentThatWaitsForRequestsEndsIt() throws Exception {
        IngestionAgent agent = start(4, new TestSource());
        agent.close();
        agent.close();
    }

    @Test
    void anAgentOfAClosedBrokerCannotStart() {
        broker.close();
        assertThatThrownBy(() -> start(1, new TestSource())).hasMessageContaining("closed");
    }

    private static JobLog log(String id, String content) {
        return new TestLog(id, () -> bytes(content));
    }

    private static JobLog failing(String id, Exception failure) {
        return new TestLog(id, () -> {
            throw failure;
        });
    }

    private static InputStream bytes(String content) {
        return new ByteArrayInputStream(content.getBytes(UTF_8));
    }

    private interface Opening {
        InputStream open() throws Exception;
    }

    private record TestLog(String id, Opening opening) implements JobLog {
        @Override
        public JobRef job() {
            return LocalLog.jobNamed(id);
        }

        @Override
        public InputStream open() throws SourceException, IOException, InterruptedException {
            try {
                return opening.open();
            } catch (SourceException | IOException | InterruptedException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private static class TestSource implements CiSource {
        static final BuildRef BUILD = new BuildRef("test", "test:", "pipeline", 1L, "main", null, "failed", null, null);

        private final List<JobLog> logs;

        TestSource(JobLog... logs) {
            this.logs = List.of(logs);
        }

        @Override
        public boolean accepts(String buildUrl) {
            return buildUrl.startsWith("test:");
        }

        @Override
        public String shapes() {
            return "a test";
        }

        @Override
        public ResolvedBuild resolve(AnalysisRequest request) throws SourceException {
            return new ResolvedBuild(BUILD, logs);
        }
    }
}
