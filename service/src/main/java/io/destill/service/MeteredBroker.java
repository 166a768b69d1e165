package io.destill.service;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.Claim;
import io.destill.broker.Replay;
import io.destill.broker.Work;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.TriageCard;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what passes through a broker, and logs a line for each request and job: an agent does all it does through its
 * broker, so this is where all of it can be seen. Thread-safe.
 */
final class MeteredBroker implements Broker {

    private static final Logger LOG = LoggerFactory.getLogger(MeteredBroker.class);
    private static final int REMEMBERED = 10_000;

    private final Broker broker;
    private final MeterRegistry metrics;
    private final AtomicInteger claims = new AtomicInteger();
    private final Timer firstCard;
    private volatile boolean draining;

    /** Requests whose first card has been seen. */
    private final Map<String, Boolean> begun = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    MeteredBroker(Broker broker, MeterRegistry metrics) {
        this.broker = broker;
        this.metrics = metrics;
        this.firstCard = Timer.builder("destill.first.card")
                .description("from a request to its first card, as far as this agent knows")
                .register(metrics);
        metrics.gauge("destill.claims.held", claims);
        for (String name : new String[] {
            "destill.requests",
            "destill.jobs",
            "destill.jobs.failed",
            "destill.bytes",
            "destill.lines",
            "destill.cards",
            "destill.redeliveries",
            "destill.dead.letters"
        }) {
            metrics.counter(name);
        }
    }

    void deadLetter(String subject, String reason) {
        count("destill.dead.letters", 1);
        LOG.warn("event=dead_letter subject={} reason=\"{}\"", subject, reason);
    }

    private void count(String name, double amount) {
        metrics.counter(name).increment(amount);
    }

    /** Lets go through what is in hand, and nothing new. */
    void drain() {
        draining = true;
    }

    int claimsHeld() {
        return claims.get();
    }

    @Override
    public void publish(Message message) throws BrokerException, InterruptedException {
        broker.publish(message);
        switch (message) {
            case LogChunk chunk -> {
                count("destill.bytes", chunk.content().length());
                count("destill.lines", chunk.lineEnd() - chunk.lineStart() + 1.0);
            }
            case TriageCard card -> {
                count("destill.cards", 1);
                if (begun.putIfAbsent(card.requestId(), true) == null) {
                    requestedAt(card.requestId())
                            .ifPresent(at -> firstCard.record(Duration.between(at, Instant.now())));
                }
            }
            case ProgressEvent event -> tell(event);
            case AnalysisRequest request -> {}
        }
    }

    /** A UUIDv7 holds its time. */
    private static java.util.Optional<Instant> requestedAt(String requestId) {
        try {
            java.util.UUID id = java.util.UUID.fromString(requestId);
            return id.version() == 7
                    ? java.util.Optional.of(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16))
                    : java.util.Optional.empty();
        } catch (IllegalArgumentException e) {
            return java.util.Optional.empty();
        }
    }

    private void tell(ProgressEvent event) {
        String job = event.job() == null ? "" : event.job().id();
        switch (event.stage()) {
            case BUILD_RESOLVED -> {
                count("destill.requests", 1);
                LOG.info("event=build_resolved request={} jobs={}", event.requestId(), event.total());
            }
            case JOB_FETCHED ->
                LOG.info("event=job_fetched request={} job={} bytes={}", event.requestId(), job, event.current());
            case JOB_ANALYZED -> {
                count("destill.jobs", 1);
                LOG.info(
                        "event=job_analyzed request={} job={} cards={} lines={}",
                        event.requestId(),
                        job,
                        event.current(),
                        event.total());
            }
            case JOB_FAILED, REQUEST_FAILED -> {
                count("destill.jobs.failed", 1);
                LOG.warn(
                        "event={} request={} job={} reason=\"{}\"",
                        event.job() == null ? "request_failed" : "job_failed",
                        event.requestId(),
                        job,
                        event.reason());
            }
            default -> {}
        }
    }

    @Override
    public <M extends Message> Work<M> work(String filter, Class<M> type, String group) throws BrokerException {
        Work<M> work = broker.work(filter, type, group);
        Gauge.builder("destill.lag", work, MeteredBroker::lag)
                .description("what waits and no agent has claimed yet: requests, or jobs")
                .strongReference(true)
                .register(metrics);
        return new Work<>() {
            @Override
            public @Nullable Claim<M> next(Duration timeout) throws BrokerException, InterruptedException {
                if (draining) {
                    Thread.sleep(timeout);
                    return null;
                }
                Claim<M> claim = work.next(timeout);
                if (claim != null && draining) {
                    claim.retry(Duration.ZERO, "the agent is stopping");
                    return null;
                }
                return claim == null ? null : claimed(claim);
            }

            @Override
            public long lag() throws BrokerException {
                return work.lag();
            }

            @Override
            public void close() {
                work.close();
            }
        };
    }

    /** Not a number while the server cannot be asked. */
    private static double lag(Work<?> work) {
        try {
            return work.lag();
        } catch (BrokerException e) {
            LOG.debug("The lag is not known: {}", e.getMessage());
            return Double.NaN;
        }
    }

    private <M extends Message> Claim<M> claimed(Claim<M> claim) {
        claims.incrementAndGet();
        if (claim.attempt() > 1) {
            count("destill.redeliveries", 1);
        }
        M message = claim.message();
        LOG.info(
                "event=claimed request={} job={} attempt={}",
                message.requestId(),
                message instanceof LogChunk chunk ? chunk.job().id() : "",
                claim.attempt());
        return new Counted<>(claim, claims);
    }

    /** Until it is settled; a claim that runs out unsettled is settled by whoever has it next. */
    private static final class Counted<M extends Message> implements Claim<M> {
        private final Claim<M> claim;
        private final AtomicInteger claims;
        private boolean settled;

        Counted(Claim<M> claim, AtomicInteger claims) {
            this.claim = claim;
            this.claims = claims;
        }

        @Override
        public M message() {
            return claim.message();
        }

        @Override
        public int attempt() {
            return claim.attempt();
        }

        @Override
        public void inProgress() {
            claim.inProgress();
        }

        @Override
        public void ack() {
            claim.ack();
            settle();
        }

        @Override
        public void retry(Duration delay, String reason) {
            claim.retry(delay, reason);
            settle();
        }

        private synchronized void settle() {
            if (!settled) {
                settled = true;
                claims.decrementAndGet();
            }
        }
    }

    @Override
    public <M extends Message> Replay<M> replay(String filter, Class<M> type) throws BrokerException {
        return metered(broker.replay(filter, type));
    }

    @Override
    public <M extends Message> Replay<M> follow(String filter, Class<M> type) throws BrokerException {
        return metered(broker.follow(filter, type));
    }

    private <M extends Message> Replay<M> metered(Replay<M> replay) {
        return new Replay<>() {
            @Override
            public @Nullable M next(Duration timeout) throws BrokerException, InterruptedException {
                M message = replay.next(timeout);
                if (message instanceof LogChunk chunk) {
                    count("destill.bytes", chunk.content().length());
                    count("destill.lines", chunk.lineEnd() - chunk.lineStart() + 1.0);
                }
                return message;
            }

            @Override
            public void close() {
                replay.close();
            }
        };
    }

    @Override
    public void check() throws BrokerException {
        broker.check();
    }

    @Override
    public void close() {
        broker.close();
    }
}
