package io.destill.broker;

import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Subjects;
import io.destill.contracts.UnreadableMessageException;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts aside what is given up, and tells those who wait for what it was to bring. Thread-safe. */
final class NatsDeadLetters {

    /** The header that says why. */
    static final String REASON = "Destill-Reason";

    private static final Logger LOG = LoggerFactory.getLogger(NatsBroker.class);

    private final NatsPublisher publisher;
    private final List<NatsBroker.DeadLetterListener> listeners = new CopyOnWriteArrayList<>();

    NatsDeadLetters(NatsPublisher publisher) {
        this.publisher = publisher;
    }

    void listen(NatsBroker.DeadLetterListener listener) {
        listeners.add(listener);
    }

    void add(Message message, long attempts, String reason) throws BrokerException, InterruptedException {
        String subject = message.getSubject();
        LOG.warn("Gave up {} after {} attempts: {}", subject, attempts, reason);
        Headers headers = new Headers();
        headers.put(REASON, reason.replaceAll("[^\\x20-\\x7e]", "?"));
        // The message's place in its stream: given up, put back and given up again, it is another letter.
        String id = subject + "/" + message.metaData().streamSequence() + "/"
                + message.metaData().timestamp().toEpochSecond();
        publisher.publish(NatsStream.CI_DEAD_LETTERS.root + "." + subject, id, headers, message.getData());
        listeners.forEach(listener -> listener.gaveUp(subject, reason));
        ProgressEvent failure = failure(message, reason);
        if (failure != null) {
            publisher.publish(Subjects.of(failure), id, new Headers(), NatsWire.write(failure));
        }
    }

    private static @Nullable ProgressEvent failure(Message message, String reason) {
        List<String> ids = Subjects.ids(message.getSubject());
        if (NatsStream.of(message.getSubject()) == NatsStream.CI_LOGS && ids.size() == 2) {
            JobRef job;
            try {
                job = NatsWire.read(message.getData(), LogChunk.class).job();
            } catch (UnreadableMessageException e) {
                job = new JobRef(ids.get(1), ids.get(1), null, null, null, null, false, 0, null, null);
            }
            return failure(ids.get(0), Stage.JOB_FAILED, job, "The job could not be analysed: " + reason);
        }
        try {
            AnalysisRequest request = NatsWire.read(message.getData(), AnalysisRequest.class);
            return failure(request.requestId(), Stage.REQUEST_FAILED, null, "The build could not be read: " + reason);
        } catch (UnreadableMessageException e) {
            return null;
        }
    }

    private static ProgressEvent failure(String requestId, Stage stage, @Nullable JobRef job, String reason) {
        String advice = reason + (reason.endsWith(".") ? "" : ".") + " 'destill requeue' puts it back.";
        return new ProgressEvent(requestId, stage, null, job, 0, 0, FailureKind.INTERNAL, advice, Instant.now());
    }
}
