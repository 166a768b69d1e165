package io.destill.service;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;

/** What a service runs. */
public interface Agent extends AutoCloseable {

    /** Begins to take work. To be called once. */
    void start() throws BrokerException;

    /** Takes no more work and hands back what is in hand. */
    @Override
    void close();

    /** One that is started and closed by others' methods. */
    static Agent of(Start start, Runnable close) {
        return new Agent() {
            @Override
            public void start() throws BrokerException {
                start.start();
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }

    /** Begins to take work. */
    interface Start {
        void start() throws BrokerException;
    }

    /** Makes one. */
    interface Factory {

        /**
         * @param limits what the broker carries
         * @throws SettingsException if what the agent reads of the settings is wrong
         */
        Agent make(Broker broker, Settings settings, Limits limits) throws SettingsException;
    }

    /**
     * What the broker carries at most.
     *
     * @param message in bytes
     * @param log all chunks of a job together, in bytes
     */
    record Limits(long message, long log) {}
}
