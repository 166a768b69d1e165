package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Anything that travels over a broker. Messages are immutable values and safe to share between threads.
 *
 * <p>A message knows its {@link #messageId()}: sending the same message twice uses the same id, which is what makes
 * at-least-once delivery harmless.
 */
public sealed interface Message permits AnalysisRequest, LogChunk, TriageCard, ProgressEvent {

    /** The version of the JSON that this code writes. Readers ignore fields that they do not know. */
    int SCHEMA_VERSION = 1;

    @JsonProperty("schema_version")
    default int schemaVersion() {
        return SCHEMA_VERSION;
    }

    /** The request that this message belongs to. */
    String requestId();

    /** Equal for two messages that say the same thing: brokers and readers drop the second. */
    @JsonIgnore
    String messageId();
}
