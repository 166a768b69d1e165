package io.destill.cli;

import io.destill.contracts.BuildRef;
import io.destill.contracts.Category;
import io.destill.contracts.Evidence;
import io.destill.contracts.JobRef;
import io.destill.contracts.Occurrences;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Severity;
import io.destill.contracts.TriageCard;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of one request, made by hand. */
public final class Samples {

    public static final String REQUEST = "0198c0de-0000-7000-8000-000000000000";
    public static final BuildRef BUILD = new BuildRef(
            "buildkite",
            "https://buildkite.com/acme/api/builds/4821",
            "acme/api",
            4821L,
            "main",
            "9fceb02d0ae598e95dc970b74767f19372d61af8",
            "failed",
            "Ada",
            "Bump jooq");

    private static final Instant AT = Instant.parse("2026-11-23T09:14:02Z");

    private Samples() {}

    public static JobRef job(String name) {
        return job(name, "failed", false);
    }

    public static JobRef job(String name, String state, boolean softFailed) {
        return new JobRef("id of " + name, name, null, BUILD.url() + "#" + name, state, 1, softFailed, 0, null, null);
    }

    public static TriageCard card(String job, int rank, double confidence, String message) {
        return card(job(job), rank, confidence, message);
    }

    public static TriageCard card(JobRef job, int rank, double confidence, String message) {
        return card(job, rank, confidence, message, List.of("before it", message, "after it"));
    }

    /** The same failure with other ranks. */
    public static TriageCard cardAgain(String job, int rank, double confidence, String message) {
        return card(job(job), rank, confidence, message, List.of("before it", message, "after it"), 1);
    }

    /** The primary line is the second of {@code lines}, and has the number 120. */
    public static TriageCard card(JobRef job, int rank, double confidence, String message, List<String> lines) {
        return card(job, rank, confidence, message, lines, 0);
    }

    private static TriageCard card(
            JobRef job, int rank, double confidence, String message, List<String> lines, int revision) {
        return new TriageCard(
                job.id() + "/" + message,
                REQUEST,
                BUILD,
                job,
                "hash of " + message,
                1,
                message,
                message,
                Severity.ERROR,
                confidence,
                List.of(
                        new Evidence("slight", -0.1, null),
                        new Evidence("heavy", confidence + 0.1, "seen on line 120")),
                Category.TEST,
                120,
                119,
                118 + lines.size(),
                lines,
                List.of("the context before"),
                List.of("the context after"),
                "Running tests",
                rank,
                revision,
                new Occurrences(2, List.of(120L, 130L)),
                null,
                AT);
    }

    public static ProgressEvent resolved(int jobs) {
        return new ProgressEvent(REQUEST, Stage.BUILD_RESOLVED, BUILD, null, 0, jobs, null, null, AT);
    }

    public static ProgressEvent fetching(String job, long bytes, long total) {
        return new ProgressEvent(REQUEST, Stage.JOB_FETCHING, null, job(job), bytes, total, null, null, AT);
    }

    public static ProgressEvent waiting(String job, String reason) {
        return new ProgressEvent(REQUEST, Stage.JOB_WAITING, null, job(job), 0, 0, null, reason, AT);
    }

    public static ProgressEvent fetched(String job, long bytes) {
        return new ProgressEvent(REQUEST, Stage.JOB_FETCHED, null, job(job), bytes, bytes, null, null, AT);
    }

    public static ProgressEvent analyzed(String job, int cards) {
        return analyzed(job, cards, null);
    }

    public static ProgressEvent analyzed(JobRef job, int cards) {
        return new ProgressEvent(REQUEST, Stage.JOB_ANALYZED, null, job, cards, 0, null, null, AT);
    }

    /** @param incomplete why the log was not whole */
    public static ProgressEvent analyzed(String job, int cards, @Nullable String incomplete) {
        return new ProgressEvent(REQUEST, Stage.JOB_ANALYZED, null, job(job), cards, 0, null, incomplete, AT);
    }

    /** As {@link #analyzed}, with the word that the cards will be ranked anew. */
    public static ProgressEvent analyzedAtFirst(String job, int cards) {
        return new ProgressEvent(REQUEST, Stage.JOB_ANALYZED, null, job(job), cards, 0, null, null, 0, true, AT);
    }

    /** @param missing why there were not more passed logs */
    public static ProgressEvent reranked(String job, int cards, int passedLogs, @Nullable String missing) {
        return new ProgressEvent(
                REQUEST, Stage.JOB_RERANKED, null, job(job), cards, 0, null, missing, passedLogs, false, AT);
    }

    public static ProgressEvent jobFailed(String job, FailureKind kind, String reason) {
        return new ProgressEvent(REQUEST, Stage.JOB_FAILED, null, job(job), 0, 0, kind, reason, AT);
    }

    public static ProgressEvent requestFailed(FailureKind kind, String reason) {
        return new ProgressEvent(REQUEST, Stage.REQUEST_FAILED, null, null, 0, 0, kind, reason, AT);
    }
}
