package io.destill.buildkite;

import java.time.Duration;

/** Learns that the client waits before it goes on, so that a person can be told. Called on the thread that waits. */
@FunctionalInterface
public interface WaitListener {

    WaitListener NONE = (reason, wait) -> {};

    /**
     * Called just before a wait.
     *
     * @param reason what happened, as in {@code Buildkite answered 503}
     */
    void waiting(String reason, Duration wait);
}
