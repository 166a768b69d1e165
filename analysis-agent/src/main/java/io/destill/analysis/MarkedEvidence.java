package io.destill.analysis;

import io.destill.contracts.Evidence;
import io.destill.history.Mark;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evidence with what a person said of a failure: that is evidence like any other, and weighs more than all of it.
 *
 * @param confidence 0 to 1; the contributions of {@code evidence} add up to it
 */
public record MarkedEvidence(double confidence, List<Evidence> evidence) {

    private static final double WEIGHT = 1.0;
    private static final String RULE = "marked-as-";

    /** @param mark takes the place of what was said before; null takes that back */
    public static MarkedEvidence of(List<Evidence> evidence, @Nullable Mark mark) {
        List<Evidence> all = new ArrayList<>(
                evidence.stream().filter(e -> !isBound(e) && !isMark(e)).toList());
        if (mark != null) {
            all.add(new Evidence(
                    RULE + mark.label(),
                    mark == Mark.CAUSE ? WEIGHT : -WEIGHT,
                    "a person said so: destill history marks"));
        }
        double sum = sum(all);
        double bounded = Math.clamp(sum, 0, 1);
        if (Math.abs(bounded - sum) > 1e-9) {
            all.add(new Evidence(sum < 0 ? Ranking.AT_LEAST_0 : Ranking.AT_MOST_1, bounded - sum, null));
        }
        return new MarkedEvidence(bounded, all);
    }

    /** What a person said, as evidence tells it; null for nothing. */
    public static @Nullable Mark markIn(List<Evidence> evidence) {
        for (Evidence e : evidence) {
            if (isMark(e)) {
                return e.contribution() > 0 ? Mark.CAUSE : Mark.NOISE;
            }
        }
        return null;
    }

    /** Without what keeps it between 0 and 1. */
    static double sum(List<Evidence> evidence) {
        double sum = 0;
        for (Evidence e : evidence) {
            sum += isBound(e) ? 0 : e.contribution();
        }
        return sum;
    }

    private static boolean isMark(Evidence evidence) {
        return evidence.rule().startsWith(RULE);
    }

    private static boolean isBound(Evidence evidence) {
        return evidence.rule().equals(Ranking.AT_LEAST_0) || evidence.rule().equals(Ranking.AT_MOST_1);
    }
}
