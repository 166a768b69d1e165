package io.destill.broker;

import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Subjects;
import io.nats.client.JetStreamApiException;
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

    /** The stream is full, or the disk. */
    private static final int NOT_STORED = 10077;

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
                waiting.goOn(room.reason());
            }
            long place = store(Subjects.of(chunk), chunk.messageId(), new Headers(), NatsWire.write(chunk), waiting);
            room.published(chunk, place);
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
        store(subject, id, headers, bytes, new Waiting(null));
    }

    /** @return the message's place in its stream */
    private long store(String subject, String id, Headers headers, byte[] bytes, Waiting waiting)
            throws BrokerException, InterruptedException {
        headers.put("Nats-Msg-Id", NatsWire.header(id));
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
                return at.jetStream().publish(subject, headers, bytes).getSeqno();
            } catch (JetStreamApiException | IOException | IllegalStateException e) {
                if (NatsLink.wasInterrupted(e)) {
                    throw new InterruptedException();
                }
                if (link.isClosed()) {
                    throw new BrokerException("the broker is closed", e);
                }
                String refusal = refusal(e);
                if (refusal == null) {
                    waiting.tell("waiting for the NATS server, which does not take a message for "
                            + NatsStream.of(subject) + " (" + e.getMessage()
                            + "): see whether it runs, and its disk is not full");
                    link.restoreStreams();
                    Thread.sleep(AGAIN);
                } else {
                    waiting.goOn(refusal);
                }
            }
        }
    }

    /** Why the server cannot store anything, as a sentence for a person; null if it is not that. */
    private @Nullable String refusal(Exception e) {
        if (!(e instanceof JetStreamApiException api) || api.getApiErrorCode() != NOT_STORED) {
            return null;
        }
        String description = String.valueOf(api.getErrorDescription());
        return description.contains("maximum bytes")
                ? room.reason()
                : "waiting for the NATS server, which cannot store anything (" + description
                        + "): free disk space there";
    }

    /** A message's wait. */
    private final class Waiting {
        private final @Nullable LogChunk chunk;
        private final long since = System.nanoTime();
        private boolean told;

        Waiting(@Nullable LogChunk chunk) {
            this.chunk = chunk;
        }

        void goOn(String reason) throws BrokerException, InterruptedException {
            if (System.nanoTime() - since > SILENCE.toNanos() && tell(reason) && chunk != null) {
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

        /** @return whether it had not been told yet */
        boolean tell(String reason) {
            if (told) {
                return false;
            }
            told = true;
            if (chunk == null) {
                LOG.warn("Not sent yet: {}", reason);
            } else if (logged.add(chunk.job().id())) {
                LOG.warn(
                        "event=waiting request={} job={} reason=\"{}\"",
                        chunk.requestId(),
                        chunk.job().id(),
                        reason);
            }
            return true;
        }
    }
}
