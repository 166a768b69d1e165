package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a job's log.
 *
 * <p>The chunks of a job, put together by {@code chunk_index}, are its log: nothing is stripped, only bytes that are not
 * UTF-8 stand as U+FFFD. A chunk ends at a line end, except where a single line is longer than a chunk may be.
 *
 * @param chunkIndex from 0, without gaps
 * @param last whether this is the job's final chunk
 * @param lineStart the number, from 1, of the line that the content begins in
 * @param lineEnd the number of the line that the content ends in; {@code lineStart - 1} if there is no content
 * @param continued whether the content begins in the middle of a line that an earlier chunk began
 * @param content whole lines with their line ends, or a part of one
 * @param incomplete on the last chunk: why the log ends before its end, if it does
 * @param passedJobs on a first chunk, and of a request's jobs only on one's: the jobs of the build that passed, also as a
 *     later attempt; not more than a message should carry
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
        List<JobRef> passedJobs)
        implements Message {

    public LogChunk {
        Required.field(requestId, "request_id");
        Required.field(build, "build");
        Required.field(job, "job");
        Required.field(content, "content");
        passedJobs = passedJobs == null ? List.of() : List.copyOf(passedJobs);
    }

    /** One that tells of no jobs that passed. */
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
        this(requestId, build, job, chunkIndex, last, lineStart, lineEnd, continued, content, incomplete, null);
    }

    @Override
    public String messageId() {
        return requestId + "/" + job.id() + "/" + chunkIndex;
    }
}
