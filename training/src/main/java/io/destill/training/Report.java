package io.destill.training;

import io.destill.analysis.RuleSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a training.
 *
 * @param fingerprint of all logs and labels
 * @param changes the weights that are others than by hand
 */
record Report(List<Result> results, String fingerprint, int folds, double firmness, Map<RuleSummary, Integer> changes) {

    /** Of one set of logs: the figures of the weights by hand, and of those learned with the log's project left out. */
    record Result(int logs, long projects, Figures byHand, Figures leftOut) {}

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Result result : results) {
            lines.add(result.logs() + " logs of " + result.projects() + " projects");
            lines.add("  by hand            " + result.byHand());
            lines.add("  learned, left out  " + result.leftOut());
        }
        lines.add(String.format(
                Locale.ROOT,
                "%d folds of whole projects, firmness %s, logs and labels %s",
                folds,
                firmness,
                fingerprint));
        return lines;
    }

    /** A file of rules that the engine reads. The same logs and rules always give the same file. */
    String file() {
        StringBuilder file =
                new StringBuilder("# Weights learned by destill-train, where they differ from those by hand.\n");
        lines().forEach(line -> file.append("# ").append(line).append('\n'));
        changes.forEach((rule, weight) -> file.append(String.format(
                Locale.ROOT,
                "- {name: %s, weight: %d} # %s, by hand %d\n",
                rule.name(),
                weight,
                rule.family(),
                rule.weight())));
        return file.toString();
    }
}
