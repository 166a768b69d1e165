package io.destill.history;

import static io.destill.history.Cards.at;
import static io.destill.history.Cards.build;
import static io.destill.history.Cards.cards;
import static io.destill.history.Cards.job;
import static io.destill.history.Cards.passed;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.Recurrence;
import io.destill.contracts.Recurrence.Status;
import io.destill.contracts.TriageCard;
import io.destill.history.FailureHistory.Day;
import io.destill.history.FailureHistory.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every history does. */
abstract class FailureHistoryContract {

    private static final JobRef UNIT = job("unit");

    private final List<String> told = new ArrayList<>();
    private FailureHistory history;

    /** Opens an empty database, or the one of this test again. */
    abstract FailureHistory open(Duration keep, List<String> told) throws Exception;

    @BeforeEach
    void openHistory() throws Exception {
        history = open(Duration.ofDays(180), told);
    }

    @AfterEach
    void closeHistory() {
        history.close();
    }

    private void seen(BuildRef build, JobRef job, String... hashes) throws HistoryException {
        history.record(build, job, cards(build, job, hashes));
    }

    private Recurrence recall(BuildRef build, JobRef job, String hash) throws HistoryException {
        return history.recall(build, job, 1, List.of(hash)).get(hash);
    }

    @Test
    void whatWasNeverSeenIsNew() throws HistoryException {
        seen(build(1, "main"), UNIT, "other");

        Recurrence recurrence = recall(build(2, "topic"), UNIT, "a");

        assertThat(recurrence.status()).isEqualTo(Status.NEW);
        assertThat(recurrence.builds()).isOne();
        assertThat(recurrence.lastSeen()).isNull();
        assertThat(recurrence.firstSeen().buildNumber()).isEqualTo(2);
        assertThat(recurrence.branches()).containsExactly("topic");
        assertThat(recurrence.onDefaultBranch()).isFalse();
    }

    @Test
    void tellsWhereAFailureWasSeenBefore() throws HistoryException {
        seen(build(1, "topic"), UNIT, "a", "b");
        seen(build(2, "main"), UNIT, "a");
        seen(build(3, "main"), UNIT, "a");

        Recurrence recurrence = recall(build(4, "fix"), UNIT, "a");

        assertThat(recurrence.status()).isEqualTo(Status.RECURRING);
        assertThat(recurrence.builds()).isEqualTo(4);
        assertThat(recurrence.firstSeen())
                .isEqualTo(new Recurrence.Sighting(
                        at(1), 1L, "https://buildkite.com/acme/api/builds/1", "topic", "c0ffee1"));
        assertThat(recurrence.lastSeen().buildNumber()).isEqualTo(3);
        assertThat(recurrence.branches()).containsExactly("main", "topic", "fix");
        assertThat(recurrence.branchCount()).isEqualTo(3);
        assertThat(recurrence.onDefaultBranch()).isTrue();
        assertThat(recurrence.passedOnRetry()).isZero();
    }

    @Test
    void remembersWhatPassedJobsPrintByStep() throws HistoryException {
        PassedLines lines = new PassedLines(2, List.of(Long.MIN_VALUE, -1L, 7L, Long.MAX_VALUE));
        for (int i = 0; i < 2; i++) {
            history.recordPassedLines(build(1, "main"), UNIT, 1, lines);
        }

        assertThat(history.passedLines(build(2, "topic"), UNIT, 1)).isEqualTo(lines);
        assertThat(history.passedLines(build(2, "topic"), job("lint"), 1)).isEqualTo(PassedLines.NONE);
        assertThat(history.passedLines(build(2, "topic"), UNIT, 2)).isEqualTo(PassedLines.NONE);
        assertThat(history.passedLines(build("acme/else", 2, "topic", at(2)), UNIT, 1))
                .isEqualTo(PassedLines.NONE);
        assertThat(history.top(Scope.ALL, 10)).isEmpty();
    }

    @Test
    void ofWhatPassedJobsPrintTheLastIsKeptAndNotWithoutBound() throws HistoryException {
        for (long number = 1; number <= 5; number++) {
            history.recordPassedLines(build(number, "main"), UNIT, 1, new PassedLines(1, List.of(number)));
        }
        assertThat(history.passedLines(build(6, "main"), UNIT, 1).hashes()).containsExactly(3L, 4L, 5L);

        List<Long> many = LongStream.range(0, 100_000).boxed().toList();
        history.recordPassedLines(build(6, "main"), UNIT, 1, new PassedLines(1, many));
        assertThat(history.passedLines(build(7, "main"), UNIT, 1).hashes()).hasSizeLessThan(5000);

        history.recordPassedLines(build(7, "main"), UNIT, 2, new PassedLines(1, List.of(8L)));
        assertThat(history.passedLines(build(8, "main"), UNIT, 1)).isEqualTo(PassedLines.NONE);

        history.forgetPipeline("acme/api");
        assertThat(history.passedLines(build(8, "main"), UNIT, 2)).isEqualTo(PassedLines.NONE);
    }

