package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a job's log.
 *
 * <p>The chunks of a job, put together by {@code chunk_index}, are its log: nothing is stripped, only bytes that are not
 * UTF-8 stand as U+FFFD. A chunk ends at a line end, except where a single line is longer than a chunk may be.
 *
 * <p>Behind the last of them may follow, as chunks of the same job, logs of jobs that passed, to compare with: see
 * {@link Passed}.
 *
 * @param chunkIndex from 0, without gaps; of logs of jobs that passed, counted by themselves
 * @param last whether this is the final chunk of the job's own log, or the end of those of jobs that passed
 * @param lineStart the number, from 1, of the line that the content begins in
 * @param lineEnd the number of the line that the content ends in; {@code lineStart - 1} if there is no content
 * @param continued whether the content begins in the middle of a line that an earlier chunk began
 * @param content whole lines with their line ends, or a part of one
 * @param incomplete on the last chunk: why the log ends before its end, if it does
 * @param passedJobs on a first chunk, and of a request's jobs only on one's: the jobs of the build that passed, also as a
 *     later attempt; not more than a message should carry
 * @param passedFollow on the last chunk of the job's own log: whether logs of jobs that passed follow
 * @param passed absent for the job's own log
 */
@JsonPropertyOrder("schema_version")
public record LogChunk(
        @JsonProperty(required = true) String requestId,
        @JsonProperty(required = true) BuildRef build,
        @JsonProperty(required = true) JobRef job,
        @JsonProperty(required = true) int chunkIndex,
        @JsonProperty(required = true) boolean last,
        @JsonProperty(required = true) long lineStart,
        @JsonProperty(required = true) long lineEnd,
        boolean continued,
        @JsonProperty(required = true) Utf8 content,
        @Nullable String incomplete,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<JobRef> passedJobs,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
        boolean passedFollow,

        @Nullable Passed passed)
        implements Message {

    /** The {@link #chunkIndex} of the end of the logs of jobs that passed; those of their contents come after it. */
    public static final int PASSED_END = 1;

    /**
     * Whose log a stretch is of, if it is not the job's own but of a job of the same step that passed. They come in any
     * number, one after the other, and then an empty chunk that is the last. It has always the same index, so that it comes even
     * if a second attempt at publishing finds fewer logs than the first.
     *
     * @param jobId absent on the last
     */
    public record Passed(@Nullable String jobId) {}

    /** A stretch of the job's own log that tells of no jobs that passed, and that none of their logs follow. */
    public LogChunk(
            String requestId,
            BuildRef build,
            JobRef job,
            int chunkIndex,
            boolean last,
            long lineStart,
            long lineEnd,
            boolean continued,
            Utf8 content,
            @Nullable String incomplete) {
        this(
                requestId,
                build,
                job,
                chunkIndex,
                last,
                lineStart,
                lineEnd,
                continued,
                content,
                incomplete,
                null,
                false,
                null);
    }

    public LogChunk {
        Required.field(requestId, "request_id");
        Required.field(build, "build");
        Required.field(job, "job");
        Required.field(content, "content");
        passedJobs = passedJobs == null ? List.of() : List.copyOf(passedJobs);
    }

    /** The same chunk, telling of jobs that passed. */
    public LogChunk withPassedJobs(List<JobRef> passedJobs) {
        return new LogChunk(
                requestId,
                build,
                job,
                chunkIndex,
                last,
                lineStart,
                lineEnd,
                continued,
                content,
                incomplete,
                passedJobs,
                passedFollow,
                passed);
    }

    @Override
    public String messageId() {
        return requestId + "/" + job.id() + (passed == null ? "/" : "/passed/") + chunkIndex;
    }
}
