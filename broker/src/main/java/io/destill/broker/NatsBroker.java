package io.destill.broker;

import io.destill.contracts.Message;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.time.Duration;

/**
 * Carries messages over NATS JetStream, which stores them: they outlive every process, the server's own included. Works
 * with servers from 2.9 on.
 *
 * <p>The first use connects and creates the {@link NatsStream streams} that do not exist. After that a lost connection is
 * waited for, without end: {@link #publish} sends a message again under the same id until the server has it, so that it is
 * stored once, or until this broker is closed. {@link Work} is a durable pull consumer, {@link Replay} an ordered consumer.
 *
 * <p><b>Back-pressure.</b> A stream that is full refuses messages, and {@link #publish} waits. Jobs wait earlier, while the
 * stream of logs is half full, so that those that have started can finish one after another and make room: a job's chunks
 * are removed when its claim is acknowledged. Whoever waits for the request of a job that waits is told by a
 * {@link io.destill.contracts.ProgressEvent}.
 *
 * <p><b>Dead letters</b> go to {@code ci_dead_letters.<origin subject>} as they are, with the reason in the header
 * {@value NatsDeadLetters#REASON}. Whoever waits for the request is told that the job, or the request, failed.
 */
public final class NatsBroker implements Broker {

    private final NatsLink link;
    private final NatsPublisher publisher;
    private final NatsDeadLetters deadLetters;
    private final Duration hold;

    public NatsBroker(NatsSettings settings) {
        this(settings, Claim.HOLD);
    }

    /** @param hold how long a claim is held without a sign of life, in place of {@link Claim#HOLD} */
    public NatsBroker(NatsSettings settings, Duration hold) {
        this.link = new NatsLink(settings);
        this.publisher = new NatsPublisher(link);
        this.deadLetters = new NatsDeadLetters(publisher);
        this.hold = hold;
    }

    /** Learns of messages that this broker has given up. */
    public interface DeadLetterListener {
        void gaveUp(String subject, String reason);
    }

    public void onDeadLetter(DeadLetterListener listener) {
        deadLetters.listen(listener);
    }

    @Override
    public void check() throws BrokerException {
        try {
            link.open().management().getStreamInfo(NatsStream.CI_REQUESTS.name());
        } catch (IOException | JetStreamApiException e) {
            throw NatsLink.failure("look at its streams", e);
        }
    }

    /** The largest message that the server takes, in bytes. */
    public long maxMessageBytes() throws BrokerException {
        return link.open().connection().getMaxPayload();
    }

    /** The most that the chunks of one job may be together, in bytes: they stay in the stream until the last is there. */
    public long maxLogBytes() throws BrokerException {
        try {
            long all = link.open()
                    .management()
                    .getStreamInfo(NatsStream.CI_LOGS.name())
                    .getConfiguration()
                    .getMaxBytes();
            return all <= 0 ? Long.MAX_VALUE : all - all / 16;
        } catch (IOException | JetStreamApiException e) {
            throw NatsLink.failure("look at its streams", e);
        }
    }

    @Override
    public void publish(Message message) throws BrokerException, InterruptedException {
        publisher.publish(message);
    }

    @Override
    public <M extends Message> Work<M> work(String filter, Class<M> type, String group) throws BrokerException {
        return new NatsWork<>(link, deadLetters, hold, filter, type, group);
    }

    @Override
    public <M extends Message> Replay<M> replay(String filter, Class<M> type) throws BrokerException {
        return NatsReplay.fromTheFirst(link, filter, type);
    }

    @Override
    public <M extends Message> Replay<M> follow(String filter, Class<M> type) throws BrokerException {
        return NatsReplay.fromNow(link, filter, type);
    }

    @Override
    public void close() {
        link.close();
    }
}