    @Test
    void eachHashAskedForHasAnAnswer() throws HistoryException {
        seen(build(1, "main"), UNIT, "a");

        assertThat(history.recall(build(2, "main"), UNIT, 1, List.of("a", "b")))
                .hasSize(2)
                .hasEntrySatisfying("a", r -> assertThat(r.status()).isEqualTo(Status.RECURRING))
                .hasEntrySatisfying("b", r -> assertThat(r.status()).isEqualTo(Status.NEW));
        assertThat(history.recall(build(2, "main"), UNIT, 1, List.of())).isEmpty();
    }

    @Test
    void aBuildCountsOnceHoweverOftenItIsRecordedAndInHoweverManyJobs() throws HistoryException {
        BuildRef first = build(1, "main");
        for (int i = 0; i < 3; i++) {
            seen(first, UNIT, "a", "a");
            seen(first, job("unit", 1), "a");
            seen(first, job("lint"), "a");
        }

        assertThat(recall(first, UNIT, "a").builds()).isOne();
        assertThat(recall(first, UNIT, "a").status()).isEqualTo(Status.NEW);
        assertThat(recall(build(2, "main"), UNIT, "a").builds()).isEqualTo(2);
        assertThat(history.top(Scope.ALL, 10)).singleElement().satisfies(failure -> {
            assertThat(failure.builds()).isOne();
            assertThat(failure.buildsInScope()).isOne();
        });
    }

    @Test
    void whatABuildSaysIsTheSameBeforeAndAfterItIsRecorded() throws HistoryException {
        seen(build(1, "main"), UNIT, "a");
        seen(build(2, "topic"), UNIT, "a");
        BuildRef third = build(3, "fix");
        Recurrence before = recall(third, UNIT, "a");

        seen(third, UNIT, "a");

        assertThat(recall(third, UNIT, "a"))
                .usingRecursiveComparison()
                .ignoringCollectionOrder()
                .isEqualTo(before);
    }

    @Test
    void anOlderBuildThatIsAnalysedLaterWasFirst() throws HistoryException {
        seen(build(5, "main"), UNIT, "a");

        BuildRef older = build(2, "topic");
        assertThat(recall(older, UNIT, "a").status()).isEqualTo(Status.NEW);
        assertThat(recall(older, UNIT, "a").builds()).isEqualTo(2);
        seen(older, UNIT, "a");

        assertThat(recall(build(6, "main"), UNIT, "a").firstSeen().buildNumber())
                .isEqualTo(2);
        assertThat(recall(build(6, "main"), UNIT, "a").lastSeen().buildNumber()).isEqualTo(5);
    }

    @Test
    void pipelinesDoNotMix() throws HistoryException {
        seen(build("acme/web", 1, "main", at(1)), UNIT, "a");

        assertThat(recall(build(2, "main"), UNIT, "a").status()).isEqualTo(Status.NEW);
    }

    @Test
    void directoriesOfLocalLogsDoNotMix() throws HistoryException {
        seen(Cards.local("file:///work/one/build.log", at(1)), UNIT, "a");

        assertThat(recall(Cards.local("file:///work/two/build.log", at(2)), UNIT, "a")
                        .status())
                .isEqualTo(Status.NEW);
        assertThat(recall(Cards.local("file:///work/one/other.log", at(2)), UNIT, "a")
                        .status())
                .isEqualTo(Status.RECURRING);
        assertThat(recall(Cards.local("file:///work/one/", at(2)), UNIT, "a").status())
                .isEqualTo(Status.RECURRING);
    }

    @Test
    void aLocalLogThatWasNotWrittenAnewIsTheSameBuild() throws HistoryException {
        BuildRef log = Cards.local("file:///work/one/build.log", at(1));
        seen(log, UNIT, "a");

        assertThat(recall(log, UNIT, "a").status()).isEqualTo(Status.NEW);
        assertThat(recall(Cards.local("file:///work/one/build.log", at(2)), UNIT, "a")
                        .builds())
                .isEqualTo(2);
    }

