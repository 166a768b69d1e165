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

        /** @param largestMessage what the broker carries at most, in bytes
         * @throws SettingsException if what the agent reads of the settings is wrong */
        Agent make(Broker broker, Settings settings, long largestMessage) throws SettingsException;
    }
}
