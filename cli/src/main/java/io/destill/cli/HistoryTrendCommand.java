package io.destill.cli;

import io.destill.cli.report.HistoryText;
import io.destill.history.FailureHistory;
import io.destill.history.FailureHistory.Day;
import io.destill.history.FailureHistory.Scope;
import io.destill.history.HistoryException;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code destill history trend}: how many jobs failed each day. */
@Command(
        name = "trend",
        header = {
            "Draws how many jobs failed each day, of those that were analysed. Days end at midnight UTC.",
            "",
            "Examples:",
            "  destill history trend",
            "  destill history trend --pipeline acme/api --branch main --since 90d"
        },
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
final class HistoryTrendCommand implements Callable<Integer> {

    private static final int DAYS = 30;

    private final Console console;

    @Mixin
    HistoryScope scope = new HistoryScope();

    @Option(names = "--json", description = "Writes a JSON array, one object for each day with failures.")
    private boolean json;

    @Mixin
    HistoryOptions history = new HistoryOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    HistoryTrendCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, IOException {
        Scope asked = scope.scope();
        Instant since = asked.since() == null ? Instant.now().minus(Duration.ofDays(DAYS - 1)) : asked.since();
        Writer out = console.textOut();
        try (FailureHistory opened = history.open(console)) {
            List<Day> days = opened.trend(new Scope(asked.pipeline(), asked.branch(), since));
            if (json) {
                out.write(HistoryText.json(HistoryText.dated(days)));
            } else if (days.isEmpty()) {
                console.say("The history knows of no failed job in that time.");
            } else {
                HistoryText.trend(days, since, Instant.now(), console.textWidth(), console.utf8(), out);
            }
        } catch (HistoryException e) {
            throw new CommandException(ExitCode.ERROR, String.valueOf(e.getMessage()));
        }
        out.flush();
        return ExitCode.OK;
    }
}
