package io.destill.cli.report;

import static io.destill.cli.Samples.card;
import static io.destill.cli.Samples.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.contracts.JobRef;
import io.destill.contracts.TriageCard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureGroupsTest {

    private final FailureGroups groups = new FailureGroups();

    private static JobResult result(TriageCard... cards) {
        return new JobResult(cards[0].job(), null, null, List.of(cards), 0, null, true);
    }

    private List<String> messages() {
        return groups.ranked().stream().map(group -> group.card().rawMessage()).toList();
    }

    @Test
    void theSameFailureInSeveralJobsIsOneGroup() {
        groups.add(result(card("unit", 1, 0.5, "same")), 9);
        groups.add(result(card("lint", 1, 0.8, "same")), 9);

        FailureGroup group = groups.ranked().getFirst();
        assertThat(groups.size()).isEqualTo(1);
        assertThat(group.card().job().name()).isEqualTo("lint");
        assertThat(group.jobs()).extracting(JobRef::name).containsExactly("unit", "lint");
        assertThat(group.occurrences()).isEqualTo(4);
        assertThat(group.timesText()).isEqualTo("4× in 2 jobs");
    }

    @Test
    void jobsThatBrokeTheBuildComeBeforeSoftFailuresAndThoseBeforePassedJobs() {
        groups.add(result(card(job("passed", "passed", false), 1, 0.9, "in a passed job")), 9);
        groups.add(result(card(job("soft", "failed", true), 1, 0.8, "in a soft failure")), 9);
        groups.add(result(card(job("hard", "failed", false), 1, 0.2, "in a failed job")), 9);

        assertThat(messages()).containsExactly("in a failed job", "in a soft failure", "in a passed job");
    }

    @Test
    void theLikelierCauseComesFirst() {
        groups.add(result(card("unit", 1, 0.9, "cause"), card("unit", 2, 0.4, "consequence")), 9);

        assertThat(messages()).containsExactly("cause", "consequence");
    }

    @Test
    void onlySoManyOfAJobCount() {
        groups.add(result(card("unit", 1, 0.9, "a"), card("unit", 2, 0.8, "b"), card("unit", 3, 0.7, "c")), 2);

        assertThat(messages()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theOrderDoesNotDependOnWhichJobWasFirst(long seed) {
        List<JobResult> results = new ArrayList<>();
        for (String job : List.of("a", "b", "c", "d", "e", "f")) {
            results.add(result(card(job, 1, 0.5, "only in " + job), card(job, 2, 0.5, "in all")));
        }
        Collections.shuffle(results, new Random(seed));
        results.forEach(result -> groups.add(result, 9));

        assertThat(messages())
                .containsExactly(
                        "in all", "only in a", "only in b", "only in c", "only in d", "only in e", "only in f");
        assertThat(groups.ranked().getFirst().card().job().name()).isEqualTo("a");
    }
}
