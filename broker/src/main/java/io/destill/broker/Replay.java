package io.destill.broker;

import io.destill.contracts.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A private reading of a subject filter, in order, each message once. For one thread at a time. */
public interface Replay<M extends Message> extends AutoCloseable {

    /**
     * The next message, waiting for one.
     *
     * @return null if none came in time
     * @throws BrokerException if the broker is closed or cannot be reached
     */
    @Nullable
    M next(Duration timeout) throws BrokerException, InterruptedException;

    @Override
    void close();
}
