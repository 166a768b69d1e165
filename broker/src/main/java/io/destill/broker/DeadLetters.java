package io.destill.broker;

import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Subjects;
import io.destill.contracts.UnreadableMessageException;
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
import org.jspecify.annotations.Nullable;

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

    private static @Nullable MessageInfo message(JetStreamManagement management, long number)
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
        String reason = headers == null ? null : headers.getFirst(NatsDeadLetters.REASON);
        return new Letter(
                number,
                Instant.from(Objects.requireNonNull(message.getTime())),
                subject(message),
                Objects.requireNonNullElse(reason, "no reason was given"));
    }

    private static String subject(MessageInfo message) {
        return Objects.requireNonNull(message.getSubject()).substring(NatsStream.CI_DEAD_LETTERS.root.length() + 1);
    }

    /**
     * Publishes one again where it was published first, and takes it from the list. That the job, or the request, failed is no
     * longer told to those who look at the request from now on.
     */
    public void putBack(long number) throws BrokerException {
        try {
            JetStreamManagement management = connection.jetStreamManagement();
            MessageInfo letter = management.getMessage(NatsStream.CI_DEAD_LETTERS.name(), number);
            takeBackFailure(management, letter);
            connection.jetStream().publish(subject(letter), letter.getData());
            management.deleteMessage(NatsStream.CI_DEAD_LETTERS.name(), number);
        } catch (IOException | JetStreamApiException e) {
            throw failure(e);
        }
    }

    private static void takeBackFailure(JetStreamManagement management, MessageInfo letter)
            throws IOException, JetStreamApiException {
        List<String> ids = Subjects.ids(subject(letter));
        String job = ids.size() == 2 ? ids.get(1) : null;
        String request = job == null ? request(letter) : ids.get(0);
        if (request == null) {
            return;
        }
        String progress = NatsStream.CI_PROGRESS.name();
        MessageInfo event = next(management, 1, Subjects.progressOf(request));
        for (; event != null; event = next(management, event.getSeq() + 1, Subjects.progressOf(request))) {
            if (tellsFailure(event, job)) {
                management.deleteMessage(progress, event.getSeq());
            }
        }
    }

    private static boolean tellsFailure(MessageInfo event, @Nullable String job) {
        try {
            ProgressEvent read = NatsWire.read(Objects.requireNonNull(event.getData()), ProgressEvent.class);
            return read.job() == null
                    ? read.stage() == Stage.REQUEST_FAILED && job == null
                    : read.stage() == Stage.JOB_FAILED && read.job().id().equals(job);
        } catch (UnreadableMessageException e) {
            return false;
        }
    }

    private static @Nullable String request(MessageInfo letter) {
        try {
            return NatsWire.read(Objects.requireNonNull(letter.getData()), AnalysisRequest.class)
                    .requestId();
        } catch (UnreadableMessageException e) {
            return null;
        }
    }

    /** The first message on a subject of CI_PROGRESS from a place in the stream on. */
    private static @Nullable MessageInfo next(JetStreamManagement management, long from, String subject)
            throws IOException, JetStreamApiException {
        try {
            return management.getNextMessage(NatsStream.CI_PROGRESS.name(), from, subject);
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() == NOT_FOUND) {
                return null;
            }
            throw e;
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
