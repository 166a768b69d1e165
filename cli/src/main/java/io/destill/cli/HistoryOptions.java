package io.destill.cli;

import io.destill.analysis.JobHistory;
import io.destill.history.FailureHistory;
import io.destill.history.HistoryException;
import io.destill.history.HistorySettings;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the history is. */
final class HistoryOptions {

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = "Where failures are remembered; off for nowhere. Default: DESTILL_HISTORY_URL, or else"
                    + " destill/history.db in $$XDG_DATA_HOME (~/.local/share).")
    @Nullable
    String place;

    /**
     * The history for an analysis, which it never stops.
     *
     * @param tell learns what a person should know, as sentences
     */
    JobHistory forAnalysis(Map<String, String> environment, Consumer<String> tell) {
        try {
            HistorySettings settings = HistorySettings.of(place, environment, true);
            return settings == null ? JobHistory.NONE : JobHistory.of(settings.open(tell), tell);
        } catch (HistoryException e) {
            return JobHistory.unusable(e, tell);
        }
    }

    /** @throws CommandException if there is none */
    FailureHistory open(Console console) throws CommandException {
        try {
            HistorySettings settings = HistorySettings.of(place, console.environment(), true);
            if (settings != null) {
                return settings.open(console::say);
            }
        } catch (HistoryException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
        throw new CommandException(
                ExitCode.USAGE,
                "There is no history: it is off, or there is no home folder. Name a file with --history, or set "
                        + HistorySettings.URL + ".");
    }
}
