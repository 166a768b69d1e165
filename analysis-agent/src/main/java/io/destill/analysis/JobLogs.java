package io.destill.analysis;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.Claim;
import io.destill.broker.Replay;
import io.destill.contracts.LogChunk;
import io.destill.contracts.Subjects;
import io.destill.contracts.Utf8;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a claimed job's chunks while they are still being published, and keeps the claim alive: first the job's own log, in
 * order, whatever order and however often its chunks come, then those of jobs that passed. One thread at a time.
 */
final class JobLogs implements AutoCloseable {

    static final Duration WAIT = Duration.ofSeconds(1);

    private final Claim<LogChunk> claim;
    private final RuleSet rules;
    private final Duration stalled;
    private final Replay<LogChunk> replay;
    private final SortedMap<Integer, LogChunk> early = new TreeMap<>();
    private int expected;
    /** By the job that they are of, those that passed. */
    private final Map<String, PassedLog> passed = new LinkedHashMap<>();

    private @Nullable LogChunk passedEnd;
    private long lastSign = System.nanoTime();

    /** @param stalled how long the next chunk is waited for */
    JobLogs(Broker broker, Claim<LogChunk> claim, RuleSet rules, Duration stalled) throws BrokerException {
        this.claim = claim;
        this.rules = rules;
        this.stalled = stalled;
        LogChunk first = claim.message();
        this.replay =
                broker.replay(Subjects.chunksOf(first.requestId(), first.job().id()), LogChunk.class);
    }

    /** Reads the job's own log; returns its last chunk. */
    LogChunk readOwn(LogAnalyzer analyzer) throws BrokerException, InterruptedException {
        while (true) {
            for (LogChunk next = early.remove(expected); next != null; next = early.remove(expected)) {
                expected++;
                Utf8 content = next.content();
                analyzer.read(content.array(), content.offset(), content.length());
                if (next.last()) {
                    return next;
                }
            }
            take();
        }
    }

    /** Reads the logs of jobs that passed; returns why there are not more of them, if there should be. */
    @Nullable
    String readPassed() throws BrokerException, InterruptedException {
        while (passedEnd == null) {
            take();
        }
        return passedEnd.incomplete();
    }

    /** What they hold. To be called once, last. */
    PassedLines passedLines() {
        return PassedLines.union(passed.values().stream().map(PassedLog::finish).toList());
    }

    private void take() throws BrokerException, InterruptedException {
        long since = System.nanoTime();
        LogChunk chunk = null;
        while (chunk == null) {
            chunk = replay.next(WAIT);
            long now = System.nanoTime();
            if (now - lastSign > Claim.HOLD.toNanos() / 3) {
                claim.inProgress();
                lastSign = now;
            }
            if (chunk == null && now - since > stalled.toNanos()) {
                throw new BrokerException("no more of its log came for " + stalled.toSeconds() + " seconds");
            }
        }
        if (chunk.passed() != null) {
            takePassed(chunk, chunk.passed().jobId());
        } else if (chunk.chunkIndex() >= expected) {
            early.put(chunk.chunkIndex(), chunk);
        }
    }

    private void takePassed(LogChunk chunk, @Nullable String jobId) {
        if (jobId == null) {
            passedEnd = chunk;
            return;
        }
        Utf8 content = chunk.content();
        passed.computeIfAbsent(jobId, id -> new PassedLog(rules))
                .read(content.array(), content.offset(), content.length());
    }

    @Override
    public void close() {
        replay.close();
    }
}