    @Test
    void versionsOfTheNormalizerDoNotMixAndANewOneIsTold() throws HistoryException {
        BuildRef first = build(1, "main");
        seen(first, UNIT, "a");
        assertThat(told).isEmpty();

        BuildRef second = build(2, "main");
        assertThat(history.recall(second, UNIT, 2, List.of("a")).get("a").status())
                .isEqualTo(Status.NEW);
        TriageCard card = Cards.card(second, UNIT, "a", 2, 1, "m", List.of());
        history.record(second, UNIT, List.of(card));
        history.record(second, UNIT, List.of(card));

        assertThat(told).singleElement().asString().contains("version 2").contains("acme/api");
        assertThat(recall(build(3, "main"), UNIT, "a").builds()).isEqualTo(2);
        assertThat(history.top(Scope.ALL, 10))
                .extracting(Failure::normalizerVersion)
                .containsExactly(2);
    }

    @Test
    void aStepThatPassedWhenItWasTriedAgainIsFlaky() throws HistoryException {
        BuildRef first = build(1, "main");
        seen(first, UNIT, "a", "b");
        history.passed(first, List.of(passed("unit", 1), passed("lint", 0)));
        history.passed(first, List.of(passed("unit", 1)));

        Recurrence recurrence = recall(build(2, "main"), UNIT, "a");

        assertThat(recurrence.status()).isEqualTo(Status.KNOWN_FLAKY);
        assertThat(recurrence.passedOnRetry()).isOne();
        assertThat(history.flaky(Scope.ALL, 10))
                .extracting(Failure::messageHash)
                .containsExactly("a", "b");
    }

    @Test
    void itMayBeKnownBeforeTheFailureThatTheStepPassedLater() throws HistoryException {
        BuildRef first = build(1, "main");
        history.passed(first, List.of(passed("unit", 2)));
        assertThat(recall(first, job("unit", 1), "a").status()).isEqualTo(Status.KNOWN_FLAKY);
        seen(first, job("unit", 1), "a");
        assertThat(recall(first, job("unit", 1), "a").passedOnRetry()).isOne();
        seen(first, job("unit", 1), "a");

        assertThat(recall(build(2, "main"), UNIT, "a").passedOnRetry()).isOne();
    }

    @Test
    void whatPassedBeforeOrBesideIsNoRetry() throws HistoryException {
        BuildRef first = build(1, "main");
        history.passed(first, List.of(passed("unit", 0), passed("lint", 3)));
        seen(first, job("unit", 1), "a");
        JobRef sibling = new JobRef("s", "unit", "unit", null, "passed", 0, false, 5, 2, 3);
        history.passed(first, List.of(sibling));

        assertThat(recall(build(2, "main"), UNIT, "a").status()).isEqualTo(Status.RECURRING);
    }

    @Test
    void aFailureComesBackAfterItsStepPassedOnItsBranch() throws HistoryException {
        seen(build(1, "main"), UNIT, "a");
        history.passed(build(2, "main"), List.of(passed("unit", 0)));

        assertThat(recall(build(3, "main"), UNIT, "a").status()).isEqualTo(Status.FIXED_AND_BACK);
        assertThat(recall(build(3, "topic"), UNIT, "a").status()).isEqualTo(Status.FIXED_AND_BACK);

        seen(build(3, "main"), UNIT, "a");
        assertThat(recall(build(4, "main"), UNIT, "a").status()).isEqualTo(Status.RECURRING);
    }

    @Test
    void aPassElsewhereFixesNothing() throws HistoryException {
        seen(build(1, "topic"), UNIT, "a");
        history.passed(build(2, "main"), List.of(passed("unit", 0)));
        history.passed(build(2, "main"), List.of(passed("lint", 0)));

        assertThat(recall(build(3, "topic"), UNIT, "a").status()).isEqualTo(Status.RECURRING);
        assertThat(recall(build(3, "main"), UNIT, "a").status()).isEqualTo(Status.FIXED_AND_BACK);
    }

    @Test
    void ofAJobThatPassedOnlyThatIsRecorded() throws HistoryException {
        seen(build(1, "main"), UNIT, "a");
        BuildRef second = build(2, "main");
        history.record(second, passed("unit", 0), cards(second, passed("unit", 0), "a", "b"));

        assertThat(recall(build(3, "main"), UNIT, "a").status()).isEqualTo(Status.FIXED_AND_BACK);
        assertThat(recall(build(3, "main"), UNIT, "a").builds()).isEqualTo(2);
        assertThat(recall(build(3, "main"), UNIT, "b").status()).isEqualTo(Status.NEW);
    }

