package io.destill.cli.report;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.Replay;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.Subjects;
import io.destill.contracts.TriageCard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one request, from the first on: progress and cards, which travel on subjects of their own, brought
 * together for one reader. A thread for each waits while the reader is behind.
 */
public final class RequestFollower implements AutoCloseable {

    private static final int AHEAD = 256;
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final BlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(AHEAD);
    private final List<Thread> threads;

    public RequestFollower(Broker broker, String requestId) {
        threads = List.of(
                reader(broker, Subjects.progressOf(requestId), ProgressEvent.class),
                reader(broker, Subjects.cardsOf(requestId), TriageCard.class));
        threads.forEach(Thread::start);
    }

    /**
     * The next message, waiting for one.
     *
     * @return null if none came in time
     * @throws BrokerException if no more can come
     */
    public @Nullable Message next(Duration timeout) throws BrokerException, InterruptedException {
        Arrival arrival = arrivals.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        return switch (arrival) {
            case null -> null;
            case Arrived arrived -> arrived.message;
            case Broken broken -> throw broken.cause;
        };
    }

    private <M extends Message> Thread reader(Broker broker, String filter, Class<M> type) {
        return Thread.ofPlatform()
                .daemon()
                .name("follow-" + type.getSimpleName())
                .unstarted(() -> read(broker, filter, type));
    }

    private <M extends Message> void read(Broker broker, String filter, Class<M> type) {
        try (Replay<M> replay = broker.replay(filter, type)) {
            while (!Thread.currentThread().isInterrupted()) {
                M message = replay.next(WAIT);
                if (message != null) {
                    arrivals.put(new Arrived(message));
                }
            }
        } catch (BrokerException e) {
            try {
                arrivals.put(new Broken(e));
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    private sealed interface Arrival {}

    private record Arrived(Message message) implements Arrival {}

    private record Broken(BrokerException cause) implements Arrival {}
}
