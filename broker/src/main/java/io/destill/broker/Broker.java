package io.destill.broker;

import io.destill.contracts.Message;

/**
 * Carries messages between Destill's parts: at least once, in the order of publishing for each subject, nothing lost.
 *
 * <p>Ways to read. {@link #work Work} is shared: each message goes to one member of a group, is delivered again if
 * that member neither acknowledges it nor shows that it is still at it, and moves to the dead letters after
 * {@link Claim#MAX_ATTEMPTS} attempts. {@link #replay Replay} is private: the reader gets every message of a subject
 * filter from the first one on, then goes on live. Both see what was published before they were begun; who wants only what
 * comes from now on {@link #follow follows}.
 *
 * <p>A job's first {@link io.destill.contracts.LogChunk chunk} is shared as work and thereby claims the job; whoever has
 * the claim replays that job's chunks. Once the claim is settled, which is to say acknowledged or among the dead letters,
 * and no replay of the job is open, a broker may forget its chunks and drop those that still come.
 *
 * <p>Thread-safe. Constructors do no I/O; {@link #check()} says whether it would work now. Every method that waits ends
 * with {@link InterruptedException} when its thread is interrupted.
 */
public interface Broker extends AutoCloseable {

    /**
     * Sends a message on {@link io.destill.contracts.Subjects#of its subject}. A message whose id was sent already is
     * dropped. Blocks while the readers are too far behind.
     *
     * @throws BrokerException if the broker is closed or refused the message; it then has not been sent
     */
    void publish(Message message) throws BrokerException, InterruptedException;

    /**
     * Joins the group that shares the messages of a subject filter. The first member founds the group, which keeps its
     * place when its members leave.
     *
     * @param filter a subject; tokens may be {@code *} or, at the end, {@code >}
     * @param type what travels there
     * @throws BrokerException if the broker is closed or cannot be reached
     */
    <M extends Message> Work<M> work(String filter, Class<M> type, String group) throws BrokerException;

    /**
     * Reads a subject filter from its first message on.
     *
     * @param filter a subject; tokens may be {@code *} or, at the end, {@code >}
     * @param type what travels there
     * @throws BrokerException if the first messages are no longer held, or the broker is closed or cannot be reached
     */
    <M extends Message> Replay<M> replay(String filter, Class<M> type) throws BrokerException;

    /**
     * Reads what is published from now on.
     *
     * @param filter a subject; tokens may be {@code *} or, at the end, {@code >}
     * @param type what travels there
     * @throws BrokerException if the broker is closed or cannot be reached
     */
    <M extends Message> Replay<M> follow(String filter, Class<M> type) throws BrokerException;

    /** @throws BrokerException saying what is wrong, if messages cannot be carried now */
    void check() throws BrokerException;

    /** Lets go of everything; blocked calls end with a {@link BrokerException}. Does nothing the second time. */
    @Override
    void close();
}
