package io.destill.broker;

import io.destill.contracts.Message;
import java.time.Duration;

/**
 * A message that was handed to this member of a group, until it is acknowledged, given back, or its time is up.
 *
 * <p>Thread-safe; no method waits. On a claim that is no longer held, because the message was delivered again meanwhile,
 * {@link #inProgress} and {@link #retry} do nothing, while {@link #ack} still ends the matter: the work is done.
 */
public interface Claim<M extends Message> {

    /** How often a message is delivered before it goes to the dead letters. */
    int MAX_ATTEMPTS = 5;

    /** How long a claim is held without a sign of life before the message is delivered to another member. */
    Duration HOLD = Duration.ofSeconds(30);

    M message();

    /** Which delivery this is, from 1 to {@link #MAX_ATTEMPTS}. */
    int attempt();

    /** A sign of life: the claim is held for another {@link #HOLD}. */
    void inProgress();

    /** The work is done: the message is never delivered again. */
    void ack();

    /**
     * The work could not be done: delivers the message again after a delay, or, if this was the last attempt, moves it to
     * the dead letters at once.
     *
     * @param reason why, as a sentence for a person
     */
    void retry(Duration delay, String reason);
}