    @Test
    void manyAgentsCountTogether() throws Exception {
        int agents = 8;
        int builds = 25;
        List<FailureHistory> others = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(agents)) {
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < agents; i++) {
                FailureHistory own = open(Duration.ofDays(180), new ArrayList<>());
                others.add(own);
                JobRef job = job("job " + i % 4);
                work.add(threads.submit(() -> {
                    start.await();
                    for (int n = 1; n <= builds; n++) {
                        BuildRef build = build(n, "branch " + n % 3);
                        own.record(build, job, cards(build, job, "a", "b", "build " + n));
                        own.passed(build, List.of(passed(job.name(), 1)));
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> each : work) {
                each.get();
            }
        }
        others.forEach(FailureHistory::close);

        Recurrence recurrence = recall(build(builds + 1, "branch 0"), UNIT, "a");
        assertThat(recurrence.builds()).isEqualTo(builds + 1);
        assertThat(recurrence.branchCount()).isEqualTo(3);
        assertThat(recurrence.passedOnRetry()).isEqualTo(builds * 4);
        assertThat(recall(build(builds + 1, "branch 0"), UNIT, "build 7").builds())
                .isEqualTo(2);
    }

    @Test
    void staysWhenItIsOpenedAgain() throws Exception {
        seen(build(1, "main"), UNIT, "a");
        history.close();

        history = open(Duration.ofDays(180), told);

        assertThat(recall(build(2, "main"), UNIT, "a").status()).isEqualTo(Status.RECURRING);
    }

    @Test
    void whatIsTooOldIsForgotten() throws Exception {
        seen(build(1, "main"), UNIT, "old", "both");
        history.passed(build(1, "main"), List.of(passed("lint", 0)));
        history.close();
        history = open(Duration.ofDays(2), told);

        BuildRef today = build("acme/api", 900, "main", Instant.now());
        seen(today, UNIT, "both");
        seen(build(2, "main"), UNIT, "recorded too late");

        assertThat(recall(build("acme/api", 901, "main", Instant.now()), UNIT, "old")
                        .status())
                .isEqualTo(Status.NEW);
        assertThat(recall(build("acme/api", 901, "main", Instant.now()), UNIT, "recorded too late")
                        .status())
                .isEqualTo(Status.NEW);
        Recurrence both = recall(build("acme/api", 901, "main", Instant.now()), UNIT, "both");
        assertThat(both.builds()).as("the sums stay").isEqualTo(3);
        assertThat(both.firstSeen().buildNumber()).isEqualTo(1);
        assertThat(both.lastSeen().buildNumber()).isEqualTo(900);
    }

    @Test
    void onlyTheCardsOwnLinesAreKeptAndNoSecret() throws HistoryException {
        BuildRef first = build(1, "main");
        TriageCard card = Cards.card(
                first,
                UNIT,
                "a",
                1,
                1,
                "cannot clone https://ada:hunter22@example.com/x",
                List.of("Authorization: Bearer abcdefghijkl", "a\0b"));
        history.record(first, UNIT, List.of(card));

        assertThat(history.find("a", null, 10)).singleElement().satisfies(failure -> {
            assertThat(failure.message()).isEqualTo("cannot clone https://ada:[redacted]@example.com/x");
            assertThat(failure.lines()).containsExactly("Authorization: Bearer [redacted]", "a b");
            assertThat(failure.job()).isEqualTo("unit");
            assertThat(failure.toString()).doesNotContain("the line before", "the line after");
        });
    }

    @Test
    void theTopIsWhatStoodFirstInTheMostBuilds() throws HistoryException {
        for (int n = 1; n <= 4; n++) {
            seen(build(n, n == 4 ? "topic" : "main"), UNIT, n == 1 ? "b" : "a", "x", "y", "fourth");
        }
        seen(build("acme/web", 1, "main", at(1)), UNIT, "web");

        assertThat(history.top(Scope.ALL, 10))
                .extracting(Failure::messageHash, Failure::buildsInScope)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("x", 4),
                        org.assertj.core.groups.Tuple.tuple("y", 4),
                        org.assertj.core.groups.Tuple.tuple("a", 3),
                        org.assertj.core.groups.Tuple.tuple("b", 1),
                        org.assertj.core.groups.Tuple.tuple("web", 1));
        assertThat(history.top(Scope.ALL, 2)).hasSize(2);
        assertThat(history.top(new Scope("acme/web", null, null), 10))
                .extracting(Failure::messageHash)
                .containsExactly("web");
        assertThat(history.top(new Scope(null, "topic", null), 10))
                .extracting(Failure::messageHash)
                .containsExactly("a", "x", "y");
        assertThat(history.top(new Scope("acme/api", "main", at(2)), 10))
                .extracting(Failure::messageHash, Failure::buildsInScope)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", 2),
                        org.assertj.core.groups.Tuple.tuple("x", 2),
                        org.assertj.core.groups.Tuple.tuple("y", 2));
    }

