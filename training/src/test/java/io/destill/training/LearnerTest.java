package io.destill.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.analysis.RuleSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LearnerTest {

    private final Weights weights = new Weights(RuleSet.builtIn());

    /** Cards that are the cause have one rule, the others another; each choice is of a project of its own. */
    private List<Choice> choices(int count, String cause, String other) {
        List<Choice> choices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            choices.add(new Choice(
                    "project" + i, List.of(card(false, other), card(true, cause), card(false, other, "only-verdict"))));
        }
        return choices;
    }

    private Choice.Card card(boolean isCause, String... rules) {
        return new Choice.Card(
                Stream.of(rules).map(rule -> weights.places().get(rule)).toList(), isCause);
    }

    private int learned(int[] weights, String rule) {
        return weights[this.weights.places().get(rule)];
    }

    private int byHand(String rule) {
        return weights.byHand(weights.places().get(rule));
    }

    @Test
    void whatCausesHaveGainsAndWhatOthersHaveLoses() {
        int[] learned = new Learner(weights, 1).fit(choices(40, "word-failed", "first-strong"));

        assertThat(learned(learned, "word-failed")).isGreaterThan(byHand("word-failed"));
        assertThat(learned(learned, "first-strong")).isLessThan(byHand("first-strong"));
        assertThat(learned(learned, "word-failed")).isGreaterThan(learned(learned, "first-strong"));
    }

    @Test
    void evidenceStaysOnItsSideOfZero() {
        int[] learned = new Learner(weights, 0.001).fit(choices(40, "word-warning", "word-failed"));

        assertThat(learned(learned, "word-failed")).isZero();
        assertThat(learned(learned, "word-warning")).isZero();
        assertThat(byHand("word-warning")).isNegative();
    }

    @Test
    void givenPenaltiesAndWhatWasNotSeenStayAsTheyAre() {
        int[] learned = new Learner(weights, 0.001).fit(choices(40, "tests-passed", "word-failed"));

        assertThat(learned(learned, "tests-passed")).isEqualTo(-35);
        assertThat(learned(learned, "first-strong")).isEqualTo(byHand("first-strong"));
    }

    @Test
    void whatFewProjectsShowMovesLess() {
        List<Choice> many = choices(12, "word-failed", "first-strong");
        List<Choice> one = many.stream()
                .map(choice -> new Choice("project", choice.cards()))
                .toList();
        Learner learner = new Learner(weights, 3);

        assertThat(learned(learner.fit(one), "word-failed")).isLessThan(learned(learner.fit(many), "word-failed"));
    }

    @Test
    void whatIsLearnedIsTheSameEachTime() {
        List<Choice> choices = choices(12, "word-failed", "first-strong");

        assertThat(Arrays.toString(new Learner(weights, 3).fit(choices)))
                .isEqualTo(Arrays.toString(new Learner(weights, 3).fit(choices)));
    }

    @Test
    void aFirmHandMovesNothing() {
        int[] learned = new Learner(weights, 1e9).fit(choices(40, "word-failed", "first-strong"));

        assertThat(weights.changes(learned)).isEmpty();
    }
}
