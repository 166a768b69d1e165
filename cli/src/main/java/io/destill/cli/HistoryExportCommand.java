package io.destill.cli;

import io.destill.cli.report.HistoryText;
import io.destill.history.FailureHistory;
import io.destill.history.HistoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code destill history export}: all failures for a program. */
@Command(
        name = "export",
        header = {
            "Writes all failures as NDJSON: one JSON object a line.",
            "",
            "Examples:",
            "  destill history export > failures.ndjson",
            "  destill history export --pipeline acme/api | jq 'select(.builds > 10) | .message'"
        },
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
final class HistoryExportCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    HistoryScope scope = new HistoryScope();

    @Mixin
    HistoryOptions history = new HistoryOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    HistoryExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, IOException {
        Writer out = console.textOut();
        try (FailureHistory opened = history.open(console)) {
            opened.export(scope.scope(), failure -> {
                try {
                    out.write(HistoryText.jsonLine(failure));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (HistoryException e) {
            throw new CommandException(ExitCode.ERROR, String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        out.flush();
        return ExitCode.OK;
    }
}
