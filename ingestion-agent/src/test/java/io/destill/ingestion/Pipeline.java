package io.destill.ingestion;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.Claim;
import io.destill.broker.Replay;
import io.destill.broker.Work;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.LogChunk;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Subjects;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The other ends of an ingestion agent: who asks, and who reads what comes out. */
final class Pipeline {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Broker broker;

    Pipeline(Broker broker) {
        this.broker = broker;
    }

    void request(String requestId, String url) throws Exception {
        broker.publish(new AnalysisRequest(requestId, url, Instant.now(), null));
    }

    /** Everything that is reported of a request until all its jobs were fetched or failed, or it failed itself. */
    List<ProgressEvent> progress(String requestId) throws Exception {
        List<ProgressEvent> events = new ArrayList<>();
        long jobs = Long.MAX_VALUE;
        long done = 0;
        try (Replay<ProgressEvent> replay = broker.replay(Subjects.progressOf(requestId), ProgressEvent.class)) {
            while (done < jobs) {
                ProgressEvent event = replay.next(PATIENCE);
                if (event == null) {
                    throw new AssertionError("no more progress after " + events);
                }
                events.add(event);
                switch (event.stage()) {
                    case BUILD_RESOLVED -> jobs = event.total();
                    case JOB_FETCHED, JOB_FAILED -> done++;
                    case REQUEST_FAILED -> jobs = done;
                    default -> {}
                }
            }
        }
        return events;
    }

    static List<ProgressEvent> of(Stage stage, List<ProgressEvent> events) {
        return events.stream().filter(event -> event.stage() == stage).toList();
    }

    /** Claims and reads this many jobs, as analysis agents do. */
    Map<String, List<LogChunk>> read(int jobs) throws Exception {
        Map<String, List<LogChunk>> chunks = new TreeMap<>();
        try (Work<LogChunk> work = broker.work(Subjects.ALL_FIRST_CHUNKS, LogChunk.class, "readers")) {
            while (chunks.size() < jobs) {
                Claim<LogChunk> claim = work.next(PATIENCE);
                if (claim == null) {
                    throw new AssertionError("no more jobs after " + chunks.keySet());
                }
                chunks.put(claim.message().job().id(), read(claim.message()));
                claim.ack();
            }
        }
        return chunks;
    }

    private List<LogChunk> read(LogChunk first) throws BrokerException, InterruptedException {
        List<LogChunk> chunks = new ArrayList<>();
        String filter = Subjects.chunksOf(first.requestId(), first.job().id());
        try (Replay<LogChunk> replay = broker.replay(filter, LogChunk.class)) {
            LogChunk chunk;
            do {
                chunk = replay.next(PATIENCE);
                if (chunk == null) {
                    throw new AssertionError("no more chunks of " + filter + " after " + chunks.size());
                }
                chunks.add(chunk);
            } while (!chunk.last());
        }
        return chunks;
    }
}
