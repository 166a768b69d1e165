package io.destill.cli;

import io.destill.cli.report.HistoryText;
import io.destill.history.FailureHistory;
import io.destill.history.HistoryException;
import io.destill.history.Mark;
import io.destill.history.Marks.Marked;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code destill history marks}: what people said of failures. */
@Command(
        name = "marks",
        header = {
            "Lists the failures that were marked as noise or as the cause, and changes marks.",
            "",
            "A marked failure ranks by that in every analysis of its pipeline.",
            "",
            "Examples:",
            "  destill history marks",
            "  destill history marks --noise 9f86d081 --pipeline acme/api",
            "  destill history marks --remove 9f86d081"
        },
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
final class HistoryMarksCommand implements Callable<Integer> {

    private final Console console;

    @ArgGroup
    private @Nullable Change change;

    @Option(names = "--pipeline", paramLabel = "NAME", description = "Only in this pipeline.")
    private @Nullable String pipeline;

    @Option(names = "--json", description = "Writes a JSON array, one object for each mark.")
    private boolean json;

    @Mixin
    HistoryOptions history = new HistoryOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    HistoryMarksCommand(Console console) {
        this.console = console;
    }

    /** One of them. */
    static final class Change {
        @Option(names = "--noise", paramLabel = "HASH", description = "Marks a failure as noise.")
        private @Nullable String noise;

        @Option(names = "--cause", paramLabel = "HASH", description = "Marks a failure as the cause.")
        private @Nullable String cause;

        @Option(names = "--remove", paramLabel = "HASH", description = "Takes a mark back.")
        private @Nullable String remove;

        void in(FailureHistory history, @Nullable String pipeline) throws CommandException, HistoryException {
            String named = noise != null ? noise : cause != null ? cause : String.valueOf(remove);
            String hash = HistoryShowCommand.checkedHash(named);
            Mark mark = noise != null ? Mark.NOISE : cause != null ? Mark.CAUSE : null;
            if (history.mark(hash, pipeline, mark) == 0) {
                throw mark == null
                        ? new CommandException(
                                ExitCode.ERROR, "No failure whose hash begins with " + hash + " is marked.")
                        : HistoryShowCommand.unknown(hash);
            }
        }
    }

    @Override
    public Integer call() throws CommandException, IOException {
        Writer out = console.textOut();
        try (FailureHistory opened = history.open(console)) {
            if (change != null) {
                change.in(opened, pipeline);
            }
            List<Marked> marks = opened.marks(pipeline);
            if (json) {
                out.write(HistoryText.json(marks));
            } else if (marks.isEmpty()) {
                console.say("No failure is marked.");
            } else {
                HistoryText.marks(marks, console.textWidth(), out);
            }
        } catch (HistoryException e) {
            throw new CommandException(ExitCode.ERROR, String.valueOf(e.getMessage()));
        }
        out.flush();
        return ExitCode.OK;
    }
}
