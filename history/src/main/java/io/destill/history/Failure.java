package io.destill.history;

import io.destill.contracts.Recurrence.Sighting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure as the history knows it. The texts are those of the card that it was first seen on, without secrets.
 *
 * @param pipeline as in {@link FailureHistory.Scope}
 * @param messageHash of the normalized message
 * @param normalizerVersion hashes of different versions are not comparable
 * @param message the primary line
 * @param lines the lines that the card showed, or the first of them
 * @param job the name of the job
 * @param severity as on the card
 * @param category as on the card
 * @param builds in how many builds it was seen, since the first
 * @param buildsInScope in how many of those that were asked for it stood among the first three
 * @param branches the names of those that it was seen on, most often seen first, at most ten
 * @param branchCount how many there are
 * @param onDefaultBranch whether it was seen on the pipeline's default branch; null if that is not known
 * @param passedOnRetry how often a step that showed it passed when it was tried again
 * @param mark what a person says of it
 */
public record Failure(
        String pipeline,
        String messageHash,
        int normalizerVersion,
        String message,
        List<String> lines,
        String job,
        String severity,
        String category,
        int builds,
        int buildsInScope,
        List<String> branches,
        int branchCount,
        @Nullable Boolean onDefaultBranch,
        int passedOnRetry,
        Sighting firstSeen,
        Sighting lastSeen,
        @Nullable Mark mark) {

    public Failure {
        lines = List.copyOf(lines);
        branches = List.copyOf(branches);
    }
}
