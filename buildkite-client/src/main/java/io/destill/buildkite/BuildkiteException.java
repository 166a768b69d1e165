package io.destill.buildkite;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something cannot be had from Buildkite; the message is a sentence for a person that says what to do next. */
public final class BuildkiteException extends IOException {

    private final Kind kind;

    BuildkiteException(Kind kind, String message) {
        this(kind, message, null);
    }

    BuildkiteException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What went wrong. */
    public enum Kind {
        /** A URL that is not one, is not of a build, or is of a host that is not configured. */
        INVALID_URL,
        /** No token is configured, or the configured one cannot be read. */
        TOKEN_MISSING,
        /** 401: the token is wrong, expired or revoked. */
        TOKEN_REFUSED,
        /** 403: the token lacks a scope or does not cover the organization. */
        FORBIDDEN,
        /** 404 or 410: it does not exist, or the token may not know that it does. */
        NOT_FOUND,
        /** 429, however long it was waited. */
        RATE_LIMITED,
        /** Buildkite cannot be reached or does not answer as it should, however often it is asked. */
        UNAVAILABLE,
        /** An answer that is not Buildkite's. */
        UNEXPECTED
    }
}
