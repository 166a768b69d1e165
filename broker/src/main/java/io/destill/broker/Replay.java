package io.destill.broker;

import io.destill.contracts.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A private reading of a subject filter: each message once, in the order of publishing for each subject. For one thread
 * at a time, except that any thread may close it.
 */
public interface Replay<M extends Message> extends AutoCloseable {

    /**
     * The next message, waiting for one.
     *
     * @return null if none came in time
     * @throws BrokerException if this replay or the broker is closed, or the broker cannot be reached
     */
    @Nullable
    M next(Duration timeout) throws BrokerException, InterruptedException;

    /** Ends the reading; what was not read no longer holds a publisher back. */
    @Override
    void close();
}
