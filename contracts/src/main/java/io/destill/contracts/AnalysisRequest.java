package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Someone wants to know why a build failed.
 *
 * @param requestId a UUIDv7
 * @param buildUrl what to analyse: a provider's URL as a person pasted it, a {@code file:} URI of a log or of a directory
 *     of logs, or {@link #STANDARD_INPUT}
 */
@JsonPropertyOrder("schema_version")
public record AnalysisRequest(
        @JsonProperty(required = true) String requestId,
        @JsonProperty(required = true) String buildUrl,
        @JsonProperty(required = true) Instant requestedAt,
        @Nullable Options options)
        implements Message {

    /** The {@link #buildUrl} that stands for the log on standard input. */
    public static final String STANDARD_INPUT = "stdin:";

    public AnalysisRequest {
        Required.field(requestId, "request_id");
        Required.field(buildUrl, "build_url");
        Required.field(requestedAt, "requested_at");
        options = options == null ? Options.DEFAULT : options;
    }

    @Override
    public String messageId() {
        return requestId;
    }

    /**
     * @param includePassed whether the logs of jobs that passed are analysed too
     * @param withoutPassedLogs whether failed jobs are judged without a look at logs of jobs that passed
     */
    public record Options(
            boolean includePassed,

            @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonSetter(nulls = Nulls.AS_EMPTY)
            boolean withoutPassedLogs) {
        public static final Options DEFAULT = new Options(false, false);
    }
}
