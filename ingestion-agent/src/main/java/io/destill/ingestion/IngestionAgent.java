package io.destill.ingestion;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.Claim;
import io.destill.broker.Replay;
import io.destill.broker.Work;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Subjects;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes {@link AnalysisRequest}s from the broker, finds each one's build at the {@link CiSource} that accepts it, and
 * publishes the logs of its jobs as chunks, with {@link ProgressEvent}s on the way.
 *
 * <p>A request is acknowledged when each of its jobs was either published to its last chunk or reported as failed. If that
 * cannot be, because the broker refuses a message or this agent is stopped, the request is delivered again: the jobs that
 * were not published to their last chunk are begun anew, with the same chunks under the same ids.
 *
 * <p>Thread-safe. Downloads run on virtual threads; at most {@code parallelDownloads} at a time, over all requests, in the
 * order that the sources gave.
 */
public final class IngestionAgent implements AutoCloseable {

    /** The group that shares the requests. */
    public static final String GROUP = "ingestion-agents";

    private static final Logger LOG = LoggerFactory.getLogger(IngestionAgent.class);
    private static final Duration POLL = Duration.ofSeconds(10);
    private static final Duration SETTLE = Duration.ofSeconds(1);

    /** What was published before comes within this time. */
    private static final Duration PAST = Duration.ofSeconds(2);

    private static final Duration REPORT_INTERVAL = Duration.ofMillis(250);

    private final Broker broker;
    private final List<CiSource> sources;
    private final int parallelDownloads;
    private final int chunkSize;
    private final long logLimit;
    private final Duration retryDelay;
    private final Duration signOfLife;

    private final Semaphore downloads;

    /** For requests that were delivered before: nothing that waits for room may hold up those who are to make it. */
    private final Semaphore resumedDownloads;

    /** Downloads of logs of jobs that passed, which are not to hold up those of failed ones. */
    private final Semaphore comparisons;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param sources asked in this order which of them accepts a URL
     * @param parallelDownloads how many logs are fetched at once, at least 1
     */
    public IngestionAgent(Broker broker, List<CiSource> sources, int parallelDownloads) {
        this(broker, sources, parallelDownloads, Chunker.DEFAULT_SIZE, Long.MAX_VALUE);
    }

    /**
     * @param chunkSize the most content that a chunk holds, in bytes; at least 4
     * @param logLimit the most of a log that is passed on, in bytes; what comes after it is left out, and said to be
     */
    public IngestionAgent(Broker broker, List<CiSource> sources, int parallelDownloads, int chunkSize, long logLimit) {
        this(broker, sources, parallelDownloads, chunkSize, logLimit, Duration.ofSeconds(2), Claim.HOLD.dividedBy(3));
    }

    /**
     * @param retryDelay how long a request that could not be dealt with waits for its next attempt
     * @param signOfLife how often a claim in hand is renewed
     */
    IngestionAgent(
            Broker broker,
            List<CiSource> sources,
            int parallelDownloads,
            int chunkSize,
            long logLimit,
            Duration retryDelay,
            Duration signOfLife) {
        if (parallelDownloads < 1) {
            throw new IllegalArgumentException("parallelDownloads must be at least 1, not " + parallelDownloads);
        }
        this.broker = broker;
        this.sources = List.copyOf(sources);
        this.parallelDownloads = parallelDownloads;
        this.chunkSize = chunkSize;
        this.logLimit = logLimit;
        this.retryDelay = retryDelay;
        this.signOfLife = signOfLife;
        this.downloads = new Semaphore(parallelDownloads, true);
        this.resumedDownloads = new Semaphore(parallelDownloads, true);
        this.comparisons = new Semaphore((parallelDownloads + 1) / 2, true);
    }

    /**
     * Starts to take requests, as many at a time as there may be downloads. To be called once.
     *
     * @throws BrokerException if the broker is closed or cannot be reached
     */
    public void start() throws BrokerException {
        Work<AnalysisRequest> work = broker.work(Subjects.REQUESTS, AnalysisRequest.class, GROUP);
        for (int i = 0; i < parallelDownloads; i++) {
            threads.execute(() -> takeRequests(work));
        }
    }

