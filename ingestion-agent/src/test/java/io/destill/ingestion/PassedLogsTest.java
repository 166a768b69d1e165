package io.destill.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.broker.InProcessBroker;
import io.destill.broker.Replay;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.Subjects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PassedLogsTest {

    private static final BuildRef BUILD =
            new BuildRef("test", "test:", "pipeline", 1L, "main", null, "failed", null, null);

    private final InProcessBroker broker = new InProcessBroker();

    @AfterEach
    void close() {
        broker.close();
    }

    private interface Opening {
        InputStream open() throws SourceException, IOException;
    }

    private record Passed(String name, Opening opening) implements JobLog {
        @Override
        public JobRef job() {
            return LocalLog.jobNamed(name);
        }

        @Override
        public InputStream open() throws SourceException, IOException {
            return opening.open();
        }
    }

    private record Failed(String name, List<JobLog> likes) implements JobLog {
        @Override
        public JobRef job() {
            return LocalLog.jobNamed(name);
        }

        @Override
        public InputStream open() {
            return InputStream.nullInputStream();
        }

        @Override
        public boolean isComparable() {
            return true;
        }

        @Override
        public List<JobLog> passedLike() {
            return likes;
        }
    }

    private static Failed failed(String name, JobLog... likes) {
        return new Failed(name, List.of(likes));
    }

    private static JobLog passed(String name, String log) {
        return new Passed(name, () -> bytes(log));
    }

    private static InputStream bytes(String log) {
        return new ByteArrayInputStream(log.getBytes(UTF_8));
    }

    private PassedLogs logs(int maxLogs, long maxBytes, long maxLogBytes) {
        return new PassedLogs(broker, "r", BUILD, 8, maxLogs, maxBytes, maxLogBytes);
    }

    /** What was published of each log, by the job that passed; the last entry is the end's problem. */
    private Map<String, String> published(String job) throws Exception {
        Map<String, String> logs = new LinkedHashMap<>();
        try (Replay<LogChunk> chunks = broker.replay(Subjects.chunksOf("r", job), LogChunk.class)) {
            List<Integer> indexes = new ArrayList<>();
            while (true) {
                LogChunk chunk = chunks.next(Duration.ofSeconds(10));
                assertThat(chunk).isNotNull();
                assertThat(chunk.passed()).isNotNull();
                indexes.add(chunk.chunkIndex());
                if (chunk.last()) {
                    assertThat(chunk.chunkIndex()).isEqualTo(LogChunk.PASSED_END);
                    assertThat(indexes).doesNotHaveDuplicates();
                    logs.put("end", String.valueOf(chunk.incomplete()));
                    return logs;
                }
                logs.merge(chunk.passed().jobId(), chunk.content().toString(), String::concat);
            }
        }
    }

    @Test
    void logsComeOneAfterTheOtherAndThenTheEnd() throws Exception {
        logs(30, 1000, 1000).publish(failed("a", passed("x", "one\ntwo\nthree\n"), passed("y", "")));

        assertThat(published("a"))
                .containsExactly(Map.entry("x", "one\ntwo\nthree\n"), Map.entry("y", ""), Map.entry("end", "null"));
    }

    @Test
    void whereThereAreNoneTheEndComesAlone() throws Exception {
        logs(30, 1000, 1000).publish(failed("a"));
        assertThat(published("a")).containsExactly(Map.entry("end", "null"));
    }

    @Test
    void aRequestGetsNotMoreThanSoManyLogs() throws Exception {
        PassedLogs logs = logs(3, 1000, 1000);
        logs.publish(failed("a", passed("x", "1\n"), passed("y", "2\n")));
        logs.publish(failed("b", passed("x", "1\n"), passed("y", "2\n")));
        logs.publish(failed("c", passed("x", "1\n")));

        assertThat(published("a")).containsOnlyKeys("x", "y", "end");
        assertThat(published("b")).containsOnlyKeys("x", "end");
        assertThat(published("c")).containsOnlyKeys("end");
    }

    @Test
    void aLogAndARequestGetNotMoreThanSoManyBytes() throws Exception {
        PassedLogs logs = logs(30, 50, 20);
        String long60 = "0123456789".repeat(6);
        logs.publish(
                failed("a", passed("x", long60), passed("y", "short\n"), passed("z", long60), passed("w", long60)));
        logs.publish(failed("b", passed("x", long60)));

        Map<String, String> a = published("a");
        assertThat(a.get("x")).hasSize(20);
        assertThat(a.get("y")).isEqualTo("short\n");
        assertThat(a.get("z")).hasSize(20);
        assertThat(a.get("w")).hasSize(4);
        assertThat(a).containsEntry("end", "null");
        assertThat(published("b")).containsOnlyKeys("end");
    }

    @Test
    void aLogThatCannotBeHadIsToldAndTheOthersCome() throws Exception {
        JobLog gone = new Passed("gone", () -> {
            throw new SourceException(FailureKind.NOT_FOUND, "it was deleted");
        });
        JobLog broken = new Passed(
                "broken",
                () -> new SequenceInputStream(bytes("head\n"), new BrokenStream(() -> new IOException("reset"))));
        JobLog bug = new Passed("bug", () -> {
            throw new IllegalStateException("a bug");
        });
        logs(30, 1000, 1000).publish(failed("a", gone, broken, bug, passed("y", "fine\n")));

        assertThat(published("a"))
                .containsEntry("broken", "head\n")
                .containsEntry("y", "fine\n")
                .containsEntry("end", "the log of \"gone\", which passed, could not be read: it was deleted");
    }

    @Test
    void thatNoneCanBeLookedForIsTold() throws Exception {
        JobLog failed = new JobLog() {
            @Override
            public JobRef job() {
                return LocalLog.jobNamed("a");
            }

            @Override
            public InputStream open() {
                return InputStream.nullInputStream();
            }

            @Override
            public List<JobLog> passedLike() throws SourceException {
                throw new SourceException(FailureKind.UNAVAILABLE, "Buildkite does not answer");
            }
        };
        logs(30, 1000, 1000).publish(failed);
        assertThat(published("a")).containsExactly(Map.entry("end", "Buildkite does not answer"));
    }

    @Test
    void aSecondAttemptThatFindsFewerEndsAllTheSame() throws Exception {
        logs(30, 1000, 1000).publish(failed("a", passed("x", "0123456789012345678901234567890\n")));
        logs(30, 1000, 1000).publish(failed("a"));
        assertThat(published("a")).containsOnlyKeys("x", "end");
    }

    @Test
    void theAgentPublishesThemBehindTheJobsOwnLog() throws Exception {
        Failed log = failed("a", passed("x", "green\n"));
        CiSource source = new CiSource() {
            @Override
            public boolean accepts(String buildUrl) {
                return true;
            }

            @Override
            public String shapes() {
                return "anything";
            }

            @Override
            public ResolvedBuild resolve(io.destill.contracts.AnalysisRequest request) {
                return new ResolvedBuild(BUILD, List.of(log));
            }
        };
        try (IngestionAgent agent = new IngestionAgent(broker, List.of(source), 1);
                Replay<LogChunk> chunks = broker.replay(Subjects.chunksOf("r", "a"), LogChunk.class)) {
            agent.start();
            new Pipeline(broker).request("r", "test:");

            LogChunk own = chunks.next(Duration.ofSeconds(10));
            LogChunk passed = chunks.next(Duration.ofSeconds(10));
            LogChunk end = chunks.next(Duration.ofSeconds(10));
            assertThat(own.last()).isTrue();
            assertThat(own.passedFollow()).isTrue();
            assertThat(own.passed()).isNull();
            assertThat(passed.passed()).isEqualTo(new LogChunk.Passed("x"));
            assertThat(passed.content()).hasToString("green\n");
            assertThat(end.last()).isTrue();
        }
    }
}
