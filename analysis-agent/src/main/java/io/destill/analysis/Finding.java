package io.destill.analysis;

import io.destill.contracts.Category;
import io.destill.contracts.Evidence;
import io.destill.contracts.Occurrences;
import io.destill.contracts.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One failure in a log: all of a triage card that the log alone decides. See {@link io.destill.contracts.TriageCard} for
 * the fields.
 */
public record Finding(
        int rank,
        double confidence,
        List<Evidence> evidence,
        Severity severity,
        Category category,
        long line,
        long lineStart,
        long lineEnd,
        String message,
        String normalizedMessage,
        String messageHash,
        List<String> lines,
        List<String> before,
        List<String> after,
        @Nullable String section,
        Occurrences occurrences) {

    Finding withRank(int newRank) {
        return with(newRank, confidence, evidence);
    }

    Finding withEvidence(double newConfidence, List<Evidence> newEvidence) {
        return with(rank, newConfidence, newEvidence);
    }

    private Finding with(int newRank, double newConfidence, List<Evidence> newEvidence) {
        return new Finding(
                newRank,
                newConfidence,
                newEvidence,
                severity,
                category,
                line,
                lineStart,
                lineEnd,
                message,
                normalizedMessage,
                messageHash,
                lines,
                before,
                after,
                section,
                occurrences);
    }
}
