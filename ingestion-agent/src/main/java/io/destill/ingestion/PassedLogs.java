package io.destill.ingestion;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.contracts.BuildRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.Utf8;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes, behind a job's own log, logs of jobs that passed. They are a help, and what they cost one request is bounded: in
 * logs, in bytes, and in time. Whatever goes wrong, the end that the analysis waits for is published. Thread-safe.
 */
final class PassedLogs {

    /** As many as ten failed jobs get: with so many, the jobs fail for one reason, or the build is beyond help. */
    static final int MAX_LOGS = 30;

    /** More than a failed build's own logs have, as a rule. */
    static final long MAX_BYTES = 64L << 20;

    /** Of one log: what it says of failures it says again and again. */
    static final long MAX_LOG_BYTES = 16L << 20;

    /** After so long no further log is begun: somebody waits for the final ranks. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(PassedLogs.class);

    private final Broker broker;
    private final String requestId;
    private final BuildRef build;
    private final int chunkSize;
    private final long maxLogBytes;
    private int logsLeft;
    private long bytesLeft;

    PassedLogs(Broker broker, String requestId, BuildRef build, int chunkSize) {
        this(broker, requestId, build, chunkSize, MAX_LOGS, MAX_BYTES, MAX_LOG_BYTES);
    }

    PassedLogs(
            Broker broker,
            String requestId,
            BuildRef build,
            int chunkSize,
            int maxLogs,
            long maxBytes,
            long maxLogBytes) {
        this.broker = broker;
        this.requestId = requestId;
        this.build = build;
        this.chunkSize = chunkSize;
        this.logsLeft = maxLogs;
        this.bytesLeft = maxBytes;
        this.maxLogBytes = maxLogBytes;
    }

    /** @param log whose last chunk has been published, with the word that this follows */
    void publish(JobLog log) throws BrokerException, InterruptedException {
        String problem = null;
        int index = LogChunk.PASSED_END + 1;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (JobLog passed : passedLike(log)) {
                long room = System.nanoTime() < deadline ? take() : 0;
                if (room == 0) {
                    break;
                }
                Outcome outcome = publish(log, passed, room, index);
                index = outcome.nextIndex;
                giveBack(room - outcome.bytes);
                problem = problem == null ? outcome.problem : problem;
            }
        } catch (SourceException e) {
            problem = e.getMessage();
        }
        broker.publish(new LogChunk(
                requestId,
                build,
                log.job(),
                LogChunk.PASSED_END,
                true,
                1,
                0,
                false,
                Utf8.EMPTY,
                problem,
                null,
                false,
                new LogChunk.Passed(null)));
    }

    private static List<JobLog> passedLike(JobLog log) throws SourceException, InterruptedException {
        try {
            return log.passedLike();
        } catch (RuntimeException e) {
            LOG.error("Cannot look for logs like that of job {}", log.job().id(), e);
            return List.of();
        }
    }

    /** How many bytes the next log may have; 0 if there may be none. */
    private synchronized long take() {
        if (logsLeft == 0 || bytesLeft == 0) {
            return 0;
        }
        logsLeft--;
        long room = Math.min(bytesLeft, maxLogBytes);
        bytesLeft -= room;
        return room;
    }

    private synchronized void giveBack(long bytes) {
        bytesLeft += bytes;
    }

    private record Outcome(
            int nextIndex, long bytes, @Nullable String problem) {}

    private Outcome publish(JobLog log, JobLog passed, long room, int firstIndex)
            throws BrokerException, InterruptedException {
        int index = firstIndex;
        long bytes = 0;
        String problem = null;
        try (Bounded stream = new Bounded(passed.open(), room)) {
            Chunker chunker = new Chunker(stream, requestId, build, log.job(), chunkSize);
            for (LogChunk chunk = chunker.next(); chunk != null; chunk = chunker.next()) {
                broker.publish(ofPassed(passed, chunk, index++));
                problem = chunk.incomplete();
            }
            bytes = room - stream.left;
        } catch (SourceException | IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            problem = e.getMessage();
        } catch (RuntimeException e) {
            LOG.error(
                    "Cannot read the log of job {}, which passed", passed.job().id(), e);
            problem = e.toString();
        }
        return new Outcome(
                index,
                bytes,
                problem == null
                        ? null
                        : "the log of \"" + passed.job().name() + "\", which passed, could not be read: " + problem);
    }

    private static LogChunk ofPassed(JobLog passed, LogChunk chunk, int index) {
        return new LogChunk(
                chunk.requestId(),
                chunk.build(),
                chunk.job(),
                index,
                false,
                chunk.lineStart(),
                chunk.lineEnd(),
                chunk.continued(),
                chunk.content(),
                chunk.incomplete(),
                null,
                false,
                new LogChunk.Passed(passed.job().id()));
    }

    /** The beginning of a stream. */
    private static final class Bounded extends FilterInputStream {

        private long left;

        Bounded(InputStream in, long most) {
            super(in);
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = super.read(target, offset, (int) Math.min(left, length));
            left -= Math.max(0, read);
            return read;
        }
    }
}
