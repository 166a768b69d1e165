package io.destill.training;

import io.destill.analysis.Finding;
import io.destill.analysis.LogAnalyzer;
import io.destill.analysis.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Learns weights from logs and measures what they are worth on others. Not thread-safe. */
final class Trainer {

    /** Weights decide which of a block's lines counts and which block is the first strong one: so the evidence moves as they do. */
    private static final int ROUNDS = 2;

    private final Weights weights;
    private final Learner learner;
    /** The evidence by the weights by hand. */
    private final Map<String, Choice> byHand;

    /** @param logs all that will be learned from */
    Trainer(RuleSet rules, List<LabelledLog> logs, double firmness) {
        weights = new Weights(rules);
        learner = new Learner(weights, firmness);
        byHand = choices(logs, rules);
    }

    Weights weights() {
        return weights;
    }

    int[] learn(List<LabelledLog> logs) {
        List<Choice> choices =
                new ArrayList<>(logs.stream().map(log -> byHand.get(log.name())).toList());
        int[] learned = learner.fit(choices);
        for (int round = 1; round < ROUNDS; round++) {
            choices.addAll(choices(logs, weights.rules(learned)).values());
            learned = learner.fit(choices);
        }
        return learned;
    }

    /** Figures on logs of which each is judged by weights that were learned without its project. */
    Figures leftOut(List<LabelledLog> logs, List<LabelledLog> always, int folds) {
        Figures figures = new Figures();
        for (List<LabelledLog> fold : Folds.of(logs, folds)) {
            Set<String> out = fold.stream().map(LabelledLog::project).collect(Collectors.toSet());
            List<LabelledLog> others = new ArrayList<>(always);
            logs.stream().filter(log -> !out.contains(log.project())).forEach(others::add);
            measure(fold, weights.rules(learn(others)), figures);
        }
        return figures;
    }

    static Figures measure(List<LabelledLog> logs, RuleSet rules) {
        Figures figures = new Figures();
        measure(logs, rules, figures);
        return figures;
    }

    private static void measure(List<LabelledLog> logs, RuleSet rules, Figures figures) {
        Map<String, List<Finding>> findings = each(logs, log -> Choice.analyze(log, rules, LogAnalyzer.MAX_FINDINGS));
        logs.forEach(log -> figures.add(log, findings.get(log.name())));
    }

    private Map<String, Choice> choices(List<LabelledLog> logs, RuleSet rules) {
        return each(logs, log -> Choice.of(log, rules, weights.places()));
    }

    private static <T> Map<String, T> each(List<LabelledLog> logs, Function<LabelledLog, T> function) {
        // By name, for to compare two logs is to compare their bytes.
        return logs.parallelStream().collect(Collectors.toMap(LabelledLog::name, function));
    }
}
