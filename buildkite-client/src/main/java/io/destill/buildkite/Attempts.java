package io.destill.buildkite;

import io.destill.buildkite.BuildkiteException.Kind;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Counts the setbacks of one call and waits between its tries. Used by one thread at a time. */
final class Attempts {

    private final RetryPolicy policy;
    private final WaitListener listener;
    private final Sleeper sleeper;
    private int setbacks;

    Attempts(RetryPolicy policy, WaitListener listener, Sleeper sleeper) {
        this.policy = policy;
        this.listener = listener;
        this.sleeper = sleeper;
    }

    /** Forgets the setbacks: the call got further than it was. */
    void progressed() {
        setbacks = 0;
    }

    /**
     * Waits until it is time to try again.
     *
     * @param what is asked for, as in {@code build 12 of acme/shop}
     * @throws BuildkiteException if it was tried often enough
     */
    void waitAfter(Setback setback, String what) throws BuildkiteException, InterruptedException {
        setbacks++;
        if (setbacks >= policy.tries()) {
            throw new BuildkiteException(setback.kind(), giveUp(setback, what), setback.cause());
        }
        Duration wait = setback.told().compareTo(policy.longestRateLimitWait()) > 0
                ? policy.longestRateLimitWait()
                : setback.told();
        Duration backoff = backoff();
        if (backoff.compareTo(wait) > 0) {
            wait = backoff;
        }
        listener.waiting(setback.reason(), wait);
        sleeper.sleep(wait);
    }

    private Duration backoff() {
        long limit = Math.min(
                policy.firstDelay().toNanos() << Math.min(setbacks - 1, 20),
                policy.longestDelay().toNanos());
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(limit + 1));
    }

    private String giveUp(Setback setback, String what) {
        String advice = setback.kind() == Kind.RATE_LIMITED
                ? "Others share this limit; try again in a few minutes."
                : "Check the network and https://www.buildkitestatus.com, and try again.";
        return "Could not get %s: %s, and it was tried %s. %s"
                .formatted(what, setback.reason(), setbacks == 1 ? "once" : setbacks + " times", advice);
    }

    /** Lets time pass. */
    interface Sleeper {
        void sleep(Duration time) throws InterruptedException;
    }
}
