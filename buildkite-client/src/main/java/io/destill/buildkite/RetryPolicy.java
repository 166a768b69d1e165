package io.destill.buildkite;

import java.time.Duration;

/**
 * How long an answer is waited for and how often it is asked for. Asking again waits a random time between nothing and
 * a limit that doubles with every failure ("full jitter").
 *
 * @param tries how often something is asked for before it counts as not to be had, at least 1; a log that makes progress
 *     starts anew
 * @param firstDelay the limit of the wait after the first failure
 * @param longestDelay what that limit never exceeds
 * @param longestRateLimitWait the longest that Buildkite can make the client wait when a rate limit is used up
 * @param connectTimeout how long a connection may take
 * @param idleTimeout how long nothing may arrive before a connection counts as dead
 */
public record RetryPolicy(
        int tries,
        Duration firstDelay,
        Duration longestDelay,
        Duration longestRateLimitWait,
        Duration connectTimeout,
        Duration idleTimeout) {

    public static final RetryPolicy DEFAULT = new RetryPolicy(
            4,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(120),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    public RetryPolicy {
        if (tries < 1) {
            throw new IllegalArgumentException("tries must be at least 1: " + tries);
        }
    }
}
