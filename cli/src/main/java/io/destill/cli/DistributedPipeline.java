package io.destill.cli;

import io.destill.broker.Broker;

/** Agents elsewhere, reached over NATS. */
record DistributedPipeline(Broker broker) implements Pipeline {

    @Override
    public void close() {
        broker.close();
    }
}