    /** Stops; requests in hand are given back to the broker. Waits for downloads to stop, but not long. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(SETTLE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("A read of a log does not end; leaving it behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeRequests(Work<AnalysisRequest> work) {
        try (work) {
            while (true) {
                try {
                    Claim<AnalysisRequest> claim = work.next(POLL);
                    if (claim != null) {
                        handle(claim);
                    }
                } catch (BrokerException e) {
                    if (threads.isShutdown()) {
                        return;
                    }
                    LOG.warn("Cannot take requests, will try again: {}", e.getMessage());
                    Thread.sleep(retryDelay);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(Claim<AnalysisRequest> claim) throws InterruptedException {
        Thread keepingAlive = Thread.ofVirtual().start(() -> keepAlive(claim));
        try {
            ingest(claim.message(), claim.attempt() > 1);
            claim.ack();
        } catch (InterruptedException e) {
            claim.retry(Duration.ZERO, "the ingestion agent was stopped");
            throw e;
        } catch (BrokerException e) {
            LOG.warn(
                    "Cannot pass on what request {} asks for: {}",
                    claim.message().requestId(),
                    e.getMessage());
            retry(claim, FailureKind.UNAVAILABLE, "the logs could not be passed on: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Request {} failed unexpectedly", claim.message().requestId(), e);
            retry(claim, FailureKind.INTERNAL, unexpected(e));
        } finally {
            keepingAlive.interrupt();
        }
    }

    private void keepAlive(Claim<?> claim) {
        try {
            while (true) {
                Thread.sleep(signOfLife);
                claim.inProgress();
            }
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        }
    }

    private void retry(Claim<AnalysisRequest> claim, FailureKind kind, String reason) throws InterruptedException {
        String requestId = claim.message().requestId();
        if (claim.attempt() == Claim.MAX_ATTEMPTS) {
            try {
                reportFailure(requestId, null, kind, reason);
            } catch (BrokerException unreachable) {
                LOG.error("Cannot report that request {} failed: {}", requestId, unreachable.getMessage());
            }
        }
        claim.retry(retryDelay, reason);
    }

    private void ingest(AnalysisRequest request, boolean resumed) throws BrokerException, InterruptedException {
        ResolvedBuild resolved;
        try {
            resolved = sourceOf(request.buildUrl()).resolve(request);
        } catch (SourceException e) {
            reportFailure(request.requestId(), null, e.kind(), e.getMessage());
            return;
        }
        List<JobLog> jobs = resolved.jobs();
        broker.publish(new ProgressEvent(
                request.requestId(),
                Stage.BUILD_RESOLVED,
                resolved.build(),
                null,
                0,
                jobs.size(),
                null,
                null,
                Instant.now()));
        Map<String, Stage> before = resumed ? before(request.requestId()) : Map.of();
        Semaphore permits = resumed ? resumedDownloads : downloads;
        PassedLogs passedLogs = new PassedLogs(broker, request.requestId(), resolved.build(), chunkSize);
        // They go along with whichever log is there first: the history is told of them once.
        AtomicReference<List<JobRef>> passedJobs = new AtomicReference<>(resolved.passed());
        List<Future<@Nullable Void>> fetches = new ArrayList<>();
        try (ExecutorService fetching = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (JobLog log : jobs) {
                    Stage stage = before.get(log.job().id());
                    if (stage == Stage.JOB_RERANKED || (stage == Stage.JOB_FETCHED && !log.isComparable())) {
                        continue;
                    }
                    boolean fetched = stage == Stage.JOB_FETCHED;
                    if (!fetched) {
                        permits.acquire();
                    }
                    fetches.add(fetching.submit(() -> {
                        boolean published = fetched;
                        if (!fetched) {
                            try {
                                published = fetch(request.requestId(), resolved.build(), log, passedJobs);
                            } finally {
                                permits.release();
                            }
                        }
                        if (published && log.isComparable()) {
                            compare(passedLogs, log);
                        }
                        return null;
                    }));
                }
            } catch (InterruptedException e) {
                fetching.shutdownNow();
                throw e;
            }
        }
        for (Future<@Nullable Void> fetch : fetches) {
            outcome(fetch);
        }
    }

    /** The jobs that an agent before this one published to their last chunk, and how far each came then. */
    private Map<String, Stage> before(String requestId) throws BrokerException, InterruptedException {
        Instant now = Instant.now();
        Map<String, Stage> jobs = new HashMap<>();
        try (Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf(requestId), ProgressEvent.class)) {
            for (ProgressEvent event = progress.next(PAST);
                    event != null && event.at().isBefore(now);
                    event = progress.next(PAST)) {
                Stage stage = event.stage();
                if (event.job() != null && (stage == Stage.JOB_FETCHED || stage == Stage.JOB_RERANKED)) {
                    jobs.merge(event.job().id(), stage, (one, other) -> one == Stage.JOB_RERANKED ? one : other);
                }
            }
        }
        return jobs;
    }

    private CiSource sourceOf(String buildUrl) throws SourceException {
        for (CiSource source : sources) {
            if (source.accepts(buildUrl)) {
                return source;
            }
        }
        throw new SourceException(
                FailureKind.BAD_REQUEST,
                "'" + buildUrl + "' is nothing that can be analysed here. Destill analyses "
                        + sources.stream().map(CiSource::shapes).collect(Collectors.joining(", or ")) + ".");
    }

    private static <T> @Nullable T outcome(Future<@Nullable T> work) throws BrokerException, InterruptedException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case BrokerException broker -> throw broker;
                case InterruptedException stopped -> throw stopped;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    private void compare(PassedLogs passedLogs, JobLog log) throws BrokerException, InterruptedException {
        comparisons.acquire();
        try {
            passedLogs.publish(log);
        } finally {
            comparisons.release();
        }
    }

    /** @return whether there is a log */
    private boolean fetch(String requestId, BuildRef build, JobLog log, AtomicReference<List<JobRef>> passedJobs)
            throws BrokerException, InterruptedException {
        JobRef job = log.job();
        reportBytes(requestId, Stage.JOB_FETCHING, job, 0);
        InputStream stream;
        try {
            stream = log.open();
        } catch (SourceException e) {
            reportFailure(requestId, job, e.kind(), e.getMessage());
            return false;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            String reason = "the log cannot be read: " + e.getMessage();
            reportFailure(requestId, job, FailureKind.UNAVAILABLE, reason);
            return false;
        } catch (RuntimeException e) {
            LOG.error("Cannot open the log of job {} of request {}", job.id(), requestId, e);
            reportFailure(requestId, job, FailureKind.INTERNAL, unexpected(e));
            return false;
        }
        MeteredStream metered =
                new MeteredStream(stream, REPORT_INTERVAL, soFar -> reportFetching(requestId, job, soFar));
        try {
            Chunker chunker = new Chunker(metered, requestId, build, job, chunkSize, logLimit, log.isComparable());
            publishAll(chunker, passedJobs);
        } finally {
            close(metered);
        }
        reportBytes(requestId, Stage.JOB_FETCHED, job, metered.bytes());
        return true;
    }

    /** While a chunk is on its way to the broker, the next one is read. */
    private void publishAll(Chunker chunker, AtomicReference<List<JobRef>> passedJobs)
            throws BrokerException, InterruptedException {
        Future<@Nullable LogChunk> next = ahead(chunker);
        try {
            for (LogChunk chunk = outcome(next); chunk != null; chunk = outcome(next)) {
                next = ahead(chunker);
                broker.publish(chunk.chunkIndex() == 0 ? chunk.withPassedJobs(passedJobs.getAndSet(List.of())) : chunk);
            }
        } finally {
            next.cancel(true);
        }
    }

    /** Not on {@link #threads}, which refuse work while this agent closes: a log that is being read is cancelled, not refused. */
    private static Future<@Nullable LogChunk> ahead(Chunker chunker) {
        FutureTask<@Nullable LogChunk> next = new FutureTask<>(chunker::next);
        Thread.ofVirtual().start(next);
        return next;
    }

    /** For use while reading, where only the log's own failures may be thrown. A broken broker shows at the next chunk. */
    private void reportFetching(String requestId, JobRef job, long bytes) {
        try {
            reportBytes(requestId, Stage.JOB_FETCHING, job, bytes);
        } catch (BrokerException e) {
            LOG.debug("Cannot report progress: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.debug("Cannot close a log that has been read: {}", e.getMessage());
        }
    }

    private void reportBytes(String requestId, Stage stage, JobRef job, long bytes)
            throws BrokerException, InterruptedException {
        broker.publish(new ProgressEvent(requestId, stage, null, job, bytes, 0, null, null, Instant.now()));
    }

    /** @param job absent if the whole request failed */
    private void reportFailure(String requestId, @Nullable JobRef job, FailureKind kind, @Nullable String reason)
            throws BrokerException, InterruptedException {
        Stage stage = job == null ? Stage.REQUEST_FAILED : Stage.JOB_FAILED;
        broker.publish(new ProgressEvent(requestId, stage, null, job, 0, 0, kind, reason, Instant.now()));
    }

    private static String unexpected(RuntimeException e) {
        return "Destill failed unexpectedly (" + e + "). This is a fault of its own: please report it.";
    }
}
