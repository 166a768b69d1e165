package io.destill.cli.report;

import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.TriageCard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the messages of one request have told so far. Not thread-safe: it has one owner, who feeds it.
 *
 * <p>Messages come at least once, and a job's cards travel on another subject than its progress, so either may come first.
 * A job is done when it was reported analyzed and as many cards as that report counted are here; its cards are held until
 * then and handed over together. The request is complete when as many jobs are done as the build has. A job of which it was said
 * that its cards will be ranked anew is handed over once more when they have been; it is settled then, and forgotten, as is every
 * other job when it is done. The request is settled when it is complete and all its jobs are settled.
 */
public final class RequestState {

    private static final long UNKNOWN = -1;

    private final Map<String, OpenJob> open = new LinkedHashMap<>();
    private final Set<String> done = new HashSet<>();
    private final Set<String> settled = new HashSet<>();
    private @Nullable BuildRef build;
    private long total = UNKNOWN;
    private long bytes;
    private int fetched;
    private int notWhole;
    private int compared;
    private int mostPassedLogs;
    private long cards;
    private @Nullable FailureKind failure;
    private @Nullable String failureReason;

    /** @return the job that this message completes or settles, or null */
    public @Nullable JobResult accept(Message message) {
        return switch (message) {
            case ProgressEvent event -> accept(event);
            case TriageCard card -> accept(card);
            default -> null;
        };
    }

    private @Nullable JobResult accept(ProgressEvent event) {
        if (event.stage() == ProgressEvent.Stage.BUILD_RESOLVED) {
            build = event.build();
            total = event.total();
        } else if (event.stage() == ProgressEvent.Stage.REQUEST_FAILED) {
            failure = Objects.requireNonNullElse(event.failure(), FailureKind.INTERNAL);
            failureReason = Objects.requireNonNullElse(event.reason(), "The request failed; no reason was given.");
        }
        JobRef job = event.job();
        if (job == null || settled.contains(job.id())) {
            return null;
        }
        OpenJob state = open.computeIfAbsent(job.id(), id -> new OpenJob(job));
        switch (event.stage()) {
            case JOB_FETCHING, JOB_FETCHED -> {
                bytes += Math.max(0, event.current() - state.bytes);
                state.bytes = Math.max(state.bytes, event.current());
                state.totalBytes = event.total();
                state.waitsFor = null;
                if (event.stage() == ProgressEvent.Stage.JOB_FETCHED && !state.fetched) {
                    state.fetched = true;
                    fetched++;
                }
            }
            case JOB_WAITING -> state.waitsFor = event.reason();
            case JOB_ANALYZED -> {
                state.expectedCards = event.current();
                state.passedLogs = Math.max(state.passedLogs, event.passedLogs());
                state.reason = event.reason();
                state.rerankFollows = event.rerankFollows();
            }
            case JOB_RERANKED -> {
                state.reranked = event.current();
                state.passedLogs = event.passedLogs();
                state.missing = event.reason();
            }
            case JOB_FAILED -> {
                if (done.contains(job.id())) {
                    // Its cards are here: they stay as they are.
                    state.reranked = 0;
                    state.missing = event.reason();
                    return closeIfDone(state);
                }
                state.expectedCards = 0;
                state.failure = Objects.requireNonNullElse(event.failure(), FailureKind.INTERNAL);
                state.reason = Objects.requireNonNullElse(event.reason(), "No reason was given.");
            }
            default -> {}
        }
        return closeIfDone(state);
    }

    private @Nullable JobResult accept(TriageCard card) {
        if (settled.contains(card.job().id())) {
            return null;
        }
        OpenJob state = open.computeIfAbsent(card.job().id(), id -> new OpenJob(card.job()));
        if (card.revision() > 0) {
            state.rankedAnew.putIfAbsent(card.id(), card);
        } else if (state.cards.putIfAbsent(card.id(), card) == null) {
            cards++;
        }
        return closeIfDone(state);
    }

