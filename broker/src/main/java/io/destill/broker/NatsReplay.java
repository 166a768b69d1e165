package io.destill.broker;

import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.UnreadableMessageException;
import io.nats.client.ConsumeOptions;
import io.nats.client.IterableConsumer;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamStatusCheckedException;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.OrderedConsumerConfiguration;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An ordered consumer, which the client makes anew from where it was when its server is gone. */
final class NatsReplay<M extends Message> implements Replay<M> {

    private static final Logger LOG = LoggerFactory.getLogger(NatsBroker.class);

    /** Those who wait look up this often to see whether they still should. */
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    private static final Duration AGAIN = Duration.ofMillis(250);

    /** A consumer whose server is gone is made anew after so long. */
    private static final long EXPIRY_MILLIS = 1000;

    /**
     * How much is asked for ahead of the reader. In messages, not in bytes: a server whose next message is larger than the bytes
     * that are left to ask for refuses, is asked again at once, and so on until the reader has read on.
     */
    private static final int CHUNKS_AHEAD = 16;

    private static final int MESSAGES_AHEAD = 500;

    private final NatsLink link;
    private final String filter;
    private final Class<M> type;
    private final NatsStream stream;
    private @Nullable IterableConsumer consumer;
    private long lastSequence;
    private volatile boolean left;

    /** @param lastSequence the place in the stream after which it begins */
    private NatsReplay(NatsLink link, String filter, Class<M> type, NatsStream stream, long lastSequence)
            throws BrokerException {
        this.link = link;
        this.filter = filter;
        this.type = type;
        this.stream = stream;
        this.lastSequence = lastSequence;
        this.consumer = begin();
    }

    static <M extends Message> NatsReplay<M> fromTheFirst(NatsLink link, String filter, Class<M> type)
            throws BrokerException {
        return new NatsReplay<>(link, filter, type, NatsStream.of(filter), 0);
    }

    /** Asks where the stream ends: a consumer of what is new would begin elsewhere if it had to be made once more. */
    static <M extends Message> NatsReplay<M> fromNow(NatsLink link, String filter, Class<M> type)
            throws BrokerException {
        NatsStream stream = NatsStream.of(filter);
        try {
            long last = link.open()
                    .management()
                    .getStreamInfo(stream.name())
                    .getStreamState()
                    .getLastSequence();
            return new NatsReplay<>(link, filter, type, stream, last);
        } catch (IOException | JetStreamApiException e) {
            throw NatsLink.failure("read " + stream, e);
        }
    }

    private IterableConsumer begin() throws BrokerException {
        OrderedConsumerConfiguration ordered = new OrderedConsumerConfiguration().filterSubject(filter);
        if (lastSequence > 0) {
            ordered.deliverPolicy(DeliverPolicy.ByStartSequence).startSequence(lastSequence + 1);
        }
        try {
            return link.open()
                    .connection()
                    .getStreamContext(stream.name())
                    .createOrderedConsumer(ordered)
                    .iterate(ConsumeOptions.builder()
                            .batchSize(stream == NatsStream.CI_LOGS ? CHUNKS_AHEAD : MESSAGES_AHEAD)
                            .expiresIn(EXPIRY_MILLIS)
                            .build());
        } catch (IOException | JetStreamApiException e) {
            throw NatsLink.failure("read " + stream, e);
        }
    }

    @Override
    public @Nullable M next(Duration timeout) throws BrokerException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            link.open();
            if (left) {
                throw new BrokerException("this replay of " + filter + " is closed");
            }
            long wait = Math.min(end - System.nanoTime(), LOOK_UP.toNanos());
            if (wait <= 0) {
                return null;
            }
            M message = poll(wait);
            if (message != null) {
                return message;
            }
        }
    }

    private @Nullable M poll(long wait) throws BrokerException, InterruptedException {
        try {
            IterableConsumer from = consumer == null ? begin() : consumer;
            consumer = from;
            io.nats.client.Message message = from.nextMessage(Math.max(1, wait / 1_000_000));
            return message == null ? null : read(message);
        } catch (JetStreamStatusCheckedException e) {
            LOG.debug("The consumer of {} is gone; it is made anew", filter, e);
        } catch (BrokerException e) {
            if (consumer != null || link.isClosed()) {
                throw e;
            }
            LOG.debug("The consumer of {} cannot be made yet", filter, e);
        }
        consumer = null;
        Thread.sleep(AGAIN);
        return null;
    }

    private @Nullable M read(io.nats.client.Message message) throws BrokerException {
        lastSequence = message.metaData().streamSequence();
        try {
            return NatsWire.read(message.getData(), type);
        } catch (UnreadableMessageException e) {
            if (type == LogChunk.class) {
                throw new BrokerException("a part of its log is " + e.getMessage(), e);
            }
            LOG.warn("Passed over a message on {}: {}", message.getSubject(), e.getMessage());
            return null;
        }
    }

    @Override
    public void close() {
        left = true;
        IterableConsumer open = consumer;
        if (open != null) {
            try {
                open.close();
            } catch (Exception e) { // declared by AutoCloseable; the server forgets the consumer by itself
                LOG.debug("Cannot close the consumer of {}: {}", filter, e.toString());
            }
        }
    }
}
