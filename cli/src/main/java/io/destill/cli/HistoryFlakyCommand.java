package io.destill.cli;

import io.destill.cli.report.HistoryText;
import io.destill.history.Failure;
import io.destill.history.FailureHistory;
import io.destill.history.FailureHistory.Scope;
import io.destill.history.HistoryException;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code destill history flaky}: what passed when it was tried again. */
@Command(
        name = "flaky",
        header = {
            "Lists the failures whose job passed when it was tried again, with nothing changed.",
            "",
            "Examples:",
            "  destill history flaky",
            "  destill history flaky --pipeline acme/api --since 30d --json"
        },
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
final class HistoryFlakyCommand extends HistoryListing {

    HistoryFlakyCommand(Console console) {
        super(console);
    }

    @Override
    List<Failure> ask(FailureHistory history, Scope scope, int limit) throws HistoryException {
        return history.flaky(scope, limit);
    }

    @Override
    HistoryText.Count count() {
        return HistoryText.Count.PASSED_ON_RETRY;
    }

    @Override
    String none() {
        return "The history knows no failure whose job passed when it was tried again.";
    }
}
