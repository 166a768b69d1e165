package io.destill.analysis;

import io.destill.history.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Findings ranked with what people said of them. */
final class MarkedFindings {

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
        ranked.sort(Comparator.comparingDouble((Finding finding) -> -MarkedEvidence.sum(finding.evidence())));
        for (int i = 0; i < ranked.size(); i++) {
            ranked.set(i, ranked.get(i).withRank(i + 1));
        }
        return ranked;
    }

    private static Finding marked(Finding finding, Mark mark) {
        MarkedEvidence marked = MarkedEvidence.of(finding.evidence(), mark);
        return finding.withEvidence(marked.confidence(), marked.evidence());
    }
}
