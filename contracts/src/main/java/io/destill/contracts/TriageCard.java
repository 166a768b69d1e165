package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One failure found in one job's log: what a person would paste into a bug report, and why it is ranked where it is.
 *
 * <p>All texts are what a person would have seen: no control sequences. Line numbers count from 1 in the raw log, split at
 * {@code \n}.
 *
 * @param id derived from request, job, hash and line: the same input gives the same id
 * @param messageHash SHA-256, in hex, of {@code normalizedMessage}
 * @param normalizerVersion hashes of different versions are not comparable
 * @param rawMessage the primary line
 * @param confidenceScore 0 to 1; the contributions of {@code evidence} add up to it
 * @param line the primary line's number
 * @param lineStart the first line of the span that explains the failure
 * @param lineEnd its last line, inclusive
 * @param lines that span
 * @param section the title of the log group that it stands in
 * @param rank its place among its job's cards, from 1
 * @param revision 0 at first, and higher whenever the card was ranked anew: of several cards with one id, the one with the
 *     highest revision counts
 * @param recurrence absent where no history is kept
 */
@JsonPropertyOrder("schema_version")
public record TriageCard(
        @JsonProperty(required = true) String id,
        @JsonProperty(required = true) String requestId,
        @JsonProperty(required = true) BuildRef build,
        @JsonProperty(required = true) JobRef job,
        @JsonProperty(required = true) String messageHash,
        @JsonProperty(required = true) int normalizerVersion,
        @JsonProperty(required = true) String normalizedMessage,
        @JsonProperty(required = true) String rawMessage,
        @JsonProperty(required = true) Severity severity,
        @JsonProperty(required = true) double confidenceScore,
        @JsonProperty(required = true) List<Evidence> evidence,
        @JsonProperty(required = true) Category category,
        @JsonProperty(required = true) long line,
        @JsonProperty(required = true) long lineStart,
        @JsonProperty(required = true) long lineEnd,
        @JsonProperty(required = true) List<String> lines,
        @Nullable List<String> preContext,
        @Nullable List<String> postContext,
        @Nullable String section,
        @JsonProperty(required = true) int rank,
        @JsonSetter(nulls = Nulls.AS_EMPTY) int revision,
        @JsonProperty(required = true) Occurrences occurrences,
        @Nullable Recurrence recurrence,
        @JsonProperty(required = true) Instant createdAt)
        implements Message {

    public TriageCard {
        Required.field(id, "id");
        Required.field(requestId, "request_id");
        Required.field(build, "build");
        Required.field(job, "job");
        Required.field(messageHash, "message_hash");
        Required.field(normalizedMessage, "normalized_message");
        Required.field(rawMessage, "raw_message");
        Required.field(severity, "severity");
        Required.field(category, "category");
        Required.field(occurrences, "occurrences");
        Required.field(createdAt, "created_at");
        evidence = List.copyOf(Required.field(evidence, "evidence"));
        lines = List.copyOf(Required.field(lines, "lines"));
        preContext = preContext == null ? List.of() : List.copyOf(preContext);
        postContext = postContext == null ? List.of() : List.copyOf(postContext);
    }

    /** The same card, judged by other evidence. */
    public TriageCard withEvidence(double newConfidence, List<Evidence> newEvidence) {
        return new TriageCard(
                id,
                requestId,
                build,
                job,
                messageHash,
                normalizerVersion,
                normalizedMessage,
                rawMessage,
                severity,
                newConfidence,
                newEvidence,
                category,
                line,
                lineStart,
                lineEnd,
                lines,
                preContext,
                postContext,
                section,
                rank,
                revision,
                occurrences,
                recurrence,
                createdAt);
    }

    @Override
    public String messageId() {
        return revision == 0 ? id : id + '.' + revision;
    }
}
