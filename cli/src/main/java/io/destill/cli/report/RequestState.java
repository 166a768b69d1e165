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
 * then, handed over together, and forgotten. The request is complete when as many jobs are done as the build has.
 */
public final class RequestState {

    private static final long UNKNOWN = -1;

    private final Map<String, OpenJob> open = new LinkedHashMap<>();
    private final Set<String> done = new HashSet<>();
    private @Nullable BuildRef build;
    private long total = UNKNOWN;
    private long bytes;
    private int notWhole;
    private long cards;
    private @Nullable FailureKind failure;
    private @Nullable String failureReason;

    /** @return the job that this message completes, or null */
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
        if (job == null || done.contains(job.id())) {
            return null;
        }
        OpenJob state = open.computeIfAbsent(job.id(), id -> new OpenJob(job));
        switch (event.stage()) {
            case JOB_FETCHING, JOB_FETCHED -> {
                bytes += Math.max(0, event.current() - state.bytes);
                state.bytes = Math.max(state.bytes, event.current());
                state.totalBytes = event.total();
                state.fetched |= event.stage() == ProgressEvent.Stage.JOB_FETCHED;
                state.waitsFor = null;
            }
            case JOB_WAITING -> state.waitsFor = event.reason();
            case JOB_ANALYZED -> {
                state.expectedCards = event.current();
                state.passedLogs = event.passedLogs();
                state.reason = event.reason();
            }
            case JOB_FAILED -> {
                state.expectedCards = 0;
                state.failure = Objects.requireNonNullElse(event.failure(), FailureKind.INTERNAL);
                state.reason = Objects.requireNonNullElse(event.reason(), "No reason was given.");
            }
            default -> {}
        }
        return closeIfDone(state);
    }

    private @Nullable JobResult accept(TriageCard card) {
        if (done.contains(card.job().id())) {
            return null;
        }
        OpenJob state = open.computeIfAbsent(card.job().id(), id -> new OpenJob(card.job()));
        if (state.cards.putIfAbsent(card.id(), card) == null) {
            cards++;
        }
        return closeIfDone(state);
    }

    private @Nullable JobResult closeIfDone(OpenJob state) {
        if (state.expectedCards == UNKNOWN || state.cards.size() < state.expectedCards) {
            return null;
        }
        open.remove(state.job.id());
        done.add(state.job.id());
        List<TriageCard> ranked = new ArrayList<>(state.cards.values());
        ranked.sort(Comparator.comparingInt(TriageCard::rank));
        JobResult result = new JobResult(state.job, state.failure, state.reason, ranked, state.passedLogs);
        if (!result.whole()) {
            notWhole++;
        }
        return result;
    }

    /** Whether nothing more will come. */
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

    /** The jobs that failed or whose log was not whole. */
    public int jobsNotWhole() {
        return notWhole;
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
                .filter(job -> !job.fetched)
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
        long expectedCards = UNKNOWN;
        int passedLogs;

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
