package io.destill.broker;

import io.destill.contracts.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A member's end of shared work. Thread-safe: several threads may take claims from one. */
public interface Work<M extends Message> extends AutoCloseable {

    /**
     * Takes the next message, waiting for one.
     *
     * @return null if none came in time
     * @throws BrokerException if this member or the broker is closed, or the broker cannot be reached
     */
    @Nullable
    Claim<M> next(Duration timeout) throws BrokerException, InterruptedException;

    /**
     * How far the group is behind: how many messages there are that no member of it has been handed yet.
     *
     * @throws BrokerException if the broker is closed or cannot be reached
     */
    long lag() throws BrokerException;

    /** Leaves the group; claims in hand stay valid. Threads that wait in {@link #next} are woken. */
    @Override
    void close();
}
