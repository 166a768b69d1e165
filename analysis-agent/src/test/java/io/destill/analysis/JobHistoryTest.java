package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.broker.InProcessBroker;
import io.destill.broker.Replay;
import io.destill.contracts.BuildRef;
import io.destill.contracts.Evidence;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.Recurrence;
import io.destill.contracts.Recurrence.Status;
import io.destill.contracts.Subjects;
import io.destill.contracts.TriageCard;
import io.destill.contracts.Utf8;
import io.destill.history.FailureHistory;
import io.destill.history.HistoryException;
import io.destill.history.HistorySettings;
import io.destill.history.Mark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an agent makes of a history, a real one. */
@Timeout(60)
class JobHistoryTest {

    private static final String LOG = """
            $ make
            src/a.c:3:5: error: expected ';' before 'return'

            src/b.c:7:1: error: unknown type name 'foo'
            make: *** [Makefile:9: a.o] Error 1
            """;

    @TempDir
    Path folder;

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private FailureHistory open(Path file) throws HistoryException {
        return HistorySettings.of(file.toString(), Map.of(), true).open(told::add);
    }

    private static BuildRef build(long number) {
        return new BuildRef(
                "test",
                "test:" + number,
                "pipeline",
                number,
                "main",
                null,
                "failed",
                null,
                null,
                Instant.now().minus(Duration.ofDays(2)).plusSeconds(number),
                "main");
    }

    private static JobRef job(String state, int retry) {
        return new JobRef("job-" + retry, "unit", "unit", null, state, 1, false, retry, null, null);
    }

    /** The cards of a build, when they have been recorded. */
    private static List<TriageCard> analyse(JobHistory history, long number, JobRef... passed) throws Exception {
        String request = "request " + number;
        List<TriageCard> cards = new ArrayList<>();
        try (InProcessBroker broker = new InProcessBroker();
                AnalysisAgent agent =
                        new AnalysisAgent(broker, Logs.RULES, PassedRuns.NONE, history, 2, Duration.ofSeconds(20))) {
            agent.start();
            broker.publish(
                    new LogChunk(request, build(number), job("failed", 0), 0, true, 1, 5, false, Utf8.of(LOG), null)
                            .withPassedJobs(List.of(passed)));
            try (Replay<TriageCard> replay = broker.replay(Subjects.cardsOf(request), TriageCard.class)) {
                while (cards.size() < 3) {
                    cards.add(replay.next(Duration.ofSeconds(20)));
                }
            }
            agent.awaitIdle(Duration.ofSeconds(20));
        }
        return cards;
    }

    @Test
    void cardsSayWhetherTheyWereSeenBefore() throws Exception {
        try (FailureHistory history = open(folder.resolve("h.db"))) {
            JobHistory jobs = JobHistory.of(history, told::add);
            jobs.prepare();

            assertThat(analyse(jobs, 1))
                    .allSatisfy(card -> assertThat(card.recurrence().status()).isEqualTo(Status.NEW));
            assertThat(analyse(jobs, 2)).allSatisfy(card -> {
                assertThat(card.recurrence().status()).isEqualTo(Status.RECURRING);
                assertThat(card.recurrence().builds()).isEqualTo(2);
            });
            assertThat(analyse(jobs, 3, job("passed", 1)))
                    .allSatisfy(card ->
                            assertThat(card.recurrence().passedOnRetry()).isOne());
            assertThat(analyse(jobs, 4))
                    .allSatisfy(card -> assertThat(card.recurrence().status()).isEqualTo(Status.KNOWN_FLAKY));
        }
        assertThat(told).isEmpty();
    }

    @Test
    void withoutAHistoryCardsSayNothing() throws Exception {
        assertThat(analyse(JobHistory.NONE, 1))
                .allSatisfy(card -> assertThat(card.recurrence()).isNull());
    }

    @Test
    void aHistoryThatCannotBeUsedIsToldOnceAndStopsNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("h.db"), "no database".repeat(200));
        try (FailureHistory history = open(file)) {
            JobHistory jobs = JobHistory.of(history, told::add);
            for (int number = 1; number <= 3; number++) {
                assertThat(analyse(jobs, number))
                        .allSatisfy(card -> assertThat(card.recurrence()).isEqualTo(Recurrence.UNKNOWN));
            }
        }
        assertThat(told).singleElement().asString().contains(file.toString(), "damaged", "goes on without");
    }

    @Test
    void aWrongSettingIsToldOnceAndStopsNothing() throws Exception {
        JobHistory jobs = JobHistory.unusable(new HistoryException("It is wrong."), told::add);
        analyse(jobs, 1);

        assertThat(analyse(jobs, 2))
                .allSatisfy(card -> assertThat(card.recurrence()).isEqualTo(Recurrence.UNKNOWN));
        assertThat(told).singleElement().asString().startsWith("It is wrong.");
    }

    @Test
    void whatAPersonSaidRanksAndIsShown() throws Exception {
        try (FailureHistory history = open(folder.resolve("h.db"))) {
            JobHistory jobs = JobHistory.of(history, told::add);
            List<TriageCard> before = analyse(jobs, 1);
            history.mark(before.get(0), Mark.NOISE);
            history.mark(before.get(2), Mark.CAUSE);

            List<TriageCard> after = analyse(jobs, 2);

            assertThat(after)
                    .extracting(TriageCard::messageHash)
                    .containsExactly(
                            before.get(2).messageHash(),
                            before.get(1).messageHash(),
                            before.get(0).messageHash());
            assertThat(after).extracting(TriageCard::rank).containsExactly(1, 2, 3);
            assertThat(after.getFirst().evidence()).extracting(Evidence::rule).contains("marked-as-cause");
            assertThat(after.getLast().evidence()).extracting(Evidence::rule).contains("marked-as-noise");
            assertThat(after)
                    .allSatisfy(card -> assertThat(card.confidenceScore())
                            .isBetween(0.0, 1.0)
                            .isCloseTo(
                                    card.evidence().stream()
                                            .mapToDouble(Evidence::contribution)
                                            .sum(),
                                    org.assertj.core.data.Offset.offset(1e-9)));
        }
    }
}
