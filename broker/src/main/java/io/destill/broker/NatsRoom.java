package io.destill.broker;

import io.destill.contracts.LogChunk;
import io.destill.contracts.Subjects;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Decides which jobs may go on while the stream of logs fills up. A job's chunks leave it only when the job has been analysed
 * to its end, so jobs that all have begun and all wait for room would wait for ever.
 *
 * <p>While less than half of the stream is full, every job goes on. Then none begins any more, and those that have begun go
 * on one after another in the order of their first chunks, which is the order in which they are claimed. A job that nothing
 * came for is passed over after {@link #PATIENCE}. Thread-safe.
 */
final class NatsRoom {

    private static final double FOR_ALL = 0.5;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final NatsLink link;
    private final Map<String, Begun> underWay = new HashMap<>();
    private long max;
    private long held;
    private long lookedAt;
    private boolean looked;

    NatsRoom(NatsLink link) {
        this.link = link;
    }

    /**
     * A job that has begun and not ended.
     *
     * @param place of its first chunk in the stream
     * @param at when its last chunk so far was published, in nanoseconds
     */
    private record Begun(long place, long at) {}

    /** Whether a chunk may be published now. */
    synchronized boolean mayGoOn(LogChunk chunk) throws BrokerException, InterruptedException {
        if (!isHalfFull()) {
            return true;
        }
        Begun job = underWay.get(job(chunk));
        if (job == null) {
            return chunk.chunkIndex() > 0 || hasBegun(chunk);
        }
        long now = System.nanoTime();
        return underWay.values().stream()
                .noneMatch(other -> other.place < job.place && now - other.at < PATIENCE.toNanos());
    }

    /** @param place where it stands in the stream */
    synchronized void published(LogChunk chunk, long place) {
        held += chunk.content().length();
        if (chunk.last()) {
            underWay.remove(job(chunk));
        } else if (chunk.chunkIndex() == 0) {
            underWay.put(job(chunk), new Begun(place, System.nanoTime()));
        } else {
            underWay.computeIfPresent(job(chunk), (job, begun) -> new Begun(begun.place, System.nanoTime()));
        }
    }

    /** A chunk will not be published, and so its job not go on. */
    synchronized void gaveUp(LogChunk chunk) {
        underWay.remove(job(chunk));
    }

    /** What is waited for, as a sentence for a person. */
    synchronized String reason() {
        return String.format(
                Locale.ROOT,
                "waiting for room in the stream of logs: CI_LOGS holds %d of %d MB",
                held / 1_000_000,
                max / 1_000_000);
    }

    /** A server that cannot be asked has room: publishing will wait for it. */
    private boolean isHalfFull() throws BrokerException, InterruptedException {
        long now = System.nanoTime();
        if (!looked || now - lookedAt > LOOK_AGAIN.toNanos() || held >= max * FOR_ALL) {
            try {
                StreamInfo info = link.open().management().getStreamInfo(NatsStream.CI_LOGS.name());
                max = info.getConfiguration().getMaxBytes();
                held = info.getStreamState().getByteCount();
                lookedAt = now;
                looked = true;
            } catch (IOException | JetStreamApiException e) {
                if (NatsLink.wasInterrupted(e)) {
                    throw new InterruptedException();
                }
                return false;
            }
        }
        return max > 0 && held >= max * FOR_ALL;
    }

    /** Whether an agent that died has begun this job: then it is the one that has to go on. */
    private boolean hasBegun(LogChunk first) throws BrokerException, InterruptedException {
        try {
            link.open().management().getLastMessage(NatsStream.CI_LOGS.name(), Subjects.of(first));
            return true;
        } catch (IOException | JetStreamApiException e) {
            if (NatsLink.wasInterrupted(e)) {
                throw new InterruptedException();
            }
            return false;
        }
    }

    private static String job(LogChunk chunk) {
        return chunk.requestId() + '/' + chunk.job().id();
    }
}
