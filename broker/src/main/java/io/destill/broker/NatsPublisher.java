package io.destill.broker;

import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Subjects;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.PublishAck;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores messages on the server, each under its id and therefore once, however often that has to be tried. Says what it waits
 * for: once in the log, and, if a job has to wait for room, to those who wait for its request. Thread-safe.
 */
final class NatsPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(NatsBroker.class);
    private static final Duration AGAIN = Duration.ofMillis(250);

    /** A shorter wait is not worth a word. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private static final int STREAM_IS_FULL = 10077;

    private final NatsLink link;
    private final NatsRoom room;

    /** The jobs whose waiting was logged. */
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    NatsPublisher(NatsLink link) {
        this.link = link;
        this.room = new NatsRoom(link);
    }

    void publish(Message message) throws BrokerException, InterruptedException {
        if (message instanceof LogChunk chunk) {
            publish(chunk);
        } else {
            publish(Subjects.of(message), message.messageId(), new Headers(), NatsWire.write(message));
        }
    }

    private void publish(LogChunk chunk) throws BrokerException, InterruptedException {
        Waiting waiting = new Waiting(chunk);
        try {
            while (!room.mayGoOn(chunk)) {
                waiting.goOn();
            }
            byte[] bytes = NatsWire.write(chunk);
            PublishAck ack = store(Subjects.of(chunk), chunk.messageId(), new Headers(), bytes);
            while (ack == null) {
                waiting.goOn();
                ack = store(Subjects.of(chunk), chunk.messageId(), new Headers(), bytes);
            }
            room.published(chunk, ack.getSeqno());
            if (chunk.last()) {
                logged.remove(chunk.job().id());
            }
        } catch (BrokerException | InterruptedException e) {
            room.gaveUp(chunk);
            logged.remove(chunk.job().id());
            throw e;
        }
    }

    /** @param id of two messages with the same one, the second is dropped */
    void publish(String subject, String id, Headers headers, byte[] bytes)
            throws BrokerException, InterruptedException {
        while (store(subject, id, headers, bytes) == null) {
            Thread.sleep(AGAIN);
        }
    }

    /** @return null if the stream is full */
    private @Nullable PublishAck store(String subject, String id, Headers headers, byte[] bytes)
            throws BrokerException, InterruptedException {
        headers.put("Nats-Msg-Id", NatsWire.header(id));
        boolean told = false;
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            NatsLink.Open at = link.open();
            long most = at.connection().getMaxPayload();
            if (bytes.length + headers.serializedLength() > most) {
                throw new BrokerException("a message of " + bytes.length + " bytes for " + subject
                        + " is larger than the NATS server takes (" + most + "): raise max_payload there");
            }
            try {
                return at.jetStream().publish(subject, headers, bytes);
            } catch (JetStreamApiException | IOException | IllegalStateException e) {
                if (NatsLink.wasInterrupted(e)) {
                    throw new InterruptedException();
                }
                if (link.isClosed()) {
                    throw new BrokerException("the broker is closed", e);
                }
                if (e instanceof JetStreamApiException api && api.getApiErrorCode() == STREAM_IS_FULL) {
                    return null;
                }
                if (!told) {
                    LOG.warn(
                            "The NATS server does not take a message for {} ({}); trying again until it does",
                            NatsStream.of(subject),
                            e.getMessage());
                    told = true;
                }
                link.restoreStreams();
                Thread.sleep(AGAIN);
            }
        }
    }

    /** A chunk's wait for room. */
    private final class Waiting {
        private final LogChunk chunk;
        private final long since = System.nanoTime();
        private boolean told;

        Waiting(LogChunk chunk) {
            this.chunk = chunk;
        }

        void goOn() throws BrokerException, InterruptedException {
            if (!told && System.nanoTime() - since > SILENCE.toNanos()) {
                told = true;
                String reason = room.reason();
                String job = chunk.job().id();
                if (logged.add(job)) {
                    LOG.warn("event=waiting request={} job={} reason=\"{}\"", chunk.requestId(), job, reason);
                }
                publish(new ProgressEvent(
                        chunk.requestId(),
                        Stage.JOB_WAITING,
                        null,
                        chunk.job(),
                        chunk.chunkIndex(),
                        0,
                        null,
                        reason,
                        Instant.now()));
            }
            Thread.sleep(AGAIN);
        }
    }
}
