package io.destill.it;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with an answer. In {@code faults.json} the same fields stand in snake case, each optional:
 * <pre>{@code {"unit": {"cut_after": 2000, "times": 1}, "jobs.json": {"status": 503, "times": 2}}}</pre>
 *
 * @param status is answered in place of the content
 * @param redirect the content is fetched from another host
 * @param cutAfter so many bytes of content, then the connection ends
 * @param stallAfter so many bytes of content, then nothing more comes
 * @param bytesPerSecond how fast the content comes
 * @param delimiter how the client learns where the content ends
 * @param times how many requests it happens to; all if absent
 */
record Fault(
        @Nullable Integer status,
        boolean redirect,
        @Nullable Long cutAfter,
        @Nullable Long stallAfter,
        @Nullable Long bytesPerSecond,
        @Nullable Delimiter delimiter,
        @Nullable Integer times) {

    static final Fault NONE = new Fault(null, false, null, null, null, null, null);

    static Fault answering(int status) {
        return new Fault(status, false, null, null, null, null, null);
    }

    static Fault redirected() {
        return new Fault(null, true, null, null, null, null, null);
    }

    static Fault cutAfter(long bytes) {
        return new Fault(null, false, bytes, null, null, null, null);
    }

    static Fault stalledAfter(long bytes) {
        return new Fault(null, false, null, bytes, null, null, null);
    }

    static Fault slow(long bytesPerSecond) {
        return new Fault(null, false, null, null, bytesPerSecond, null, null);
    }

    Fault delimitedBy(Delimiter how) {
        return new Fault(status, redirect, cutAfter, stallAfter, bytesPerSecond, how, times);
    }

    Fault times(int count) {
        return new Fault(status, redirect, cutAfter, stallAfter, bytesPerSecond, delimiter, count);
    }

    /** How a body ends in HTTP/1.1. */
    enum Delimiter {
        @JsonProperty("length")
        LENGTH,
        @JsonProperty("chunks")
        CHUNKS,
        @JsonProperty("close")
        CLOSE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