    private @Nullable JobResult closeIfDone(OpenJob state) {
        String id = state.job.id();
        boolean complete = state.expectedCards != UNKNOWN && state.cards.size() >= state.expectedCards;
        if (complete && state.failure == null && state.rerankFollows) {
            if (state.reranked != UNKNOWN && state.rankedAnew.size() >= state.reranked) {
                settled.add(id);
            } else if (done.contains(id)) {
                return null;
            }
        } else if (complete) {
            settled.add(id);
        } else {
            return null;
        }
        boolean first = done.add(id);
        boolean isSettled = settled.contains(id);
        if (isSettled) {
            open.remove(id);
        }
        if (isSettled && state.passedLogs > 0) {
            compared++;
            mostPassedLogs = Math.max(mostPassedLogs, state.passedLogs);
        }
        boolean anew = isSettled && state.reranked > 0;
        if (anew) {
            cards += state.rankedAnew.size() - state.cards.size();
        }
        List<TriageCard> ranked = new ArrayList<>((anew ? state.rankedAnew : state.cards).values());
        ranked.sort(Comparator.comparingInt(TriageCard::rank));
        JobResult result = new JobResult(
                state.job, state.failure, state.reason, ranked, state.passedLogs, state.missing, isSettled);
        if (first && !result.whole()) {
            notWhole++;
        }
        return result;
    }

    /** Whether nothing more will come. */
    public boolean settled() {
        return failure != null || resolved() && settled.size() >= total;
    }

    /** Whether every job's cards are here, though they may still be ranked anew. */
    public boolean complete() {
        return failure != null || resolved() && done.size() >= total;
    }

    /** Whether every log was analysed from its beginning to its end. */
    public boolean whole() {
        return failure == null && complete() && notWhole == 0;
    }

    /** Whether it is known which jobs there are. */
    public boolean resolved() {
        return total != UNKNOWN;
    }

    /** Null until {@link #resolved()}. */
    public @Nullable BuildRef build() {
        return build;
    }

    /** The number of jobs; 0 until {@link #resolved()}. */
    public long jobs() {
        return Math.max(0, total);
    }

    public int jobsDone() {
        return done.size();
    }

    /** The jobs whose logs were fetched to their ends. */
    public int jobsFetched() {
        return fetched;
    }

    /** The jobs that failed or whose log was not whole. */
    public int jobsNotWhole() {
        return notWhole;
    }

    /** The jobs whose ranks are final and owe something to logs of jobs that passed. */
    public int jobsCompared() {
        return compared;
    }

    /** How many logs the job was compared with that was compared with the most. */
    public int mostPassedLogs() {
        return mostPassedLogs;
    }

    /** The failures found so far, counted in each job. */
    public long cards() {
        return cards;
    }

    /** Fetched so far, over all jobs. */
    public long bytes() {
        return bytes;
    }

    /** Why the request as a whole failed, or null. */
    public @Nullable FailureKind failure() {
        return failure;
    }

    /** A sentence for a person, if there is a {@link #failure()}. */
    public @Nullable String failureReason() {
        return failureReason;
    }

    /** The jobs whose logs are being fetched, longest under way first. */
    public List<Fetching> fetching() {
        return open.values().stream()
                .filter(job -> !job.fetched && !done.contains(job.job.id()))
                .map(job -> new Fetching(job.job, job.bytes, job.totalBytes, job.waitsFor))
                .toList();
    }

    /**
     * A log on its way.
     *
     * @param bytes so far
     * @param totalBytes 0 if not known
     * @param waitsFor why it does not go on at the moment, or null
     */
    public record Fetching(
            JobRef job,
            long bytes,
            long totalBytes,
            @Nullable String waitsFor) {}

    private static final class OpenJob {
        final JobRef job;
        final Map<String, TriageCard> cards = new LinkedHashMap<>();
        long bytes;
        long totalBytes;
        boolean fetched;
        final Map<String, TriageCard> rankedAnew = new LinkedHashMap<>();
        long expectedCards = UNKNOWN;
        int passedLogs;
        boolean rerankFollows;
        long reranked = UNKNOWN;

        @Nullable
        String missing;

        @Nullable
        String waitsFor;

        @Nullable
        FailureKind failure;

        @Nullable
        String reason;

        OpenJob(JobRef job) {
            this.job = job;
        }
    }
}
