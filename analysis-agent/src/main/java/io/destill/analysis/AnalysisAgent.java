package io.destill.analysis;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.Claim;
import io.destill.broker.Replay;
import io.destill.broker.Work;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Subjects;
import io.destill.contracts.TriageCard;
import io.destill.contracts.Utf8;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims jobs from a broker and turns their logs into triage cards.
 *
 * <p>A job's first chunk is the claim. Whoever has it reads the job's chunks from the first on, while they are still being
 * published, publishes the cards and then acknowledges; if it dies, another one does the same again and comes to the same
 * cards. Thread-safe.
 */
public final class AnalysisAgent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AnalysisAgent.class);
    private static final String GROUP = "analysis-agents";
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
    /** A job whose next chunk does not come for this long goes back, for its ingestion agent may have died. */
    public static final Duration STALLED = Duration.ofMinutes(10);

    private final Broker broker;
    private final RuleSet rules;
    private final PassedRuns passedRuns;
    private final List<Thread> workers = new ArrayList<>();
    private final int parallelJobs;
    private final Duration stalled;
    private volatile boolean closed;
    private @Nullable Work<LogChunk> work;

    /** @param parallelJobs how many jobs are analysed at once, at least 1 */
    public AnalysisAgent(Broker broker, RuleSet rules, int parallelJobs) {
        this(broker, rules, PassedRuns.NONE, parallelJobs, STALLED);
    }

    /**
     * @param passedRuns what is known beforehand of jobs that passed
     * @param stalled how long the next chunk of a job is waited for, in place of {@link #STALLED}
     */
    public AnalysisAgent(Broker broker, RuleSet rules, PassedRuns passedRuns, int parallelJobs, Duration stalled) {
        this.broker = broker;
        this.rules = rules;
        this.passedRuns = passedRuns;
        this.parallelJobs = parallelJobs;
        this.stalled = stalled;
    }

    /** Begins to take jobs, on threads of its own. To be called once. */
    public void start() throws BrokerException {
        Work<LogChunk> claims = broker.work(Subjects.ALL_FIRST_CHUNKS, LogChunk.class, GROUP);
        work = claims;
        for (int i = 0; i < parallelJobs; i++) {
            workers.add(Thread.ofPlatform().daemon().name("analysis-" + i).start(() -> takeJobs(claims)));
        }
    }

    /** Takes no more jobs and gives back those in hand; returns when the threads have ended. */
    @Override
    public void close() {
        closed = true;
        if (work != null) {
            work.close();
        }
        workers.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeJobs(Work<LogChunk> claims) {
        while (!closed) {
            try {
                Claim<LogChunk> claim = claims.next(WAIT);
                if (claim != null) {
                    analyse(claim);
                }
            } catch (InterruptedException e) {
                return;
            } catch (BrokerException e) {
                if (closed || !awaitRetry()) {
                    return;
                }
                LOG.warn("Cannot take jobs, will try again: {}", e.getMessage());
            }
        }
    }

    private static boolean awaitRetry() {
        try {
            Thread.sleep(RETRY_DELAY);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void analyse(Claim<LogChunk> claim) throws InterruptedException, BrokerException {
        LogChunk first = claim.message();
        try {
            LogAnalyzer analyzer = new LogAnalyzer(
                    rules,
                    LogAnalyzer.MAX_FINDINGS,
                    !"passed".equals(first.job().state()));
            String incomplete = readLog(first, claim, analyzer);
            PassedLines passed = passedRuns.of(first.build(), first.job());
            List<Finding> findings = analyzer.finish(passed);
            for (Finding finding : findings) {
                broker.publish(card(first, finding));
            }
            broker.publish(new ProgressEvent(
                    first.requestId(),
                    Stage.JOB_ANALYZED,
                    null,
                    first.job(),
                    findings.size(),
                    analyzer.lines(),
                    null,
                    incomplete,
                    passed.logs(),
                    Instant.now()));
            claim.ack();
        } catch (InterruptedException e) {
            claim.retry(Duration.ZERO, "the analysis agent stopped");
            throw e;
        } catch (BrokerException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            if (closed) {
                claim.retry(Duration.ZERO, "the analysis agent stopped");
                return;
            }
            LOG.warn("Job '{}' could not be analysed: {}", first.job().name(), e.getMessage(), e);
            String reason = "The job could not be analysed: " + e.getMessage();
            if (claim.attempt() >= Claim.MAX_ATTEMPTS) {
                broker.publish(new ProgressEvent(
                        first.requestId(),
                        Stage.JOB_FAILED,
                        null,
                        first.job(),
                        0,
                        0,
                        FailureKind.INTERNAL,
                        reason,
                        Instant.now()));
            }
            claim.retry(RETRY_DELAY, reason);
        }
    }

    /** Reads all chunks of a job, in order and each once; returns why the log is not whole, if it is not. */
    private @Nullable String readLog(LogChunk first, Claim<LogChunk> claim, LogAnalyzer analyzer)
            throws BrokerException, InterruptedException {
        String chunks = Subjects.chunksOf(first.requestId(), first.job().id());
        SortedMap<Integer, LogChunk> early = new TreeMap<>();
        long lastSign = System.nanoTime();
        long lastChunk = lastSign;
        int expected = 0;
        try (Replay<LogChunk> replay = broker.replay(chunks, LogChunk.class)) {
            while (true) {
                LogChunk chunk = replay.next(WAIT);
                long now = System.nanoTime();
                if (now - lastSign > Claim.HOLD.toNanos() / 3) {
                    claim.inProgress();
                    lastSign = now;
                }
                if (chunk == null) {
                    if (now - lastChunk > stalled.toNanos()) {
                        throw new BrokerException("no more of its log came for " + stalled.toSeconds() + " seconds");
                    }
                    continue;
                }
                lastChunk = now;
                if (chunk.chunkIndex() >= expected) {
                    early.put(chunk.chunkIndex(), chunk);
                }
                for (LogChunk next = early.remove(expected); next != null; next = early.remove(expected)) {
                    expected++;
                    Utf8 content = next.content();
                    analyzer.read(content.array(), content.offset(), content.length());
                    if (next.last()) {
                        return next.incomplete();
                    }
                }
            }
        }
    }

    private static TriageCard card(LogChunk of, Finding finding) {
        JobRef job = of.job();
        String identity = of.requestId() + '\n' + job.id() + '\n' + finding.messageHash() + '\n' + finding.line();
        return new TriageCard(
                Normalizer.hash(identity).substring(0, 32),
                of.requestId(),
                of.build(),
                job,
                finding.messageHash(),
                Normalizer.VERSION,
                finding.normalizedMessage(),
                finding.message(),
                finding.severity(),
                finding.confidence(),
                finding.evidence(),
                finding.category(),
                finding.line(),
                finding.lineStart(),
                finding.lineEnd(),
                finding.lines(),
                finding.before(),
                finding.after(),
                finding.section(),
                finding.rank(),
                0,
                finding.occurrences(),
                null,
                Instant.now());
    }
}
