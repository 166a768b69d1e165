package io.destill.cli;

import io.destill.analysis.JobHistory;
import io.destill.cli.tui.MarkKeeper;
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
     * The history as an analysis uses it, and a person who looks at the result.
     *
     * @param marks keeps what the person says of failures
     */
    record Used(JobHistory history, MarkKeeper marks) {}

    /**
     * The history for an analysis, which it never stops.
     *
     * @param tell learns what a person should know, as sentences
     */
    Used forAnalysis(Map<String, String> environment, Consumer<String> tell) {
        try {
            HistorySettings settings = HistorySettings.of(place, environment, true);
            if (settings == null) {
                return new Used(JobHistory.NONE, MarkKeeper.nowhere("the history is off."));
            }
            FailureHistory history = settings.open(tell);
            return new Used(JobHistory.of(history, tell), MarkKeeper.in(history));
        } catch (HistoryException e) {
            return new Used(JobHistory.unusable(e, tell), MarkKeeper.nowhere(String.valueOf(e.getMessage())));
        }
    }

    /** What keeps marks of failures that a server's agents find: theirs is the history that counts. */
    static MarkKeeper marksOfAgents(Map<String, String> environment) {
        try {
            HistorySettings settings = HistorySettings.of(null, environment, false);
            return settings == null
                    ? MarkKeeper.nowhere("set " + HistorySettings.URL + " to the history of the agents.")
                    : MarkKeeper.in(settings.open(problem -> {}));
        } catch (HistoryException e) {
            return MarkKeeper.nowhere(String.valueOf(e.getMessage()));
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
