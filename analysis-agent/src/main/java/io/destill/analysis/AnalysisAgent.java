package io.destill.analysis;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.Claim;
import io.destill.broker.Work;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Recurrence;
import io.destill.contracts.Subjects;
import io.destill.contracts.TriageCard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims jobs from a broker and turns their logs into triage cards.
 *
 * <p>A job's first chunk is the claim. Whoever has it reads the job's chunks from the first on, while they are still being
 * published, publishes the cards and then acknowledges; if it dies, another one does the same again and comes to the same
 * cards. Where logs of jobs that passed follow on a job's own, the cards are published before they are waited for, and in a new
 * revision when they have come. Thread-safe.
 */
public final class AnalysisAgent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AnalysisAgent.class);
    private static final String GROUP = "analysis-agents";
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
    private static final String STOPPED = "the analysis agent stopped";

    /** Jobs whose cards are out and that wait for logs of jobs that passed. What is kept of each is a few megabytes at the most. */
    private static final int MAX_COMPARED_AT_ONCE = 16;

    /** A job whose next chunk does not come for this long goes back, for its ingestion agent may have died. */
    public static final Duration STALLED = Duration.ofMinutes(10);

    private final Broker broker;
    private final RuleSet rules;
    private final PassedRuns passedRuns;
    private final JobHistory history;
    private final InHand inHand = new InHand();
    private final List<Thread> workers = new ArrayList<>();
    private final Semaphore roomToCompare = new Semaphore(MAX_COMPARED_AT_ONCE);
    private final ExecutorService comparisons = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("comparison-", 0).factory());
    private final int parallelJobs;
    private final Duration stalled;
    private volatile boolean closed;
    private @Nullable Work<LogChunk> work;

    /** @param parallelJobs how many jobs are analysed at once, at least 1 */
    public AnalysisAgent(Broker broker, RuleSet rules, int parallelJobs) {
        this(broker, rules, PassedRuns.NONE, JobHistory.NONE, parallelJobs, STALLED);
    }

    /**
     * @param passedRuns what is known beforehand of jobs that passed
     * @param history tells which failures were seen before, and is told of these
     * @param stalled how long the next chunk of a job is waited for, in place of {@link #STALLED}
     */
    public AnalysisAgent(
            Broker broker,
            RuleSet rules,
            PassedRuns passedRuns,
            JobHistory history,
            int parallelJobs,
            Duration stalled) {
        this.broker = broker;
        this.rules = rules;
        this.passedRuns = passedRuns;
        this.history = history;
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
        comparisons.shutdownNow();
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
        comparisons.close();
    }

    /**
     * Waits until no job is in hand: a job's cards are out before they are recorded.
     *
     * @param most how long at the most
     */
    public void awaitIdle(Duration most) throws InterruptedException {
        inHand.awaitNone(most);
    }

    private void takeJobs(Work<LogChunk> claims) {
        while (!closed) {
            try {
                Claim<LogChunk> claim = claims.next(JobLogs.WAIT);
                if (claim != null) {
                    inHand.add();
                    try {
                        analyse(claim);
                    } finally {
                        inHand.remove();
                    }
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
        JobLogs logs = null;
        try {
            logs = new JobLogs(broker, claim, rules, stalled);
            LogAnalyzer analyzer = new LogAnalyzer(
                    rules,
                    LogAnalyzer.MAX_FINDINGS,
                    !"passed".equals(first.job().state()));
            history.passed(first);
            LogChunk last = logs.readOwn(analyzer);
            PassedLines passed = passedRuns.of(first.build(), first.job());
            if (last.passedFollow()) {
                passed = PassedLines.union(List.of(passed, history.passedLines(first)));
            }
            List<TriageCard> cards = cards(first, analyzer.finish(passed), 0);
            for (TriageCard card : cards) {
                broker.publish(card);
            }
            broker.publish(new ProgressEvent(
                    first.requestId(),
                    Stage.JOB_ANALYZED,
                    null,
                    first.job(),
                    cards.size(),
                    analyzer.lines(),
                    null,
                    last.incomplete(),
                    passed.logs(),
                    last.passedFollow(),
                    Instant.now()));
            if (last.passedFollow()) {
                Comparison comparison = new Comparison(claim, logs, analyzer, passed, cards);
                compareLater(comparison);
                logs = null;
            } else {
                history.record(first, cards);
                claim.ack();
            }
        } catch (InterruptedException e) {
            claim.retry(Duration.ZERO, STOPPED);
            throw e;
        } catch (BrokerException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            if (closed) {
                claim.retry(Duration.ZERO, STOPPED);
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
        } finally {
            if (logs != null) {
                logs.close();
            }
        }
    }

    /** On a thread of its own: the worker has other jobs' first cards to see to. If there are too many of them already, here. */
    private void compareLater(Comparison comparison) {
        if (!roomToCompare.tryAcquire()) {
            comparison.run();
            return;
        }
        inHand.add();
        try {
            comparisons.execute(() -> {
                try {
                    comparison.run();
                } finally {
                    roomToCompare.release();
                    inHand.remove();
                }
            });
        } catch (RejectedExecutionException e) {
            roomToCompare.release();
            inHand.remove();
            throw e;
        }
    }

    /** What is left to do of a job whose cards are out: to rank them anew once logs of jobs that passed have come. */
    private final class Comparison implements Runnable {

        private final Claim<LogChunk> claim;
        private final JobLogs logs;
        private final LogAnalyzer analyzer;
        /** Compared with already. */
        private final PassedLines known;
        /** As they were published last. */
        private List<TriageCard> cards;

        Comparison(
                Claim<LogChunk> claim, JobLogs logs, LogAnalyzer analyzer, PassedLines known, List<TriageCard> cards) {
            this.claim = claim;
            this.logs = logs;
            this.analyzer = analyzer;
            this.known = known;
            this.cards = cards;
        }

        @Override
        public void run() {
            try (logs) {
                String missing = logs.readPassed();
                PassedLines fetched = logs.passedLines();
                PassedLines passed = PassedLines.union(List.of(known, fetched));
                List<TriageCard> rankedAgain =
                        fetched.logs() == 0 ? List.of() : cards(claim.message(), analyzer.rankAgain(passed), 1);
                for (TriageCard card : rankedAgain) {
                    broker.publish(card);
                }
                if (!rankedAgain.isEmpty()) {
                    cards = rankedAgain;
                }
                history.recordPassedLines(claim.message(), fetched);
                // What is known from earlier builds may be from the same logs.
                end(rankedAgain.size(), Math.max(known.logs(), fetched.logs()), missing);
            } catch (InterruptedException e) {
                giveBack();
                Thread.currentThread().interrupt();
            } catch (BrokerException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
                if (closed) {
                    giveBack();
                } else {
                    LOG.warn(
                            "Job '{}' could not be compared: {}",
                            claim.message().job().name(),
                            e.getMessage(),
                            e);
                    standAsTheyAre("the job could not be compared: " + e.getMessage());
                }
            }
        }

        private void giveBack() {
            claim.retry(Duration.ZERO, STOPPED);
        }

        /** The cards are out, so whatever happened is no reason to do the job again. */
        private void standAsTheyAre(String why) {
            try {
                end(0, known.logs(), why);
            } catch (InterruptedException | BrokerException e) {
                claim.retry(RETRY_DELAY, why);
            }
        }

        private void end(int newCards, int passedLogs, @Nullable String missing)
                throws BrokerException, InterruptedException {
            LogChunk of = claim.message();
            broker.publish(new ProgressEvent(
                    of.requestId(),
                    Stage.JOB_RERANKED,
                    null,
                    of.job(),
                    newCards,
                    0,
                    null,
                    missing,
                    passedLogs,
                    false,
                    Instant.now()));
            history.record(of, cards);
            claim.ack();
        }
    }

    /** With what is known of the failures beforehand. */
    private List<TriageCard> cards(LogChunk of, List<Finding> findings, int revision) {
        List<Finding> ranked = MarkedFindings.rank(findings, history.marks(of.build()));
        Map<String, Recurrence> known = history.recall(of.build(), of.job(), ranked);
        return ranked.stream()
                .map(finding -> card(of, finding, known.get(finding.messageHash()), revision))
                .toList();
    }

    private static TriageCard card(LogChunk of, Finding finding, @Nullable Recurrence recurrence, int revision) {
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
                revision,
                finding.occurrences(),
                recurrence,
                Instant.now());
    }
}
