package io.destill.it;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import mockwebserver3.MockResponse;

/** A user's requests per minute, counted in fixed windows as Buildkite does. Thread-safe. */
final class RateLimiter {

    private final Clock clock = Clock.systemUTC();
    private int limit = Integer.MAX_VALUE;
    private int used;
    private Instant windowEnd = Instant.EPOCH;

    synchronized void limitTo(int requestsPerMinute) {
        limit = requestsPerMinute;
        windowEnd = Instant.EPOCH;
    }

    /** Lets nothing pass for a while. */
    synchronized void exhaust(Duration time) {
        used = limit;
        windowEnd = clock.instant().plus(time);
    }

    /** Whether a request may pass. */
    synchronized boolean admit() {
        if (!clock.instant().isBefore(windowEnd)) {
            windowEnd = clock.instant().plus(Duration.ofMinutes(1));
            used = 0;
        }
        if (used >= limit) {
            return false;
        }
        used++;
        return true;
    }

    /** The seconds that are left, counted up. */
    synchronized long reset() {
        return Math.max(
                0, Duration.between(clock.instant(), windowEnd).plusMillis(999).toSeconds());
    }

    synchronized void describe(MockResponse.Builder response) {
        response.addHeader("RateLimit-Scope", "rest");
        response.addHeader("RateLimit-Limit", 200);
        response.addHeader("RateLimit-Remaining", 200);
        response.addHeader("RateLimit-Reset", reset());
        response.addHeader("RateLimit-User-Limit", limit);
        response.addHeader("RateLimit-User-Remaining", limit - used);
        response.addHeader("RateLimit-User-Reset", reset());
    }
}