    @Test
    void countsByDay() throws HistoryException {
        long day = Cards.START.getEpochSecond() / 86_400;
        for (int n : new int[] {1, 2, 25, 73}) {
            seen(build(n, n == 73 ? "topic" : "main"), UNIT, n == 2 ? "b" : "a", "a");
            seen(build(n, n == 73 ? "topic" : "main"), job("lint"), "l");
        }
        Failure a = history.find("a", "acme/api", 1).getFirst();

        assertThat(history.days(a, Instant.EPOCH))
                .containsExactly(new Day(day, 2), new Day(day + 1, 1), new Day(day + 3, 1));
        assertThat(history.days(a, at(25))).containsExactly(new Day(day + 1, 1), new Day(day + 3, 1));
        assertThat(history.trend(Scope.ALL)).containsExactly(new Day(day, 4), new Day(day + 1, 2), new Day(day + 3, 2));
        assertThat(history.trend(new Scope("acme/api", "main", at(2))))
                .containsExactly(new Day(day, 2), new Day(day + 1, 2));
        assertThat(history.trend(new Scope("acme/web", null, null))).isEmpty();
    }

    @Test
    void exportsAll() throws HistoryException {
        for (int n = 1; n <= 3; n++) {
            String[] hashes = new String[400];
            for (int i = 0; i < hashes.length; i++) {
                hashes[i] = "h" + n + "-" + i;
            }
            seen(build(n, "main"), UNIT, hashes);
        }
        List<String> hashes = new ArrayList<>();

        history.export(Scope.ALL, failure -> hashes.add(failure.messageHash()));
        assertThat(hashes).hasSize(1200).doesNotHaveDuplicates();

        hashes.clear();
        history.export(new Scope(null, null, at(3)), failure -> hashes.add(failure.messageHash()));
        assertThat(hashes).hasSize(400);
    }

    @Test
    void forgetsWhatItIsTold() throws HistoryException {
        seen(build(1, "main"), UNIT, "abc1", "abd2");
        seen(build("acme/web", 1, "main", at(1)), UNIT, "abc1");
        TriageCard card = cards(build(1, "main"), UNIT, "abc1").getFirst();
        history.mark(card, Mark.NOISE);

        assertThat(history.forget("abc", "acme/api")).isOne();
        assertThat(recall(build(2, "main"), UNIT, "abc1").status()).isEqualTo(Status.NEW);
        assertThat(recall(build(2, "main"), UNIT, "abd2").status()).isEqualTo(Status.RECURRING);
        assertThat(history.marks((String) null)).isEmpty();

        assertThat(history.forgetPipeline("acme/web")).isOne();
        assertThat(history.top(Scope.ALL, 10)).extracting(Failure::messageHash).containsExactly("abd2");

        assertThat(history.forgetOlderThan(Duration.ofDays(5))).isOne();
        assertThat(history.top(Scope.ALL, 10)).isEmpty();
    }

    @Test
    void keepsMarksByPipeline() throws HistoryException {
        BuildRef first = build(1, "main");
        TriageCard card = cards(first, UNIT, "a").getFirst();
        history.mark(card, Mark.NOISE);
        history.mark(card, Mark.CAUSE);
        history.mark(cards(first, UNIT, "b").getFirst(), Mark.NOISE);

        assertThat(history.marks(build(9, "topic"), 1))
                .containsEntry("a", Mark.CAUSE)
                .containsEntry("b", Mark.NOISE);
        assertThat(history.marks(build("acme/web", 1, "main", at(1)), 1)).isEmpty();
        assertThat(history.marks(first, 2)).isEmpty();
        assertThat(history.marks("acme/api")).extracting(Marks.Marked::message).contains("message of a");

        seen(first, UNIT, "a");
        assertThat(history.find("a", null, 1).getFirst().mark()).isEqualTo(Mark.CAUSE);

        history.mark(card, null);
        assertThat(history.mark("b", null, null)).isOne();
        assertThat(history.marks("acme/api")).isEmpty();

        assertThat(history.mark("unknown", null, Mark.CAUSE)).isZero();
        assertThat(history.mark("a", "acme/web", Mark.CAUSE)).isZero();
        assertThat(history.mark("a", "acme/api", Mark.CAUSE)).isOne();
        assertThat(history.mark("a", null, Mark.NOISE)).isOne();
        assertThat(history.marks(first, 1)).containsOnlyKeys("a").containsValue(Mark.NOISE);
    }
}
