package io.destill.ingestion;

import io.destill.contracts.ProgressEvent.FailureKind;

/** A build or a log cannot be had; the message is a sentence for a person that says what to do next. */
public final class SourceException extends Exception {

    private final FailureKind kind;

    public SourceException(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public SourceException(FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public FailureKind kind() {
        return kind;
    }
}
