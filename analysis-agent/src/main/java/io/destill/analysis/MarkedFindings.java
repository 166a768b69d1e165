package io.destill.analysis;

import io.destill.contracts.Evidence;
import io.destill.history.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Findings ranked with what people said of them: a person's word is evidence like any other, and weighs more than all of it. */
final class MarkedFindings {

    private static final double WEIGHT = 1.0;

    private MarkedFindings() {}

    /** @param marks by hash */
    static List<Finding> rank(List<Finding> findings, Map<String, Mark> marks) {
        if (findings.stream().noneMatch(finding -> marks.containsKey(finding.messageHash()))) {
            return findings;
        }
        List<Finding> ranked = new ArrayList<>();
        for (Finding finding : findings) {
            Mark mark = marks.get(finding.messageHash());
            ranked.add(mark == null ? finding : marked(finding, mark));
        }
        ranked.sort(Comparator.comparingDouble((Finding finding) -> -sum(finding)));
        for (int i = 0; i < ranked.size(); i++) {
            ranked.set(i, ranked.get(i).withRank(i + 1));
        }
        return ranked;
    }

    private static Finding marked(Finding finding, Mark mark) {
        List<Evidence> evidence = new ArrayList<>(
                finding.evidence().stream().filter(e -> !isBound(e)).toList());
        evidence.add(new Evidence(
                "marked-as-" + mark.label(),
                mark == Mark.CAUSE ? WEIGHT : -WEIGHT,
                "a person said so: destill history marks"));
        double sum = evidence.stream().mapToDouble(Evidence::contribution).sum();
        double bounded = Math.clamp(sum, 0, 1);
        if (Math.abs(bounded - sum) > 1e-9) {
            evidence.add(new Evidence(sum < 0 ? Ranking.AT_LEAST_0 : Ranking.AT_MOST_1, bounded - sum, null));
        }
        return finding.withEvidence(bounded, evidence);
    }

    /** Without what keeps it between 0 and 1. */
    private static double sum(Finding finding) {
        return finding.evidence().stream()
                .filter(e -> !isBound(e))
                .mapToDouble(Evidence::contribution)
                .sum();
    }

    private static boolean isBound(Evidence evidence) {
        return evidence.rule().equals(Ranking.AT_LEAST_0) || evidence.rule().equals(Ranking.AT_MOST_1);
    }
}
