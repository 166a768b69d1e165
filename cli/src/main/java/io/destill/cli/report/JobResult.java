package io.destill.cli.report;

import io.destill.contracts.JobRef;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.TriageCard;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job that is done. It may come twice: when its cards are there, and when they have been ranked anew.
 *
 * @param failure what kept it from being analysed; null if it was
 * @param reason why it was not analysed, or only a part of its log; null if all is well
 * @param cards by rank
 * @param passedLogs how many logs of jobs that passed it was compared with
 * @param missing why there was less to compare with than there should be; null if all is well
 * @param settled whether its cards stay as they are; if not, it comes again
 */
public record JobResult(
        JobRef job,
        @Nullable FailureKind failure,
        @Nullable String reason,
        List<TriageCard> cards,
        int passedLogs,
        @Nullable String missing,
        boolean settled) {

    public JobResult {
        cards = List.copyOf(cards);
    }

    /** Whether the log was analysed from its beginning to its end. */
    public boolean whole() {
        return failure == null && reason == null;
    }
}
