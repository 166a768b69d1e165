package io.destill.broker;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.MessageInfo;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The messages that were given up on a NATS server. For one thread. */
public final class DeadLetters implements AutoCloseable {

    private static final int NOT_FOUND = 404;

    private final NatsConnector connector;
    private final Connection connection;

    /** Connects. */
    public DeadLetters(NatsSettings settings) throws BrokerException {
        connector = new NatsConnector(settings);
        try {
            connection = connector.connect();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("connecting to the NATS server was interrupted", e);
        }
    }

    /**
     * One of them.
     *
     * @param number its place in the stream
     * @param subject where it was published
     */
    public record Letter(long number, Instant at, String subject, String reason) {}

    /** All of them, oldest first. */
    public List<Letter> list() throws BrokerException {
        List<Letter> letters = new ArrayList<>();
        try {
            JetStreamManagement management = connection.jetStreamManagement();
            StreamInfo info = management.getStreamInfo(NatsStream.CI_DEAD_LETTERS.name());
            long last = info.getStreamState().getLastSequence();
            for (long i = Math.max(1, info.getStreamState().getFirstSequence()); i <= last; i++) {
                MessageInfo letter = message(management, i);
                if (letter != null) {
                    letters.add(letter(i, letter));
                }
            }
        } catch (IOException e) {
            throw failure(e);
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() != NOT_FOUND) {
                throw failure(e);
            }
        }
        return letters;
    }

    private static @org.jspecify.annotations.Nullable MessageInfo message(JetStreamManagement management, long number)
            throws IOException, JetStreamApiException {
        try {
            return management.getMessage(NatsStream.CI_DEAD_LETTERS.name(), number);
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() == NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private static Letter letter(long number, MessageInfo message) {
        Headers headers = message.getHeaders();
        String reason = headers == null ? null : headers.getFirst(NatsBroker.REASON);
        return new Letter(
                number,
                Instant.from(Objects.requireNonNull(message.getTime())),
                subject(message),
                Objects.requireNonNullElse(reason, "no reason was given"));
    }

    private static String subject(MessageInfo message) {
        return Objects.requireNonNull(message.getSubject()).substring(NatsStream.CI_DEAD_LETTERS.root.length() + 1);
    }

    /** Publishes one again where it was published first, and takes it from the list. */
    public void putBack(long number) throws BrokerException {
        try {
            JetStreamManagement management = connection.jetStreamManagement();
            MessageInfo letter = management.getMessage(NatsStream.CI_DEAD_LETTERS.name(), number);
            connection.jetStream().publish(subject(letter), letter.getData());
            management.deleteMessage(NatsStream.CI_DEAD_LETTERS.name(), number);
        } catch (IOException | JetStreamApiException e) {
            throw failure(e);
        }
    }

    private static BrokerException failure(Exception e) {
        return new BrokerException("The dead letters cannot be reached (" + e.getMessage() + ").", e);
    }

    @Override
    public void close() {
        connector.closing();
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
