package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a request is. It is complete when as many jobs were analyzed or failed as were resolved, or when the request
 * itself failed; and settled when all those were ranked anew of which that was said.
 *
 * @param build on {@link Stage#BUILD_RESOLVED}
 * @param job on every stage of a job
 * @param current bytes so far while fetching, the index of the chunk that waits on {@link Stage#JOB_WAITING}, cards on
 *     {@link Stage#JOB_ANALYZED}; on {@link Stage#JOB_RERANKED} the cards of the new revision, 0 if the ranks stay as they are
 * @param total the number of jobs on {@link Stage#BUILD_RESOLVED}; bytes to come while fetching, 0 if not
 *     known; lines on {@link Stage#JOB_ANALYZED}
 * @param failure on {@link Stage#REQUEST_FAILED} and {@link Stage#JOB_FAILED}: what kind of failure it was
 * @param passedLogs on {@link Stage#JOB_ANALYZED} and {@link Stage#JOB_RERANKED}: how many logs of jobs that passed the
 *     job's was compared with
 * @param rerankFollows on {@link Stage#JOB_ANALYZED}: whether a {@link Stage#JOB_RERANKED} follows
 * @param reason why it failed, as a sentence for a person that says what to do next; on {@link
 *     Stage#JOB_WAITING} what is waited for; on {@link Stage#JOB_ANALYZED} why the log was not whole, if it was not; on
 *     {@link Stage#JOB_RERANKED} why there was less to compare with than there should be
 */
@JsonPropertyOrder("schema_version")
public record ProgressEvent(
        @JsonProperty(required = true) String requestId,
        @JsonProperty(required = true) Stage stage,
        @Nullable BuildRef build,
        @Nullable JobRef job,
        long current,
        long total,
        @Nullable FailureKind failure,
        @Nullable String reason,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
        int passedLogs,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
        boolean rerankFollows,

        @JsonProperty(required = true) Instant at)
        implements Message {

    public ProgressEvent {
        Required.field(requestId, "request_id");
        Required.field(stage, "stage");
        Required.field(at, "at");
    }

    /** One that tells of no logs of jobs that passed. */
    public ProgressEvent(
            String requestId,
            Stage stage,
            @Nullable BuildRef build,
            @Nullable JobRef job,
            long current,
            long total,
            @Nullable FailureKind failure,
            @Nullable String reason,
            Instant at) {
        this(requestId, stage, build, job, current, total, failure, reason, 0, false, at);
    }

    @Override
    public String messageId() {
        return requestId + "/" + stage + "/" + (job == null ? "" : job.id()) + "/" + current;
    }

    /** What happened. A reader takes a value that it does not know for {@link #UNKNOWN} and passes over it. */
    public enum Stage {
        @JsonProperty("build_resolved")
        BUILD_RESOLVED,
        @JsonProperty("job_fetching")
        JOB_FETCHING,
        @JsonProperty("job_waiting")
        JOB_WAITING,
        @JsonProperty("job_fetched")
        JOB_FETCHED,
        @JsonProperty("job_analyzed")
        JOB_ANALYZED,
        /** Its cards have come in a new revision, or it was seen that there is nothing to rank them anew by. */
        @JsonProperty("job_reranked")
        JOB_RERANKED,
        @JsonProperty("job_failed")
        JOB_FAILED,
        @JsonProperty("request_failed")
        REQUEST_FAILED,
        @JsonEnumDefaultValue
        @JsonProperty("unknown")
        UNKNOWN
    }

    /** What kept a request or a job from being analysed. */
    public enum FailureKind {
        /** A token is missing, refused, or lacks a scope. */
        @JsonProperty("credentials")
        CREDENTIALS,
        /** What was asked for cannot be: a URL of an unknown shape, a host that is not configured. */
        @JsonProperty("bad_request")
        BAD_REQUEST,
        /** The build, the job or the log does not exist. */
        @JsonProperty("not_found")
        NOT_FOUND,
        /** A server did not answer as it should, however often it was asked. */
        @JsonProperty("unavailable")
        UNAVAILABLE,
        /** Everything else: a fault of Destill's own. */
        @JsonEnumDefaultValue
        @JsonProperty("internal")
        INTERNAL
    }
}
