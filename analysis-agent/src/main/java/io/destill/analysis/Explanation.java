package io.destill.analysis;

import io.destill.contracts.Evidence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a line of a log ranks where it does, stage by stage.
 *
 * @param line from 1
 * @param seen the line as a person sees it
 * @param section the group that it stands in
 * @param command the command whose output it is; empty if the log names none
 * @param keywords those of all rules that were found in it
 * @param rules those that match it
 * @param block the block that it belongs to; null if it is in none that was judged
 * @param rank of the card that it is in; null if it is in none
 * @param cards how many cards the log has
 * @param outcome a sentence that says what became of it
 */
public record Explanation(
        long line,
        String seen,
        @Nullable String section,
        String command,
        List<String> keywords,
        List<RuleSummary> rules,
        @Nullable Span block,
        @Nullable Integer rank,
        int cards,
        String outcome) {

    /**
     * A block and all that speaks for and against it.
     *
     * @param primary the line that says most
     * @param evidence adds up to the confidence
     */
    public record Span(long lineStart, long lineEnd, long primary, List<Evidence> evidence, double confidence) {}
}
