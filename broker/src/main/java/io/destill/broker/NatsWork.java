package io.destill.broker;

import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.Subjects;
import io.destill.contracts.UnreadableMessageException;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.PullRequestOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.PurgeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a group, which is a durable pull consumer. Each thread that waits pulls one message through a subscription of
 * its own, and lets a pull run out before it gives up: a message that came after that would be lost until its hold runs out.
 */
final class NatsWork<M extends Message> implements Work<M> {

    private static final Logger LOG = LoggerFactory.getLogger(NatsBroker.class);

    /** Those who wait look up this often to see whether they still should. */
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    private static final Duration AGAIN = Duration.ofMillis(250);

    /** How long a pull that has run out is waited for: until then it may still bring a message. */
    private static final Duration PULL_GRACE = Duration.ofSeconds(2);

    private final NatsLink link;
    private final NatsDeadLetters deadLetters;
    private final Duration hold;
    private final String filter;
    private final Class<M> type;
    private final String group;
    private final NatsStream stream;
    private final Queue<JetStreamSubscription> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean left;

    /** Founds the group if it is the first member. */
    NatsWork(NatsLink link, NatsDeadLetters deadLetters, Duration hold, String filter, Class<M> type, String group)
            throws BrokerException {
        this.link = link;
        this.deadLetters = deadLetters;
        this.hold = hold;
        this.filter = filter;
        this.type = type;
        this.group = group.replaceAll("[^A-Za-z0-9_-]", "_");
        this.stream = NatsStream.of(filter);
        found();
    }

    private void found() throws BrokerException {
        try {
            link.open()
                    .management()
                    .addOrUpdateConsumer(
                            stream.name(),
                            ConsumerConfiguration.builder()
                                    .durable(group)
                                    .filterSubject(filter)
                                    .ackPolicy(AckPolicy.Explicit)
                                    .deliverPolicy(DeliverPolicy.All)
                                    .ackWait(hold)
                                    .maxDeliver(-1)
                                    .build());
        } catch (IOException | JetStreamApiException e) {
            throw NatsLink.failure("create a consumer of " + stream, e);
        }
    }

    @Override
    public @Nullable Claim<M> next(Duration timeout) throws BrokerException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            if (left) {
                throw hasLeft();
            }
            NatsLink.Open at = link.open();
            long wait = Math.min(end - System.nanoTime(), LOOK_UP.toNanos());
            if (wait <= 0) {
                return null;
            }
            io.nats.client.Message message = pull(at, Duration.ofNanos(wait));
            Claim<M> claim = message == null ? null : claim(message);
            if (claim != null) {
                return claim;
            }
        }
    }

    private BrokerException hasLeft() {
        return new BrokerException("this member has left the group that works on " + filter);
    }

    private io.nats.client.@Nullable Message pull(NatsLink.Open at, Duration wait)
            throws BrokerException, InterruptedException {
        JetStreamSubscription subscription = idle.poll();
        boolean reusable = false;
        try {
            if (subscription == null) {
                subscription = at.jetStream().subscribe(null, PullSubscribeOptions.bind(stream.name(), group));
            }
            subscription.pull(PullRequestOptions.builder(1).expiresIn(wait).build());
            io.nats.client.Message message = subscription.nextMessage(wait.plus(PULL_GRACE));
            reusable = true;
            return message;
        } catch (IOException | JetStreamApiException | IllegalStateException | IllegalArgumentException e) {
            if (NatsLink.wasInterrupted(e)) {
                throw new InterruptedException();
            }
            LOG.debug("A pull from {} failed", stream, e);
            if (!link.isClosed() && !left) {
                Thread.sleep(AGAIN);
                refound();
            }
            return null;
        } finally {
            if (subscription != null) {
                if (reusable && !left) {
                    idle.add(subscription);
                } else {
                    unsubscribe(subscription);
                }
            }
        }
    }

    private void refound() throws BrokerException {
        if (link.open().isConnected()) {
            link.restoreStreams();
            try {
                found();
            } catch (BrokerException e) {
                LOG.debug("The consumer cannot be looked at", e);
            }
        }
    }

    private @Nullable Claim<M> claim(io.nats.client.Message message) throws BrokerException, InterruptedException {
        if (left) {
            message.nak();
            throw hasLeft();
        }
        long attempt = message.metaData().deliveredCount();
        if (attempt > Claim.MAX_ATTEMPTS) {
            deadLetters.add(
                    message, attempt - 1, "whoever had claimed it gave no sign of life for " + hold.toSeconds() + " s");
            message.term();
            return null;
        }
        try {
            return new Held(message, NatsWire.read(message.getData(), type), (int) attempt);
        } catch (UnreadableMessageException e) {
            deadLetters.add(message, attempt, String.valueOf(e.getMessage()));
            message.term();
            return null;
        }
    }

    @Override
    public long lag() throws BrokerException {
        try {
            return link.open()
                    .management()
                    .getConsumerInfo(stream.name(), group)
                    .getNumPending();
        } catch (IOException | JetStreamApiException e) {
            throw NatsLink.failure("look at a consumer of " + stream, e);
        }
    }

    @Override
    public void close() {
        left = true;
        for (JetStreamSubscription each = idle.poll(); each != null; each = idle.poll()) {
            unsubscribe(each);
        }
    }

    private static void unsubscribe(JetStreamSubscription subscription) {
        try {
            subscription.unsubscribe();
        } catch (IllegalStateException e) {
            LOG.debug("The connection is closed already: {}", e.getMessage());
        }
    }

    private final class Held implements Claim<M> {
        private final io.nats.client.Message message;
        private final M content;
        private final int attempt;
        private volatile long heldUntil = System.nanoTime() + hold.toNanos();

        Held(io.nats.client.Message message, M content, int attempt) {
            this.message = message;
            this.content = content;
            this.attempt = attempt;
        }

        @Override
        public M message() {
            return content;
        }

        @Override
        public int attempt() {
            return attempt;
        }

        private boolean isHeld() {
            return heldUntil - System.nanoTime() > 0;
        }

        @Override
        public void inProgress() {
            if (isHeld()) {
                tell(message::inProgress);
                heldUntil = System.nanoTime() + hold.toNanos();
            }
        }

        @Override
        public void ack() {
            tell(message::ack);
            if (content instanceof LogChunk chunk) {
                String chunks = Subjects.chunksOf(chunk.requestId(), chunk.job().id());
                tell(() -> purge(chunks));
            }
        }

        @Override
        public void retry(Duration delay, String reason) {
            if (!isHeld()) {
                return;
            }
            if (attempt < MAX_ATTEMPTS) {
                tell(() -> message.nakWithDelay(delay.isZero() ? Duration.ofMillis(1) : delay));
                return;
            }
            try {
                deadLetters.add(message, attempt, reason);
                tell(message::term);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (BrokerException e) {
                LOG.warn("A dead letter cannot be sent, the message stays: {}", e.getMessage());
            }
        }

        private void tell(Runnable what) {
            try {
                what.run();
            } catch (IllegalStateException e) {
                LOG.debug("The server cannot be told: {}", e.getMessage());
            }
        }

        /** Without waiting for the answer: chunks that stay are dropped when they are old. */
        private void purge(String subject) {
            try {
                link.open()
                        .connection()
                        .publish(
                                "$JS.API.STREAM.PURGE." + NatsStream.CI_LOGS,
                                PurgeOptions.subject(subject).toJson().getBytes(StandardCharsets.UTF_8));
            } catch (BrokerException e) {
                LOG.debug("The chunks of {} stay: {}", subject, e.getMessage());
            }
        }
    }
}
