package io.destill.broker;

import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Subjects;
import io.destill.contracts.UnreadableMessageException;
import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.IterableConsumer;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamStatusCheckedException;
import io.nats.client.JetStreamSubscription;
import io.nats.client.PullRequestOptions;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.PurgeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamState;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries messages over NATS JetStream, which stores them: they outlive every process, the server's own included. Works
 * with servers from 2.9 on.
 *
 * <p>The first use connects and creates the {@link NatsStream streams} that do not exist. After that a lost connection is
 * waited for, without end: {@link #publish} sends a message again under the same id until the server has it, so that it is
 * stored once, or until this broker is closed. {@link Work} is a durable pull consumer, {@link Replay} an ordered consumer.
 *
 * <p><b>Back-pressure.</b> A stream that is full refuses messages, and {@link #publish} waits. A job's first chunk waits
 * earlier, while the stream of logs is half full, so that jobs that have started can finish and make room: a
 * job's chunks are removed when its claim is acknowledged.
 *
 * <p><b>Dead letters</b> go to {@code ci_dead_letters.<origin subject>} as they are, with the reason in the header
 * {@value #REASON}. Whoever waits for the request is told by a {@link ProgressEvent} that the job, or the request, failed.
 */
public final class NatsBroker implements Broker {

    static final String REASON = "Destill-Reason";

    private static final Logger LOG = LoggerFactory.getLogger(NatsBroker.class);

    /** Those who wait look up this often to see whether they still should. */
    private static final Duration LOOK_UP = Duration.ofSeconds(1);

    private static final Duration AGAIN = Duration.ofMillis(250);

    /** How long a pull that has run out is waited for: until then it may still bring a message. */
    private static final Duration PULL_GRACE = Duration.ofSeconds(2);

    /** A consumer whose server is gone is made anew after so long. */
    private static final long REPLAY_EXPIRY_MILLIS = 1000;

    private static final int REPLAY_AHEAD_BYTES = 8 << 20;
    private static final double ROOM_FOR_NEW_JOBS = 0.5;
    private static final int NOT_FOUND = 404;
    private static final int NO_JETSTREAM_FOR_ACCOUNT = 10039;
    private static final int NO_JETSTREAM = 10076;
    private static final List<Integer> STREAM_EXISTS = List.of(10058);

    private final NatsSettings settings;
    private final Duration hold;
    private final NatsConnector connector;
    private final List<DeadLetterListener> listeners = new ArrayList<>();
    private volatile boolean closed;
    private volatile @Nullable Link link;

    public NatsBroker(NatsSettings settings) {
        this(settings, Claim.HOLD);
    }

    /** @param hold how long a claim is held without a sign of life, in place of {@link Claim#HOLD} */
    public NatsBroker(NatsSettings settings, Duration hold) {
        this.settings = settings;
        this.hold = hold;
        this.connector = new NatsConnector(settings);
    }

    /** Learns of messages that this broker has given up. */
    public interface DeadLetterListener {
        void gaveUp(String subject, String reason);
    }

    /** To be called before the broker is used. */
    public void onDeadLetter(DeadLetterListener listener) {
        listeners.add(listener);
    }

    /** What a connection is used through. */
    private record Link(Connection connection, JetStream jetStream, JetStreamManagement management) {}

    private Link link() throws BrokerException {
        if (closed) {
            throw new BrokerException("the broker is closed");
        }
        Link open = link;
        return open == null ? connect() : open;
    }

    private synchronized Link connect() throws BrokerException {
        if (link == null) {
            Connection connection = null;
            try {
                connection = connector.connect();
                if (!connection.getServerInfo().isJetStreamAvailable()) {
                    throw withoutJetStream();
                }
                Link opened = new Link(connection, connection.jetStream(), connection.jetStreamManagement());
                createStreams(opened);
                link = opened;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokerException("connecting to the NATS server was interrupted", e);
            } catch (IOException e) {
                throw failure("prepare the streams", e);
            } finally {
                if (link == null && connection != null) {
                    close(connection);
                }
            }
        }
        return link;
    }

    private void createStreams(Link to) throws BrokerException, IOException {
        for (NatsStream stream : NatsStream.values()) {
            try {
                createStream(to, stream);
            } catch (JetStreamApiException e) {
                throw failure("create the stream " + stream, e);
            }
        }
    }

    private void createStream(Link to, NatsStream stream) throws BrokerException, IOException, JetStreamApiException {
        StreamConfiguration existing;
        try {
            existing = to.management.getStreamInfo(stream.name()).getConfiguration();
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() != NOT_FOUND) {
                throw e;
            }
            try {
                existing =
                        to.management.addStream(stream.configuration(settings)).getConfiguration();
            } catch (JetStreamApiException other) {
                if (!STREAM_EXISTS.contains(other.getApiErrorCode())) {
                    throw other;
                }
                existing = to.management.getStreamInfo(stream.name()).getConfiguration();
            }
        }
        if (!stream.fits(existing, settings)) {
            throw new BrokerException("The NATS server has a stream " + stream + " with another configuration than"
                    + " Destill's: messages could be lost in it. Use another account or server for Destill, or remove"
                    + " the stream (nats stream rm " + stream + ").");
        }
    }

    @Override
    public void check() throws BrokerException {
        Link to = link();
        try {
            to.management.getStreamInfo(NatsStream.CI_REQUESTS.name());
        } catch (IOException | JetStreamApiException e) {
            throw failure("look at its streams", e);
        }
    }

    /** The largest message that the server takes, in bytes. */
    public long maxMessageBytes() throws BrokerException {
        return link().connection.getMaxPayload();
    }

    @Override
    public void publish(Message message) throws BrokerException, InterruptedException {
        byte[] bytes = NatsWire.write(message);
        if (message instanceof LogChunk chunk && chunk.chunkIndex() == 0) {
            awaitRoomForJobs();
        }
        publish(Subjects.of(message), message.messageId(), new Headers(), bytes);
    }

    private void publish(String subject, String id, Headers headers, byte[] bytes)
            throws BrokerException, InterruptedException {
        headers.put("Nats-Msg-Id", NatsWire.header(id));
        boolean told = false;
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Link to = link();
            if (bytes.length + headers.serializedLength() > to.connection.getMaxPayload()) {
                throw new BrokerException("a message of " + bytes.length + " bytes for " + subject
                        + " is larger than the NATS server takes (" + to.connection.getMaxPayload()
                        + "): raise max_payload there");
            }
            try {
                to.jetStream.publish(subject, headers, bytes);
                return;
            } catch (JetStreamApiException | IOException | IllegalStateException e) {
                if (Thread.interrupted() || isInterruption(e)) {
                    throw new InterruptedException();
                }
                if (closed) {
                    throw new BrokerException("the broker is closed", e);
                }
                if (!told) {
                    LOG.warn(
                            "The NATS server does not take a message for {} ({}); trying again until it does",
                            NatsStream.of(subject),
                            e.getMessage());
                    told = true;
                }
                restoreStreams(to);
                Thread.sleep(AGAIN.toMillis());
            }
        }
    }

    private static boolean isInterruption(Throwable e) {
        return e instanceof InterruptedException || e.getCause() != null && isInterruption(e.getCause());
    }

    /** A server that lost its volume has no streams any more. */
    private void restoreStreams(Link to) throws BrokerException {
        if (to.connection.getStatus() == Connection.Status.CONNECTED) {
            try {
                createStreams(to);
            } catch (IOException e) {
                LOG.debug("The streams cannot be looked at", e);
            } catch (BrokerException e) {
                if (e.getCause() == null) {
                    throw e;
                }
                LOG.debug("The streams cannot be looked at", e);
            }
        }
    }

    private void awaitRoomForJobs() throws BrokerException, InterruptedException {
        boolean told = false;
        while (true) {
            try {
                io.nats.client.api.StreamInfo info = link().management.getStreamInfo(NatsStream.CI_LOGS.name());
                long max = info.getConfiguration().getMaxBytes();
                StreamState state = info.getStreamState();
                if (max <= 0 || state.getByteCount() < max * ROOM_FOR_NEW_JOBS) {
                    return;
                }
                if (!told) {
                    LOG.warn(
                            "The stream CI_LOGS is {} of {} bytes full; no new job is begun until there is room",
                            state.getByteCount(),
                            max);
                    told = true;
                }
            } catch (IOException | JetStreamApiException e) {
                if (Thread.interrupted() || isInterruption(e)) {
                    throw new InterruptedException();
                }
                return; // publishing will wait for the server, and tells of it
            }
            Thread.sleep(AGAIN.toMillis());
        }
    }

    @Override
    public <M extends Message> Work<M> work(String filter, Class<M> type, String group) throws BrokerException {
        Member<M> member = new Member<>(filter, type, group);
        member.found(link());
        return member;
    }

    @Override
    public <M extends Message> Replay<M> replay(String filter, Class<M> type) throws BrokerException {
        return new Reader<>(filter, type);
    }

    @Override
    public void close() {
        closed = true;
        connector.closing();
        synchronized (this) {
            Link open = link;
            if (open != null) {
                close(open.connection);
            }
        }
    }

    private static void close(Connection connection) {
        boolean interrupted = Thread.interrupted();
        try {
            connection.flush(Duration.ofSeconds(1));
        } catch (Exception e) { // of no use to anybody: it is being left
            LOG.debug("Cannot flush the connection: {}", e.toString());
        }
        try {
            connection.close();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static BrokerException failure(String what, Exception e) {
        if (e instanceof JetStreamApiException api) {
            int code = api.getApiErrorCode();
            if (code == NO_JETSTREAM || code == NO_JETSTREAM_FOR_ACCOUNT) {
                return withoutJetStream();
            }
            return new BrokerException(
                    "The NATS server does not let Destill " + what + ": " + api.getErrorDescription() + ".", e);
        }
        return new BrokerException(
                "The NATS server does not answer (" + e.getMessage() + "): see whether it runs and is reachable.", e);
    }

    private static BrokerException withoutJetStream() {
        return new BrokerException(
                "The NATS server runs without JetStream: start it with --jetstream, and enable JetStream"
                        + " for the account.");
    }

    /** Publishes a message that was given up as a dead letter, and tells those who wait for what it was to bring. */
    private void giveUp(io.nats.client.Message message, long attempts, String reason)
            throws BrokerException, InterruptedException {
        String subject = message.getSubject();
        LOG.warn("Gave up {} after {} attempts: {}", subject, attempts, reason);
        Headers headers = new Headers();
        headers.put(REASON, reason.replaceAll("[^\\x20-\\x7e]", "?"));
        long sequence = message.metaData().streamSequence();
        publish(
                NatsStream.CI_DEAD_LETTERS.root + "." + subject,
                subject + "/" + sequence + "/" + message.metaData().timestamp().toEpochSecond(),
                headers,
                message.getData());
        listeners.forEach(listener -> listener.gaveUp(subject, reason));
        ProgressEvent failure = failed(message, reason);
        if (failure != null) {
            publish(failure);
        }
    }

    private static @Nullable ProgressEvent failed(io.nats.client.Message message, String reason) {
        List<String> ids = Subjects.ids(message.getSubject());
        if (NatsStream.of(message.getSubject()) == NatsStream.CI_LOGS && ids.size() == 2) {
            JobRef job;
            try {
                job = NatsWire.read(message.getData(), LogChunk.class).job();
            } catch (UnreadableMessageException e) {
                job = new JobRef(ids.get(1), ids.get(1), null, null, null, null, false, 0, null, null);
            }
            return failed(ids.get(0), Stage.JOB_FAILED, job, "The job could not be analysed: " + reason);
        }
        try {
            AnalysisRequest request = NatsWire.read(message.getData(), AnalysisRequest.class);
            return failed(request.requestId(), Stage.REQUEST_FAILED, null, "The build could not be read: " + reason);
        } catch (UnreadableMessageException e) {
            return null;
        }
    }

    private static ProgressEvent failed(String requestId, Stage stage, @Nullable JobRef job, String reason) {
        String advice = reason + (reason.endsWith(".") ? "" : ".") + " 'destill requeue' puts it back.";
        return new ProgressEvent(requestId, stage, null, job, 0, 0, FailureKind.INTERNAL, advice, Instant.now());
    }

    private static long millis(long nanos) {
        return Math.max(1, nanos / 1_000_000);
    }

    /**
     * A member of a group. Each thread that waits pulls one message through a subscription of its own, and lets a pull run
     * out before it gives up: a message that came after that would be lost until its hold runs out.
     */
    private final class Member<M extends Message> implements Work<M> {
        private final String filter;
        private final Class<M> type;
        private final String group;
        private final NatsStream stream;
        private final Queue<JetStreamSubscription> idle = new ConcurrentLinkedQueue<>();
        private volatile boolean left;

        Member(String filter, Class<M> type, String group) {
            this.filter = filter;
            this.type = type;
            this.group = group.replaceAll("[^A-Za-z0-9_-]", "_");
            this.stream = NatsStream.of(filter);
        }

        void found(Link at) throws BrokerException {
            try {
                at.management.addOrUpdateConsumer(
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
                throw failure("create a consumer of " + stream, e);
            }
        }

        @Override
        public @Nullable Claim<M> next(Duration timeout) throws BrokerException, InterruptedException {
            long end = System.nanoTime() + timeout.toNanos();
            while (true) {
                if (left) {
                    throw new BrokerException("this member has left the group that works on " + filter);
                }
                Link at = link();
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

        private io.nats.client.@Nullable Message pull(Link at, Duration wait)
                throws BrokerException, InterruptedException {
            JetStreamSubscription subscription = idle.poll();
            boolean reusable = false;
            try {
                if (subscription == null) {
                    subscription = at.jetStream.subscribe(null, PullSubscribeOptions.bind(stream.name(), group));
                }
                subscription.pull(PullRequestOptions.builder(1).expiresIn(wait).build());
                io.nats.client.Message message = subscription.nextMessage(wait.plus(PULL_GRACE));
                reusable = true;
                return message;
            } catch (IOException | JetStreamApiException | IllegalStateException | IllegalArgumentException e) {
                if (Thread.interrupted() || isInterruption(e)) {
                    throw new InterruptedException();
                }
                LOG.debug("A pull from {} failed", stream, e);
                if (!closed && !left) {
                    Thread.sleep(AGAIN.toMillis());
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
            Link at = link();
            if (at.connection.getStatus() == Connection.Status.CONNECTED) {
                restoreStreams(at);
                try {
                    found(at);
                } catch (BrokerException e) {
                    LOG.debug("The consumer cannot be looked at", e);
                }
            }
        }

        private @Nullable Claim<M> claim(io.nats.client.Message message) throws BrokerException, InterruptedException {
            if (left) {
                message.nak();
                throw new BrokerException("this member has left the group that works on " + filter);
            }
            long attempt = message.metaData().deliveredCount();
            if (attempt > Claim.MAX_ATTEMPTS) {
                giveUp(
                        message,
                        attempt - 1,
                        "whoever had claimed it gave no sign of life for " + hold.toSeconds() + " s");
                message.term();
                return null;
            }
            try {
                return new Held<>(message, NatsWire.read(message.getData(), type), (int) attempt);
            } catch (UnreadableMessageException e) {
                giveUp(message, attempt, String.valueOf(e.getMessage()));
                message.term();
                return null;
            }
        }

        @Override
        public void close() {
            left = true;
            for (JetStreamSubscription each = idle.poll(); each != null; each = idle.poll()) {
                unsubscribe(each);
            }
        }
    }

    private static void unsubscribe(JetStreamSubscription subscription) {
        try {
            subscription.unsubscribe();
        } catch (IllegalStateException e) {
            LOG.debug("The connection is closed already: {}", e.getMessage());
        }
    }

    private final class Held<M extends Message> implements Claim<M> {
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
                giveUp(message, attempt, reason);
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
    }

    /** Without waiting for the answer: chunks that stay are dropped when they are old. */
    private void purge(String subject) {
        Link open = link;
        if (open != null) {
            open.connection.publish(
                    "$JS.API.STREAM.PURGE." + NatsStream.CI_LOGS,
                    PurgeOptions.subject(subject).toJson().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /** An ordered consumer, which the client makes anew from where it was when its server is gone. */
    private final class Reader<M extends Message> implements Replay<M> {
        private final String filter;
        private final Class<M> type;
        private final NatsStream stream;
        private @Nullable IterableConsumer consumer;
        private volatile boolean left;

        Reader(String filter, Class<M> type) throws BrokerException {
            this.filter = filter;
            this.type = type;
            this.stream = NatsStream.of(filter);
            this.consumer = begin(0);
        }

        private long lastSequence;

        private IterableConsumer begin(long after) throws BrokerException {
            OrderedConsumerConfiguration ordered = new OrderedConsumerConfiguration().filterSubject(filter);
            if (after > 0) {
                ordered.deliverPolicy(DeliverPolicy.ByStartSequence).startSequence(after + 1);
            }
            try {
                return link().connection
                        .getStreamContext(stream.name())
                        .createOrderedConsumer(ordered)
                        .iterate(ConsumeOptions.builder()
                                .batchBytes(REPLAY_AHEAD_BYTES)
                                .expiresIn(REPLAY_EXPIRY_MILLIS)
                                .build());
            } catch (IOException | JetStreamApiException e) {
                throw failure("read " + stream, e);
            }
        }

        @Override
        public @Nullable M next(Duration timeout) throws BrokerException, InterruptedException {
            long end = System.nanoTime() + timeout.toNanos();
            while (true) {
                link();
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
                IterableConsumer from = consumer == null ? begin(lastSequence) : consumer;
                consumer = from;
                io.nats.client.Message message = from.nextMessage(millis(wait));
                return message == null ? null : read(message);
            } catch (JetStreamStatusCheckedException e) {
                LOG.debug("The consumer of {} is gone; it is made anew", filter, e);
            } catch (BrokerException e) {
                if (consumer != null || closed) {
                    throw e;
                }
                LOG.debug("The consumer of {} cannot be made yet", filter, e);
            }
            consumer = null;
            Thread.sleep(AGAIN.toMillis());
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
}
