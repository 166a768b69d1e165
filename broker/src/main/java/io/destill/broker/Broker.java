package io.destill.broker;

import io.destill.contracts.Message;

/**
 * Carries messages between Destill's parts: at least once, in the order of publishing for each subject, nothing lost.
 *
 * <p>Two ways to read. {@link #work Work} is shared: each message goes to one member of a group, is delivered again if that
 * member neither acknowledges it nor shows that it is still at it, and moves to the dead letters after
 * {@link Claim#MAX_ATTEMPTS} attempts. {@link #replay Replay} is private: the reader gets every message of a subject filter
 * from the first one on, then goes on live.
 *
 * <p>Thread-safe. Constructors do no I/O; {@link #check()} says whether it would work now.
 */
public interface Broker extends AutoCloseable {

    /**
     * Sends a message on {@link io.destill.contracts.Subjects#of its subject}. A message whose id was sent already is
     * dropped. Blocks while the reader is too far behind.
     *
     * @throws BrokerException if the broker is closed or refused the message; it then has not been sent
     */
    void publish(Message message) throws BrokerException, InterruptedException;

    /**
     * Joins the group that shares the messages of a subject filter. The group keeps its place when its members leave.
     *
     * @param filter a subject; tokens may be {@code *} or, at the end, {@code >}
     * @param type what travels there
     */
    <M extends Message> Work<M> work(String filter, Class<M> type, String group) throws BrokerException;

    /**
     * Reads a subject filter from its first message on.
     *
     * @throws BrokerException if the first messages are no longer held
     */
    <M extends Message> Replay<M> replay(String filter, Class<M> type) throws BrokerException;

    /** @throws BrokerException saying what is wrong, if messages cannot be carried now */
    void check() throws BrokerException;

    /** Lets go of everything; blocked calls end with a {@link BrokerException}. Does nothing the second time. */
    @Override
    void close();
}
