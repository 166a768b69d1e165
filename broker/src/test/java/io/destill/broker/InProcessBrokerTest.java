package io.destill.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.Subjects;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bounds that are this broker's own. Its jobs hold four chunks of a hundred bytes. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InProcessBrokerTest {

    private static final int HELD = 4;
    private static final String CONTENT = "x".repeat(100);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InProcessBroker broker = new InProcessBroker(HELD * 100L, Duration.ofSeconds(10));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        broker.close();
        threads.shutdownNow();
    }

    @Test
    void handsOverTheVeryMessageThatWasSent() throws Exception {
        LogChunk sent = chunk("job", 0);
        broker.publish(sent);
        try (Replay<LogChunk> replay = replay("job")) {
            assertThat(replay.next(PATIENCE)).isSameAs(sent);
        }
    }

    @Test
    void aPublisherIsHeldBackUntilItsJobIsRead() throws Exception {
        Publisher publisher = new Publisher("job", 20);
        publisher.isHeldBackAfter(HELD);
        try (Replay<LogChunk> replay = replay("job")) {
            publisher.isHeldBackAfter(HELD);
            next(replay, 0);
            publisher.isHeldBackAfter(HELD + 1);
            next(replay, 1);
            next(replay, 2);
            publisher.isHeldBackAfter(HELD + 3);
            for (int i = 3; i < 20; i++) {
                next(replay, i);
            }
        }
        publisher.isDone();
    }

    @Test
    void oneJobDoesNotHoldBackAnother() throws Exception {
        new Publisher("full", 20).isHeldBackAfter(HELD);
        new Publisher("small", HELD).isDone();
    }

    @Test
    void theSlowestOfSeveralReadersHoldsThePublisherBack() throws Exception {
        try (Replay<LogChunk> quick = replay("job");
                Replay<LogChunk> slow = replay("job")) {
            Publisher publisher = new Publisher("job", HELD + 1);
            for (int i = 0; i < HELD; i++) {
                next(quick, i);
            }
            publisher.isHeldBackAfter(HELD);
            next(slow, 0);
            publisher.isDone();
            next(quick, HELD);
            for (int i = 1; i <= HELD; i++) {
                next(slow, i);
            }
        }
    }

    @Test
    void aSlowReaderThatIsClosedHoldsNobodyBack() throws Exception {
        try (Replay<LogChunk> quick = replay("job")) {
            Publisher publisher;
            try (Replay<LogChunk> slow = replay("job")) {
                publisher = new Publisher("job", HELD + 1);
                for (int i = 0; i < HELD; i++) {
                    next(quick, i);
                }
                next(slow, 0);
                publisher.isDone();
            }
            publisher = new Publisher("job", 2 * HELD);
            for (int i = HELD; i < 2 * HELD; i++) {
                next(quick, i);
            }
            publisher.isDone();
        }
    }

    @Test
    void aChunkLargerThanTheBoundPasses() throws Exception {
        broker.publish(Messages.chunk("request", "job", 0, true, CONTENT.repeat(10)));
        try (Replay<LogChunk> replay = replay("job")) {
            next(replay, 0);
        }
    }

    @Test
    void aReplayOfAJobWhoseFirstChunksWereDroppedIsRefused() throws Exception {
        try (Replay<LogChunk> first = replay("job")) {
            Publisher publisher = new Publisher("job", HELD + 1);
            next(first, 0);
            publisher.isDone();
            assertThatExceptionOfType(BrokerException.class)
                    .isThrownBy(() -> replay("job"))
                    .withMessageContaining("job job")
                    .withMessageContaining("no longer held");
        }
    }

    @Test
    void chunksStayWhileNobodyReads() throws Exception {
        try (Work<LogChunk> work = jobs()) {
            Publisher publisher = new Publisher("job", HELD + 1);
            publisher.isHeldBackAfter(HELD);
            Claim<LogChunk> claim = work.next(PATIENCE);
            replay("job").close();
            publisher.isHeldBackAfter(HELD);
            claim.retry(Duration.ZERO, "it fails");
            Claim<LogChunk> again = work.next(PATIENCE);
            try (Replay<LogChunk> replay = replay("job")) {
                for (int i = 0; i <= HELD; i++) {
                    next(replay, i);
                }
            }
            again.ack();
            publisher.isDone();
        }
    }

    @Test
    void aJobThatIsOverIsForgotten() throws Exception {
        try (Work<LogChunk> work = jobs()) {
            broker.publish(chunk("job", 0));
            Claim<LogChunk> claim = work.next(PATIENCE);
            try (Replay<LogChunk> replay = replay("job")) {
                next(replay, 0);
                claim.ack();
                broker.publish(chunk("job", 1));
                next(replay, 1);
            }
            assertThatExceptionOfType(BrokerException.class).isThrownBy(() -> replay("job"));
        }
    }

    @Test
    void thePublisherOfAJobThatWasAcknowledgedEarlyIsLetGo() throws Exception {
        try (Work<LogChunk> work = jobs()) {
            Publisher publisher = new Publisher("job", 1000);
            Claim<LogChunk> claim = work.next(PATIENCE);
            publisher.isHeldBackAfter(HELD);
            claim.ack();
            publisher.isDone();
        }
    }

    @Test
    void thePublisherOfAJobThatWasGivenUpIsLetGo() throws Exception {
        try (Work<LogChunk> work = jobs()) {
            Publisher publisher = new Publisher("job", 1000);
            for (int i = 0; i < Claim.MAX_ATTEMPTS; i++) {
                Claim<LogChunk> claim = work.next(PATIENCE);
                publisher.isHeldBackAfter(HELD);
                claim.retry(Duration.ZERO, "it fails");
            }
            publisher.isDone();
        }
        assertThat(broker.deadLetters()).hasSize(1);
        DeadLetter letter = broker.deadLetters().getFirst();
        assertThat(letter.subject()).isEqualTo("ci_logs_raw.request.job.first");
        assertThat(letter.message()).isEqualTo(chunk("job", 0));
        assertThat(letter.reason()).isEqualTo("it fails");
    }

    @Test
    void aJobIsNotOverBeforeEveryGroupSettledIt() throws Exception {
        try (Work<LogChunk> one = jobs();
                Work<LogChunk> two = broker.work(Subjects.ALL_FIRST_CHUNKS, LogChunk.class, "two")) {
            broker.publish(chunk("job", 0));
            one.next(PATIENCE).ack();
            try (Replay<LogChunk> replay = replay("job")) {
                next(replay, 0);
            }
            two.next(PATIENCE).ack();
            assertThatExceptionOfType(BrokerException.class).isThrownBy(() -> replay("job"));
        }
    }

    @Test
    void noJobStartsWhileManyAreHeldButThoseThatStartedGoOn() throws Exception {
        try (Work<LogChunk> work = jobs()) {
            for (int job = 0; job < InProcessBroker.JOBS_IN_FLIGHT - 1; job++) {
                new Publisher("job" + job, HELD).isDone();
            }
            broker.publish(chunk("started", 0));
            for (int i = 1; i < HELD; i++) {
                broker.publish(chunk("started", i));
            }
            Publisher next = new Publisher("next", 1);
            next.isHeldBackAfter(0);
            try (Replay<LogChunk> replay = replay("started")) {
                for (int i = 0; i < HELD; i++) {
                    next(replay, i);
                }
                broker.publish(chunk("started", HELD));
                next(replay, HELD);
            }
            next.isHeldBackAfter(0);
            work.next(PATIENCE).ack();
            next.isDone();
        }
    }

    @Test
    void aReplayMayTakeInSeveralJobs() throws Exception {
        broker.publish(chunk("a", 0));
        try (Replay<Message> everything = broker.replay(">", Message.class)) {
            broker.publish(chunk("b", 0));
            broker.publish(Messages.request("r"));
            assertThat(everything.next(PATIENCE)).isEqualTo(chunk("a", 0));
            assertThat(everything.next(PATIENCE)).isEqualTo(chunk("b", 0));
            assertThat(everything.next(PATIENCE)).isEqualTo(Messages.request("r"));
        }
    }

    @Test
    void closingWakesAPublisherThatIsHeldBack() throws Exception {
        Publisher publisher = new Publisher("job", HELD + 1);
        publisher.isHeldBackAfter(HELD);
        broker.close();
        assertThat(publisher.done)
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(BrokerException.class);
    }

    @Test
    void aPublisherThatIsHeldBackCanBeInterrupted() throws Exception {
        Publisher publisher = new Publisher("job", HELD + 1);
        publisher.isHeldBackAfter(HELD);
        threads.shutdownNow();
        assertThat(publisher.done)
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void aRepeatIsDroppedEvenWhereAPublisherWouldBeHeldBack() throws Exception {
        new Publisher("job", HELD + 1).isHeldBackAfter(HELD);
        broker.publish(chunk("job", 0));
    }

    private Work<LogChunk> jobs() throws BrokerException {
        return broker.work(Subjects.ALL_FIRST_CHUNKS, LogChunk.class, "one");
    }

    private Replay<LogChunk> replay(String job) throws BrokerException {
        return broker.replay(Subjects.chunksOf("request", job), LogChunk.class);
    }

    private static void next(Replay<LogChunk> replay, int index) throws BrokerException, InterruptedException {
        LogChunk chunk = replay.next(PATIENCE);
        assertThat(chunk).isNotNull();
        assertThat(chunk.chunkIndex()).isEqualTo(index);
    }

    private static LogChunk chunk(String job, int index) {
        return Messages.chunk("request", job, index, false, CONTENT);
    }

    /** Publishes a job's chunks in a thread of its own. */
    private final class Publisher {
        final AtomicInteger published = new AtomicInteger();
        final Future<?> done;

        Publisher(String job, int chunks) {
            done = threads.submit(() -> {
                for (int i = 0; i < chunks; i++) {
                    broker.publish(chunk(job, i));
                    published.incrementAndGet();
                }
                return null;
            });
        }

        void isHeldBackAfter(int chunks) {
            await().until(() -> published.get() == chunks);
            await().during(Duration.ofMillis(30)).until(() -> published.get() == chunks && !done.isDone());
        }

        void isDone() throws Exception {
            done.get();
        }
    }
}
