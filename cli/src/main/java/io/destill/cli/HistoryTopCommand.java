package io.destill.cli;

import io.destill.cli.report.HistoryText;
import io.destill.history.Failure;
import io.destill.history.FailureHistory;
import io.destill.history.FailureHistory.Scope;
import io.destill.history.HistoryException;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code destill history top}: the most frequent failures. */
@Command(
        name = "top",
        header = {
            "Lists the failures that the most builds had among the first three of a job.",
            "",
            "Examples:",
            "  destill history top",
            "  destill history top --pipeline acme/api --branch main --since 30d --limit 5"
        },
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
final class HistoryTopCommand extends HistoryListing {

    HistoryTopCommand(Console console) {
        super(console);
    }

    @Override
    List<Failure> ask(FailureHistory history, Scope scope, int limit) throws HistoryException {
        return history.top(scope, limit);
    }

    @Override
    HistoryText.Count count() {
        return HistoryText.Count.BUILDS;
    }

    @Override
    String none() {
        return "The history holds no failure of that kind.";
    }
}
