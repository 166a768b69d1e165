package io.destill.training;

import io.destill.analysis.Finding;
import java.util.List;
import java.util.Locale;

/**
 * How well a ranking does on some logs. A card hits if it shows a line of the cause; what a person reads until then is all
 * lines of all cards down to that one.
 */
final class Figures {

    private int logs;
    private int first;
    private int amongFive;
    private int withinTenLines;
    private int withinThirtyLines;

    /** Counts a log in, with its cards, best first. */
    void add(LabelledLog log, List<Finding> findings) {
        logs++;
        long read = 0;
        for (Finding finding : findings) {
            read += finding.lineEnd() - finding.lineStart() + 1;
            if (log.isCause(finding)) {
                first += finding.rank() == 1 ? 1 : 0;
                amongFive += finding.rank() <= 5 ? 1 : 0;
                withinTenLines += read <= 10 ? 1 : 0;
                withinThirtyLines += read <= 30 ? 1 : 0;
                return;
            }
        }
    }

    double hitAt1() {
        return (double) first / logs;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "hit@1 %.3f  hit@5 %.3f  rd10 %.3f  rd30 %.3f",
                hitAt1(),
                (double) amongFive / logs,
                (double) withinTenLines / logs,
                (double) withinThirtyLines / logs);
    }
}
