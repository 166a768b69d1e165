package io.destill.buildkite;

import java.time.Duration;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads how long Buildkite wants to be left alone. It has two limits, one of the organization and one of the user, each
 * with its own headers; {@code Reset} counts the seconds that are left.
 */
final class RateLimit {

    private RateLimit() {}

    /**
     * The longest wait of the limits that are used up, else what the body says.
     *
     * @param bodyReset in seconds; 0 if the body says nothing
     */
    static Duration wait(Headers headers, long bodyReset) {
        long seconds = Math.max(reset(headers, "RateLimit-"), reset(headers, "RateLimit-User-"));
        return Duration.ofSeconds(Math.max(0, seconds > 0 ? seconds : bodyReset));
    }

    private static long reset(Headers headers, String prefix) {
        boolean usedUp = number(headers.get(prefix + "Remaining")) == 0;
        return usedUp ? number(headers.get(prefix + "Reset")) : 0;
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? -1 : Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
