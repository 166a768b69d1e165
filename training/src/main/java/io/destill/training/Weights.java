package io.destill.training;

import io.destill.analysis.RuleSet;
import io.destill.analysis.RuleSummary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The weights of all rules, by hand, and which of them may be learned. Immutable, thread-safe. */
final class Weights {

    /** Given, and never learned. */
    private static final Set<String> GIVEN =
            Set.of("transient-failure", "address-in-use", "tests-passed", "deprecation");

    private final RuleSet rules;
    private final List<RuleSummary> summaries;
    private final Map<String, Integer> places = new HashMap<>();

    Weights(RuleSet rules) {
        this.rules = rules;
        this.summaries = rules.summaries();
        for (RuleSummary rule : summaries) {
            places.put(rule.name(), places.size());
        }
    }

    int count() {
        return summaries.size();
    }

    /** The place of each rule in every list of weights. */
    Map<String, Integer> places() {
        return places;
    }

    /** In hundredths of confidence. */
    int byHand(int place) {
        return summaries.get(place).weight();
    }

    /** Whether it is to stay as it is: it is given, or nobody knows for which side it speaks. */
    boolean isFixed(int place) {
        return byHand(place) == 0 || GIVEN.contains(summaries.get(place).name());
    }

    /** The weight closest to a learned one that is whole and on the side for which its rule is known to speak. */
    int bounded(int place, double weight) {
        long whole = Math.round(weight);
        return byHand(place) > 0 ? Math.clamp(whole, 0, 100) : Math.clamp(whole, -100, 0);
    }

    /** The rules at other weights. */
    RuleSet rules(int[] weights) {
        Map<String, Integer> byName = new HashMap<>();
        places.forEach((name, place) -> byName.put(name, weights[place]));
        return rules.withWeights(byName);
    }

    /** What differs from the weights by hand, by family and name. */
    Map<RuleSummary, Integer> changes(int[] weights) {
        Map<RuleSummary, Integer> changes = new LinkedHashMap<>();
        for (int place = 0; place < weights.length; place++) {
            if (weights[place] != byHand(place)) {
                changes.put(summaries.get(place), weights[place]);
            }
        }
        return changes;
    }
}
