package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.InProcessBroker;
import io.destill.broker.Replay;
import io.destill.broker.Work;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Subjects;
import io.destill.contracts.TriageCard;
import io.destill.contracts.Utf8;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AnalysisAgentTest {

    private static final String REQUEST = "request";
    private static final BuildRef BUILD = new BuildRef("file", "file:///a", "a", null, null, null, null, null, null);
    private static final String LOG = """
            $ make
            compiling a.c
            src/a.c:3:5: error: expected ';' before 'return'
            compiling b.c

            src/b.c:7:1: error: unknown type name 'foo'
            make: *** [Makefile:9: a.o] Error 1
            """;

    @Test
    void aJobsChunksBecomeItsCards() throws Exception {
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent = started(broker)) {
            publish(broker, chunks("job", LOG, null));
            Outcome outcome = outcome(broker);
            assertThat(agent).isNotNull();
            assertThat(outcome.progress.stage()).isEqualTo(Stage.JOB_ANALYZED);
            assertThat(outcome.progress.total()).isEqualTo(7);
            assertThat(outcome.progress.reason()).isNull();
            TriageCard top = outcome.cards.getFirst();
            assertThat(top.rank()).isEqualTo(1);
            assertThat(top.line()).isEqualTo(3);
            assertThat(top.job().name()).isEqualTo("job job");
            assertThat(top.rawMessage()).isEqualTo("src/a.c:3:5: error: expected ';' before 'return'");
            assertThat(outcome.cards.stream().map(TriageCard::rank)).isSorted();
            assertThat(outcome.cards.stream().map(TriageCard::id)).doesNotHaveDuplicates();
        }
    }

    @Test
    void theSameRequestGivesTheSameCardsAgain() throws Exception {
        assertThat(identities(analyse(chunks("job", LOG, null))))
                .isEqualTo(identities(analyse(chunks("job", LOG, null))));
    }

    @Test
    void anotherJobsCardsHaveOtherIds() throws Exception {
        assertThat(identities(analyse(chunks("job", LOG, null))))
                .doesNotContainAnyElementsOf(identities(analyse(chunks("other", LOG, null))));
    }

    @Test
    void howTheLogIsCutIntoChunksMakesNoDifference() throws Exception {
        List<LogChunk> one = List.of(chunk("job", 0, true, LOG, null));
        assertThat(identities(analyse(one))).isEqualTo(identities(analyse(chunks("job", LOG, null))));
    }

    @Test
    void chunksMayBePublishedOutOfOrder() throws Exception {
        List<LogChunk> chunks = new ArrayList<>(chunks("job", LOG, null));
        Collections.reverse(chunks.subList(1, chunks.size()));
        assertThat(identities(analyse(chunks))).isEqualTo(identities(analyse(chunks("job", LOG, null))));
    }

    @Test
    void chunksMayArriveOutOfOrderAndMoreThanOnce() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            try (InProcessBroker broker = new InProcessBroker();
                    AnalysisAgent agent = started(new Stuttering(broker, new Random(seed)))) {
                publish(broker, chunks("job", LOG, null));
                assertThat(agent).isNotNull();
                assertThat(identities(outcome(broker).cards)).isEqualTo(identities(analyse(chunks("job", LOG, null))));
            }
        }
    }

    @Test
    void anIncompleteLogIsAnalysedAndSaidToBeIncomplete() throws Exception {
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent = started(broker)) {
            publish(broker, chunks("job", LOG, "the connection was reset"));
            Outcome outcome = outcome(broker);
            assertThat(agent).isNotNull();
            assertThat(outcome.progress.stage()).isEqualTo(Stage.JOB_ANALYZED);
            assertThat(outcome.progress.reason()).isEqualTo("the connection was reset");
            assertThat(outcome.cards).isNotEmpty();
        }
    }

    @Test
    void anEmptyLogIsAnalysedWithoutCards() throws Exception {
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent = started(broker)) {
            broker.publish(chunk("job", 0, true, "", null));
            Outcome outcome = outcome(broker);
            assertThat(agent).isNotNull();
            assertThat(outcome.progress.stage()).isEqualTo(Stage.JOB_ANALYZED);
            assertThat(outcome.progress.total()).isZero();
            assertThat(outcome.cards).isEmpty();
        }
    }

    @Test
    void whatAnAgentLeavesInItsMiddleAnotherDoesFromTheStart() throws Exception {
        List<LogChunk> chunks = chunks("job", LOG, null);
        try (InProcessBroker broker = new InProcessBroker()) {
            try (AnalysisAgent first = started(broker)) {
                assertThat(first).isNotNull();
                publish(broker, chunks.subList(0, 3));
            }
            try (AnalysisAgent second = started(broker)) {
                assertThat(second).isNotNull();
                publish(broker, chunks.subList(3, chunks.size()));
                assertThat(identities(outcome(broker).cards)).isEqualTo(identities(analyse(chunks)));
            }
            assertThat(broker.deadLetters()).isEmpty();
        }
    }

    @Test
    void aJobWhoseCardsCannotBeSentIsTriedAgain() throws Exception {
        List<LogChunk> chunks = chunks("job", LOG, null);
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent = started(new RefusingOnce(broker))) {
            publish(broker, chunks);
            Outcome outcome = outcome(broker);
            assertThat(agent).isNotNull();
            assertThat(outcome.progress.stage()).isEqualTo(Stage.JOB_ANALYZED);
            assertThat(identities(outcome.cards)).isEqualTo(identities(analyse(chunks)));
        }
    }

    @Test
    void severalJobsAreKeptApart() throws Exception {
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent = started(broker)) {
            assertThat(agent).isNotNull();
            List<LogChunk> a = chunks("a", LOG, null);
            List<LogChunk> b = chunks("b", LOG.replace("src/", "lib/"), null);
            for (int i = 0; i < a.size(); i++) {
                broker.publish(a.get(i));
                broker.publish(b.get(i));
            }
            List<TriageCard> cards = new ArrayList<>();
            try (Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf(REQUEST), ProgressEvent.class)) {
                long count = next(progress).current() + next(progress).current();
                cards.addAll(cards(broker, count));
            }
            assertThat(cards)
                    .allMatch(card -> card.rawMessage().contains("lib/")
                                    == card.job().id().equals("b")
                            || card.rawMessage().startsWith("make"));
            assertThat(cards.stream().map(card -> card.job().id()).distinct()).containsExactlyInAnyOrder("a", "b");
        }
    }

    private static final String NOISY =
            "$ make\nerror: cannot reach the cache\n\n\n\nerror: 'x' undeclared\nmake: *** [all] Error 1\n";

    private static final String PASSED = "$ make\nerror: cannot reach the cache\n\n\n\nall is well\n";

    @Test
    void whenLogsOfJobsThatPassedHaveComeTheCardsComeInANewRevision() throws Exception {
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent = started(broker);
                Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf(REQUEST), ProgressEvent.class);
                Replay<TriageCard> cards = broker.replay(Subjects.cardsOf(REQUEST), TriageCard.class)) {
            assertThat(agent).isNotNull();
            broker.publish(comparable("job", NOISY));
            ProgressEvent analyzed = next(progress);
            assertThat(analyzed.stage()).isEqualTo(Stage.JOB_ANALYZED);
            assertThat(analyzed.rerankFollows()).isTrue();
            List<TriageCard> first = next(cards, analyzed.current());
            assertThat(first.getFirst().rawMessage()).contains("cannot reach");

            broker.publish(passed("job", 2, "green", PASSED.substring(0, 20)));
            broker.publish(passed("job", 3, "green", PASSED.substring(20)));
            broker.publish(passedEnd("job", "one could not be read"));
            ProgressEvent reranked = next(progress);
            assertThat(reranked.stage()).isEqualTo(Stage.JOB_RERANKED);
            assertThat(reranked.passedLogs()).isEqualTo(1);
            assertThat(reranked.reason()).isEqualTo("one could not be read");
            List<TriageCard> again = next(cards, reranked.current());
            assertThat(again.getFirst().rawMessage()).contains("undeclared");
            assertThat(again).allMatch(card -> card.revision() == 1);
            assertThat(again.stream().map(TriageCard::id))
                    .containsExactlyInAnyOrderElementsOf(
                            first.stream().map(TriageCard::id).toList());
        }
    }

    @Test
    void whereNothingIsFoundToCompareWithTheRanksStand() throws Exception {
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent = started(broker);
                Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf(REQUEST), ProgressEvent.class)) {
            assertThat(agent).isNotNull();
            broker.publish(comparable("job", NOISY));
            broker.publish(passedEnd("job", null));
            assertThat(next(progress).stage()).isEqualTo(Stage.JOB_ANALYZED);
            ProgressEvent reranked = next(progress);
            assertThat(reranked.stage()).isEqualTo(Stage.JOB_RERANKED);
            assertThat(reranked.current()).isZero();
            assertThat(reranked.passedLogs()).isZero();
            assertThat(reranked.reason()).isNull();
        }
    }

    @Test
    void jobsThatWaitForLogsOfOthersDoNotHoldUpTheFirstCards() throws Exception {
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent = started(broker);
                Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf(REQUEST), ProgressEvent.class)) {
            assertThat(agent).isNotNull();
            for (int job = 0; job < 10; job++) {
                broker.publish(comparable("job" + job, NOISY));
            }
            for (int job = 0; job < 10; job++) {
                assertThat(next(progress).stage()).isEqualTo(Stage.JOB_ANALYZED);
            }
            for (int job = 0; job < 10; job++) {
                broker.publish(passed("job" + job, 2, "green", PASSED));
                broker.publish(passedEnd("job" + job, null));
            }
            for (int job = 0; job < 10; job++) {
                assertThat(next(progress).stage()).isEqualTo(Stage.JOB_RERANKED);
            }
        }
    }

    @Test
    void whatAnAgentDidNotCompareAnotherDoes() throws Exception {
        try (InProcessBroker broker = new InProcessBroker();
                Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf(REQUEST), ProgressEvent.class);
                Replay<TriageCard> cards = broker.replay(Subjects.cardsOf(REQUEST), TriageCard.class)) {
            long count;
            try (AnalysisAgent first = started(broker)) {
                assertThat(first).isNotNull();
                broker.publish(comparable("job", NOISY));
                count = next(progress).current();
            }
            try (AnalysisAgent second = started(broker)) {
                assertThat(second).isNotNull();
                broker.publish(passed("job", 2, "green", PASSED));
                broker.publish(passedEnd("job", null));
                assertThat(next(progress).stage()).isEqualTo(Stage.JOB_RERANKED);
            }
            assertThat(next(cards, 2 * count).stream().map(TriageCard::revision))
                    .filteredOn(revision -> revision == 1)
                    .hasSize((int) count);
            assertThat(broker.deadLetters()).isEmpty();
        }
    }

    @Test
    void theRanksStandIfLogsOfJobsThatPassedStopComing() throws Exception {
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent = new AnalysisAgent(
                        broker, Logs.RULES, PassedRuns.NONE, JobHistory.NONE, 2, Duration.ofMillis(50));
                Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf(REQUEST), ProgressEvent.class)) {
            agent.start();
            broker.publish(comparable("job", NOISY));
            broker.publish(passed("job", 2, "green", PASSED));
            assertThat(next(progress).stage()).isEqualTo(Stage.JOB_ANALYZED);
            ProgressEvent reranked = next(progress);
            assertThat(reranked.stage()).isEqualTo(Stage.JOB_RERANKED);
            assertThat(reranked.current()).isZero();
            assertThat(reranked.reason()).contains("could not be compared", "no more of its log came");
        }
    }

    @Test
    void whatIsKnownBeforehandCountsFromTheStart() throws Exception {
        PassedLog known = new PassedLog(Logs.RULES);
        known.read(PASSED.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, PASSED.length());
        PassedLines lines = known.finish();
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent = new AnalysisAgent(
                        broker, Logs.RULES, (build, job) -> lines, JobHistory.NONE, 2, AnalysisAgent.STALLED)) {
            agent.start();
            publish(broker, chunks("job", NOISY, null));
            Outcome outcome = outcome(broker);
            assertThat(outcome.progress.passedLogs()).isEqualTo(1);
            assertThat(outcome.progress.rerankFollows()).isFalse();
            assertThat(outcome.cards.getFirst().rawMessage()).contains("undeclared");
            assertThat(outcome.cards.getFirst().revision()).isZero();
        }
    }

    private static List<TriageCard> next(Replay<TriageCard> cards, long count) throws Exception {
        List<TriageCard> next = new ArrayList<>();
        while (next.size() < count) {
            next.add(next(cards));
        }
        return next;
    }

    /** A log in one chunk, behind which logs of jobs that passed follow. */
    private static LogChunk comparable(String job, String log) {
        return chunk(job, 0, true, log, null, true, null);
    }

    private static LogChunk passed(String job, int index, String passedJob, String content) {
        return chunk(job, index, false, content, null, false, new LogChunk.Passed(passedJob));
    }

    private static LogChunk passedEnd(String job, @Nullable String missing) {
        return chunk(job, LogChunk.PASSED_END, true, "", missing, false, new LogChunk.Passed(null));
    }

    private record Outcome(ProgressEvent progress, List<TriageCard> cards) {}

    private static AnalysisAgent started(Broker broker) throws BrokerException {
        AnalysisAgent agent = new AnalysisAgent(broker, Logs.RULES, 2);
        agent.start();
        return agent;
    }

    private static List<TriageCard> analyse(List<LogChunk> chunks) throws Exception {
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent = started(broker)) {
            assertThat(agent).isNotNull();
            publish(broker, chunks);
            return outcome(broker).cards;
        }
    }

    private static void publish(Broker broker, List<LogChunk> chunks) throws Exception {
        for (LogChunk chunk : chunks) {
            broker.publish(chunk);
        }
    }

    private static Outcome outcome(Broker broker) throws Exception {
        try (Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf(REQUEST), ProgressEvent.class)) {
            ProgressEvent event = next(progress);
            return new Outcome(event, cards(broker, event.current()));
        }
    }

    private static List<TriageCard> cards(Broker broker, long count) throws Exception {
        List<TriageCard> cards = new ArrayList<>();
        try (Replay<TriageCard> replay = broker.replay(Subjects.cardsOf(REQUEST), TriageCard.class)) {
            while (cards.size() < count) {
                cards.add(next(replay));
            }
        }
        return cards;
    }

    private static <M extends Message> M next(Replay<M> replay) throws Exception {
        M message = replay.next(Duration.ofSeconds(20));
        assertThat(message).as("what should have come").isNotNull();
        return message;
    }

    private static List<String> identities(List<TriageCard> cards) {
        return cards.stream()
                .map(card -> card.id() + " " + card.rank() + " " + card.line() + " " + card.confidenceScore() + " "
                        + card.messageHash())
                .toList();
    }

    /** A chunk for every 40 bytes or so, at line ends. */
    private static List<LogChunk> chunks(String job, String log, @Nullable String incomplete) {
        List<String> lines = log.lines().map(line -> line + "\n").toList();
        List<LogChunk> chunks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            boolean last = i == lines.size() - 1;
            chunks.add(chunk(job, i, last, lines.get(i), last ? incomplete : null));
        }
        return chunks;
    }

    private static LogChunk chunk(String job, int index, boolean last, String content, @Nullable String incomplete) {
        return chunk(job, index, last, content, incomplete, false, null);
    }

    private static LogChunk chunk(
            String job,
            int index,
            boolean last,
            String content,
            @Nullable String incomplete,
            boolean passedFollow,
            LogChunk.@Nullable Passed passed) {
        JobRef ref = new JobRef(job, "job " + job, null, null, "failed", 1, false, 0, null, null);
        return new LogChunk(
                REQUEST,
                BUILD,
                ref,
                index,
                last,
                index + 1,
                index + 1,
                false,
                Utf8.of(content),
                incomplete,
                null,
                passedFollow,
                passed);
    }

    /** Passes everything on to a real broker. */
    private static class Passing implements Broker {
        final Broker broker;

        Passing(Broker broker) {
            this.broker = broker;
        }

        @Override
        public void publish(Message message) throws BrokerException, InterruptedException {
            broker.publish(message);
        }

        @Override
        public <M extends Message> Work<M> work(String filter, Class<M> type, String group) throws BrokerException {
            return broker.work(filter, type, group);
        }

        @Override
        public <M extends Message> Replay<M> replay(String filter, Class<M> type) throws BrokerException {
            return broker.replay(filter, type);
        }

        @Override
        public <M extends Message> Replay<M> follow(String filter, Class<M> type) throws BrokerException {
            return broker.follow(filter, type);
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

    /** Refuses the second card, once. */
    private static final class RefusingOnce extends Passing {
        private final AtomicInteger cards = new AtomicInteger();

        RefusingOnce(Broker broker) {
            super(broker);
        }

        @Override
        public void publish(Message message) throws BrokerException, InterruptedException {
            if (message instanceof TriageCard && cards.incrementAndGet() == 2) {
                throw new BrokerException("no room");
            }
            super.publish(message);
        }
    }

    /** Replays a job's chunks in any order, and some of them twice. */
    private static final class Stuttering extends Passing {
        private final Random random;

        Stuttering(Broker broker, Random random) {
            super(broker);
            this.random = random;
        }

        @Override
        public <M extends Message> Replay<M> replay(String filter, Class<M> type) throws BrokerException {
            Replay<M> replay = super.replay(filter, type);
            return new Replay<>() {
                private @Nullable Queue<M> shuffled;

                @Override
                public @Nullable M next(Duration timeout) throws BrokerException, InterruptedException {
                    if (shuffled == null) {
                        shuffled = shuffle(replay);
                    }
                    return shuffled.poll();
                }

                @Override
                public void close() {
                    replay.close();
                }
            };
        }

        private <M extends Message> Queue<M> shuffle(Replay<M> replay) throws BrokerException, InterruptedException {
            List<M> all = new ArrayList<>();
            boolean last = false;
            while (!last) {
                M message = replay.next(Duration.ofSeconds(20));
                last = message == null || (message instanceof LogChunk chunk && chunk.last());
                all.add(message);
            }
            all.addAll(all.subList(0, random.nextInt(all.size())).stream().toList());
            Collections.shuffle(all, random);
            return new ArrayDeque<>(all);
        }
    }
}
