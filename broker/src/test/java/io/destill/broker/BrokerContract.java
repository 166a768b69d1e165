package io.destill.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.Subjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Broker} holds to. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class BrokerContract {

    /** Long enough for anything that is to come. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Long enough for what must not come to have come. */
    private static final Duration MOMENT = Duration.ofMillis(100);

    private static final String GROUP = "group";

    private Broker broker;
    private ExecutorService threads;

    /** A broker without messages or groups, which holds claims for {@link #hold()}. */
    protected abstract Broker open() throws Exception;

    /** How long the broker under test holds a claim: a second or so. */
    protected abstract Duration hold();

    /** The subjects on which the dead letters were published, oldest first. */
    protected abstract List<String> deadLetterSubjects() throws Exception;

    @BeforeEach
    final void openBroker() throws Exception {
        broker = open();
        threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterEach
    final void closeBroker() {
        threads.shutdownNow();
        broker.close();
    }

    @Test
    void worksFromTheStart() throws Exception {
        broker.check();
    }

    @Test
    void aReplayGetsMessagesInTheOrderOfPublishing() throws Exception {
        publishProgress("r", 0, 200);
        try (Replay<ProgressEvent> replay = broker.replay(Subjects.progressOf("r"), ProgressEvent.class)) {
            assertThat(take(replay, 200)).isEqualTo(numbers(0, 200));
        }
    }

    @Test
    void aReplayBeginsWithTheFirstMessageAndGoesOnLive() throws Exception {
        publishProgress("r", 0, 5);
        try (Replay<ProgressEvent> replay = broker.replay(Subjects.progressOf("r"), ProgressEvent.class)) {
            assertThat(take(replay, 5)).isEqualTo(numbers(0, 5));
            assertThat(replay.next(MOMENT)).isNull();
            Future<List<Long>> rest = threads.submit(() -> take(replay, 5));
            publishProgress("r", 5, 10);
            assertThat(rest.get()).isEqualTo(numbers(5, 10));
        }
    }

    @Test
    void aReplayMayBeginBeforeTheFirstMessage() throws Exception {
        try (Replay<ProgressEvent> replay = broker.replay(Subjects.progressOf("r"), ProgressEvent.class)) {
            publishProgress("r", 0, 3);
            assertThat(take(replay, 3)).isEqualTo(numbers(0, 3));
        }
    }

    @Test
    void whoFollowsGetsWhatIsPublishedFromThenOn() throws Exception {
        publishProgress("r", 0, 5);
        try (Replay<ProgressEvent> follower = broker.follow(Subjects.progressOf("r"), ProgressEvent.class)) {
            publishProgress("other", 100, 103);
            publishProgress("r", 5, 10);
            assertThat(take(follower, 5)).isEqualTo(numbers(5, 10));
            assertThat(follower.next(MOMENT)).isNull();
        }
    }

    @Test
    void whoFollowsMayBeginBeforeTheFirstMessage() throws Exception {
        try (Replay<ProgressEvent> follower = broker.follow(Subjects.progressOf("r"), ProgressEvent.class)) {
            publishProgress("r", 0, 3);
            assertThat(take(follower, 3)).isEqualTo(numbers(0, 3));
        }
    }

    @Test
    void aReplayGetsWhatItAskedForAndNothingElse() throws Exception {
        publishProgress("other", 100, 103);
        publishProgress("r", 0, 3);
        broker.publish(Messages.request("r"));
        try (Replay<ProgressEvent> replay = broker.replay(Subjects.progressOf("r"), ProgressEvent.class)) {
            assertThat(take(replay, 3)).isEqualTo(numbers(0, 3));
            assertThat(replay.next(MOMENT)).isNull();
        }
    }

    @Test
    void everyReplayGetsEverything() throws Exception {
        publishProgress("r", 0, 10);
        try (Replay<ProgressEvent> one = broker.replay(Subjects.progressOf("r"), ProgressEvent.class);
                Replay<ProgressEvent> two = broker.replay(Subjects.progressOf("r"), ProgressEvent.class)) {
            assertThat(take(one, 10)).isEqualTo(numbers(0, 10));
            assertThat(take(two, 10)).isEqualTo(numbers(0, 10));
        }
        try (Replay<ProgressEvent> three = broker.replay(Subjects.progressOf("r"), ProgressEvent.class)) {
            assertThat(take(three, 10)).isEqualTo(numbers(0, 10));
        }
    }

    @Test
    void aReplayOfAJobGetsTheFirstChunkAndAllOthers() throws Exception {
        publishJob("job", 20);
        publishJob("another", 3);
        assertThat(replayJob("job")).isEqualTo(indexes(20));
    }

    @Test
    void aMessageArrivesAsItWasSent() throws Exception {
        LogChunk sent = Messages.chunk("r", "j", 0, true, "caf\u00e9 \ud83d\udea8 \u001b[31m\u0000\r\n");
        broker.publish(sent);
        try (Replay<LogChunk> replay = broker.replay(Subjects.chunksOf("r", "j"), LogChunk.class)) {
            assertThat(replay.next(PATIENCE)).isEqualTo(sent);
        }
    }

    @Test
    void aMessageWithTheSameIdIsDropped() throws Exception {
        publishProgress("r", 0, 3);
        publishProgress("r", 0, 4);
        publishJob("job", 3);
        publishJob("job", 3);
        broker.publish(Messages.request("r"));
        broker.publish(Messages.request("r"));
        try (Replay<ProgressEvent> replay = broker.replay(Subjects.progressOf("r"), ProgressEvent.class)) {
            assertThat(take(replay, 4)).isEqualTo(numbers(0, 4));
            assertThat(replay.next(MOMENT)).isNull();
        }
        try (Replay<LogChunk> replay = broker.replay(Subjects.chunksOf("request", "job"), LogChunk.class)) {
            for (int i = 0; i < 3; i++) {
                assertThat(next(replay).chunkIndex()).isEqualTo(i);
            }
            assertThat(replay.next(MOMENT)).isNull();
        }
        try (Work<AnalysisRequest> work = requests()) {
            next(work).ack();
            assertThat(work.next(MOMENT)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.b", "two words", "*", ">", "a.*.>", "=2E", "\u00fc \ud83d\udea8", "a\tb\nc", "logs/unit.log"})
    void anIdMayHoldAnything(String id) throws Exception {
        broker.publish(Messages.chunk(id, id, 0, false, "first"));
        broker.publish(Messages.chunk(id, id, 1, true, "more"));
        broker.publish(Messages.chunk("x", "x", 0, true, "other"));
        publishProgress(id, 0, 1);
        try (Replay<LogChunk> replay = broker.replay(Subjects.chunksOf(id, id), LogChunk.class);
                Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf(id), ProgressEvent.class)) {
            assertThat(next(replay).content()).hasToString("first");
            assertThat(next(replay).content()).hasToString("more");
            assertThat(replay.next(MOMENT)).isNull();
            assertThat(take(progress, 1)).isEqualTo(numbers(0, 1));
        }
        try (Work<LogChunk> work = jobs()) {
            assertThat(next(work).message().job().id()).isEqualTo(id);
        }
    }

    @Test
    void workIsSharedByTheMembersOfAGroup() throws Exception {
        Set<String> taken = ConcurrentHashMap.newKeySet();
        try (Work<AnalysisRequest> one = requests();
                Work<AnalysisRequest> two = requests()) {
            List<Future<Integer>> members = List.of(
                    threads.submit(() -> takeAll(one, taken, 50)), threads.submit(() -> takeAll(two, taken, 50)));
            for (int i = 0; i < 50; i++) {
                broker.publish(Messages.request("r" + i));
            }
            int total = 0;
            for (Future<Integer> member : members) {
                total += member.get();
            }
            assertThat(total).as("each went to one member").isEqualTo(50);
            assertThat(taken).hasSize(50);
        }
    }

    private static int takeAll(Work<AnalysisRequest> work, Set<String> taken, int wanted) throws Exception {
        int mine = 0;
        while (taken.size() < wanted) {
            Claim<AnalysisRequest> claim = work.next(MOMENT);
            if (claim != null) {
                mine++;
                taken.add(claim.message().requestId());
                claim.ack();
            }
        }
        return mine;
    }

    @Test
    void oneMemberMayBeUsedBySeveralThreads() throws Exception {
        Set<String> taken = ConcurrentHashMap.newKeySet();
        try (Work<AnalysisRequest> work = requests()) {
            List<Future<Integer>> takers = IntStream.range(0, 4)
                    .mapToObj(i -> threads.submit(() -> takeAll(work, taken, 20)))
                    .toList();
            for (int i = 0; i < 20; i++) {
                broker.publish(Messages.request("r" + i));
            }
            int total = 0;
            for (Future<Integer> taker : takers) {
                total += taker.get();
            }
            assertThat(total).isEqualTo(20);
        }
    }

    @Test
    void everyGroupGetsTheWork() throws Exception {
        broker.publish(Messages.chunk("job", 0, true));
        try (Work<LogChunk> one = broker.work(Subjects.ALL_FIRST_CHUNKS, LogChunk.class, "one");
                Work<LogChunk> two = broker.work(Subjects.ALL_FIRST_CHUNKS, LogChunk.class, "two")) {
            assertThat(next(one).message().job().id()).isEqualTo("job");
            assertThat(next(two).message().job().id()).isEqualTo("job");
        }
    }

    @Test
    void aGroupGetsWhatWasPublishedBeforeItWasFoundedAndWhileItHadNoMembers() throws Exception {
        broker.publish(Messages.request("before"));
        try (Work<AnalysisRequest> work = requests()) {
            take(work, "before").ack();
        }
        broker.publish(Messages.request("meanwhile"));
        try (Work<AnalysisRequest> work = requests()) {
            take(work, "meanwhile").ack();
        }
    }

    @Test
    void aGroupIsBehindByWhatNobodyWasHanded() throws Exception {
        try (Work<AnalysisRequest> work = requests()) {
            assertThat(work.lag()).isZero();
            for (int i = 0; i < 3; i++) {
                broker.publish(Messages.request("r" + i));
            }
            assertThat(work.lag()).isEqualTo(3);
            Claim<AnalysisRequest> claim = next(work);
            assertThat(work.lag()).isEqualTo(2);
            claim.ack();
            assertThat(work.lag()).isEqualTo(2);
        }
    }

    @Test
    void whatWasAcknowledgedIsNotDeliveredAgain() throws Exception {
        broker.publish(Messages.request("r"));
        try (Work<AnalysisRequest> work = requests()) {
            next(work).ack();
            assertThat(work.next(hold().plus(hold().dividedBy(2)))).isNull();
        }
        assertThat(deadLetterSubjects()).isEmpty();
    }

    @Test
    void whatIsGivenBackIsDeliveredAgainAfterTheDelay() throws Exception {
        broker.publish(Messages.request("r"));
        try (Work<AnalysisRequest> work = requests()) {
            Claim<AnalysisRequest> claim = next(work);
            assertThat(claim.attempt()).isEqualTo(1);
            claim.retry(hold().dividedBy(2), "try again");
            assertThat(work.next(MOMENT)).isNull();
            Claim<AnalysisRequest> again = next(work);
            assertThat(again.message().requestId()).isEqualTo("r");
            assertThat(again.attempt()).isEqualTo(2);
            again.ack();
        }
    }

    @Test
    void whatIsGivenBackDoesNotHoldUpTheRest() throws Exception {
        broker.publish(Messages.request("slow"));
        broker.publish(Messages.request("quick"));
        try (Work<AnalysisRequest> work = requests()) {
            take(work, "slow").retry(Duration.ofMinutes(10), "later");
            take(work, "quick").ack();
        }
    }

    @Test
    void aLostClaimIsDeliveredToAnotherMember() throws Exception {
        broker.publish(Messages.request("r"));
        try (Work<AnalysisRequest> other = requests()) {
            try (Work<AnalysisRequest> dying = requests()) {
                assertThat(next(dying).attempt()).isEqualTo(1);
            }
            Claim<AnalysisRequest> again = take(other, "r");
            assertThat(again.attempt()).isEqualTo(2);
            again.ack();
        }
    }

    @Test
    void aLostClaimReachesAMemberThatWaitsAlready() throws Exception {
        try (Work<AnalysisRequest> one = requests();
                Work<AnalysisRequest> two = requests()) {
            Future<Claim<AnalysisRequest>> first = threads.submit(() -> next(one));
            Future<Claim<AnalysisRequest>> second = threads.submit(() -> next(two));
            broker.publish(Messages.request("r"));
            assertThat(List.of(first.get().attempt(), second.get().attempt())).containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    void aClaimThatShowsSignsOfLifeIsHeld() throws Exception {
        broker.publish(Messages.request("r"));
        try (Work<AnalysisRequest> work = requests()) {
            Claim<AnalysisRequest> claim = next(work);
            for (int i = 0; i < 8; i++) {
                assertThat(work.next(hold().dividedBy(4))).isNull();
                claim.inProgress();
            }
            claim.ack();
        }
    }

    @Test
    void workOfAClaimThatWasLostButGotDoneIsNotDeliveredOnceMore() throws Exception {
        broker.publish(Messages.request("r"));
        try (Work<AnalysisRequest> work = requests()) {
            Claim<AnalysisRequest> lost = next(work);
            Claim<AnalysisRequest> second = next(work);
            assertThat(second.attempt()).isEqualTo(2);
            lost.ack();
            assertThat(work.next(hold().plus(hold().dividedBy(2)))).isNull();
        }
    }

    @Test
    void aLostClaimCannotGiveBackWhatAnotherMemberHas() throws Exception {
        broker.publish(Messages.request("r"));
        try (Work<AnalysisRequest> work = requests()) {
            Claim<AnalysisRequest> lost = next(work);
            Claim<AnalysisRequest> second = next(work);
            lost.retry(Duration.ZERO, "too late");
            assertThat(work.next(MOMENT)).isNull();
            second.ack();
        }
    }

    @Test
    void whatFailsTooOftenGoesToTheDeadLettersAndTheRestGoesOn() throws Exception {
        broker.publish(Messages.request("poison"));
        try (Work<AnalysisRequest> work = requests()) {
            for (int attempt = 1; attempt <= Claim.MAX_ATTEMPTS; attempt++) {
                Claim<AnalysisRequest> claim = take(work, "poison");
                assertThat(claim.attempt()).isEqualTo(attempt);
                claim.retry(Duration.ZERO, "it fails");
            }
            broker.publish(Messages.request("good"));
            take(work, "good").ack();
        }
        await().untilAsserted(() -> assertThat(deadLetterSubjects()).containsExactly(Subjects.REQUESTS));
    }

    @Test
    void aClaimThatIsLostTooOftenGoesToTheDeadLetters() throws Exception {
        broker.publish(Messages.request("poison"));
        try (Work<AnalysisRequest> work = requests()) {
            for (int attempt = 1; attempt < Claim.MAX_ATTEMPTS; attempt++) {
                next(work).retry(Duration.ZERO, "it fails");
            }
            assertThat(next(work).attempt()).isEqualTo(Claim.MAX_ATTEMPTS);
            assertThat(work.next(hold().multipliedBy(2))).isNull();
            await().untilAsserted(() -> assertThat(deadLetterSubjects()).containsExactly(Subjects.REQUESTS));
        }
    }

    @Test
    void aLostClaimOfAJobCanReplayTheJobFromItsStart() throws Exception {
        publishJob("job", 5);
        try (Work<LogChunk> work = jobs()) {
            next(work);
            assertThat(replayJob("job")).isEqualTo(indexes(5));
            Claim<LogChunk> again = next(work);
            assertThat(again.attempt()).isEqualTo(2);
            assertThat(replayJob("job")).isEqualTo(indexes(5));
            again.ack();
        }
    }

    @Test
    void theClaimOfAJobIsItsFirstChunkOnly() throws Exception {
        publishJob("job", 5);
        try (Work<LogChunk> work = jobs()) {
            assertThat(next(work).message().chunkIndex()).isZero();
            assertThat(work.next(MOMENT)).isNull();
        }
    }

    @Test
    void aPublisherFarAheadOfItsReaderLosesNothing() throws Exception {
        String content = "x".repeat(64 * 1024);
        int chunks = 400;
        Future<?> publisher = threads.submit(() -> {
            for (int i = 0; i < chunks; i++) {
                broker.publish(Messages.chunk("request", "job", i, i == chunks - 1, content));
            }
            return null;
        });
        try (Work<LogChunk> work = jobs()) {
            Claim<LogChunk> claim = next(work);
            assertThat(replayJob("job")).isEqualTo(indexes(chunks));
            claim.ack();
        }
        publisher.get();
    }

    @Test
    void manyJobsInParallelCompleteWithFewClaimers() throws Exception {
        String content = "x".repeat(32 * 1024);
        List<Future<?>> publishers = new ArrayList<>();
        for (int job = 0; job < 40; job++) {
            String id = "job" + job;
            publishers.add(threads.submit(() -> {
                for (int i = 0; i < 30; i++) {
                    broker.publish(Messages.chunk("request", id, i, i == 29, content));
                }
                return null;
            }));
        }
        Set<String> done = ConcurrentHashMap.newKeySet();
        try (Work<LogChunk> work = jobs()) {
            List<Future<?>> claimers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                claimers.add(threads.submit(() -> {
                    while (done.size() < 40) {
                        Claim<LogChunk> claim = work.next(MOMENT);
                        if (claim != null) {
                            String id = claim.message().job().id();
                            assertThat(replayJob(id)).isEqualTo(indexes(30));
                            claim.ack();
                            done.add(id);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> claimer : claimers) {
                claimer.get();
            }
        }
        for (Future<?> publisher : publishers) {
            publisher.get();
        }
    }

    @Test
    void closingTheBrokerWakesWhoeverWaits() throws Exception {
        Work<AnalysisRequest> work = requests();
        Replay<ProgressEvent> replay = broker.replay(Subjects.progressOf("r"), ProgressEvent.class);
        Future<?> worker = threads.submit(() -> work.next(Duration.ofHours(1)));
        Future<?> reader = threads.submit(() -> replay.next(Duration.ofHours(1)));
        broker.close();
        assertEndsWith(BrokerException.class, worker);
        assertEndsWith(BrokerException.class, reader);
    }

    @Test
    void aClosedBrokerRefusesEverything() {
        broker.close();
        broker.close();
        assertThatExceptionOfType(BrokerException.class).isThrownBy(() -> broker.check());
        assertThatExceptionOfType(BrokerException.class).isThrownBy(() -> broker.publish(Messages.request("r")));
        assertThatExceptionOfType(BrokerException.class).isThrownBy(this::requests);
        assertThatExceptionOfType(BrokerException.class)
                .isThrownBy(() -> broker.replay(Subjects.progressOf("r"), ProgressEvent.class));
        assertThatExceptionOfType(BrokerException.class)
                .isThrownBy(() -> broker.follow(Subjects.progressOf("r"), ProgressEvent.class));
    }

    @Test
    void closingAMemberOrAReplayWakesWhoeverWaitsOnIt() throws Exception {
        Work<AnalysisRequest> work = requests();
        Replay<ProgressEvent> replay = broker.replay(Subjects.progressOf("r"), ProgressEvent.class);
        Future<?> worker = threads.submit(() -> work.next(Duration.ofHours(1)));
        Future<?> reader = threads.submit(() -> replay.next(Duration.ofHours(1)));
        work.close();
        replay.close();
        assertEndsWith(BrokerException.class, worker);
        assertEndsWith(BrokerException.class, reader);
        broker.check();
    }

    @Test
    void waitingCanBeInterrupted() throws Exception {
        Work<AnalysisRequest> work = requests();
        Replay<ProgressEvent> replay = broker.replay(Subjects.progressOf("r"), ProgressEvent.class);
        Future<?> worker = threads.submit(() -> work.next(Duration.ofHours(1)));
        Future<?> reader = threads.submit(() -> replay.next(Duration.ofHours(1)));
        threads.shutdownNow();
        assertEndsWith(InterruptedException.class, worker);
        assertEndsWith(InterruptedException.class, reader);
    }

    private static void assertEndsWith(Class<? extends Exception> expected, Future<?> waiting) {
        assertThat(waiting)
                .failsWithin(PATIENCE)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(expected);
    }

    private Work<AnalysisRequest> requests() throws BrokerException {
        return broker.work(Subjects.REQUESTS, AnalysisRequest.class, GROUP);
    }

    private Work<LogChunk> jobs() throws BrokerException {
        return broker.work(Subjects.ALL_FIRST_CHUNKS, LogChunk.class, GROUP);
    }

    private void publishProgress(String requestId, long from, long to) throws Exception {
        for (long i = from; i < to; i++) {
            broker.publish(Messages.progress(requestId, i));
        }
    }

    private void publishJob(String job, int chunks) throws Exception {
        for (int i = 0; i < chunks; i++) {
            broker.publish(Messages.chunk(job, i, i == chunks - 1));
        }
    }

    private List<Integer> replayJob(String job) throws BrokerException, InterruptedException {
        List<Integer> read = new ArrayList<>();
        try (Replay<LogChunk> replay = broker.replay(Subjects.chunksOf("request", job), LogChunk.class)) {
            LogChunk chunk;
            do {
                chunk = next(replay);
                read.add(chunk.chunkIndex());
            } while (!chunk.last());
        }
        return read;
    }

    private static List<Integer> indexes(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static List<Long> take(Replay<ProgressEvent> replay, int count)
            throws BrokerException, InterruptedException {
        List<Long> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(next(replay).current());
        }
        return taken;
    }

    private static Claim<AnalysisRequest> take(Work<AnalysisRequest> work, String requestId) throws Exception {
        Claim<AnalysisRequest> claim = next(work);
        assertThat(claim.message().requestId()).isEqualTo(requestId);
        return claim;
    }

    private static <M extends Message> M next(Replay<M> replay) throws BrokerException, InterruptedException {
        M message = replay.next(PATIENCE);
        if (message == null) {
            throw new AssertionError("no message came");
        }
        return message;
    }

    private static <M extends Message> Claim<M> next(Work<M> work) throws BrokerException, InterruptedException {
        Claim<M> claim = work.next(PATIENCE);
        if (claim == null) {
            throw new AssertionError("no work came");
        }
        return claim;
    }
}
