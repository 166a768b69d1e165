package io.destill.cli;

import io.destill.cli.report.HistoryText;
import io.destill.history.Failure;
import io.destill.history.FailureHistory;
import io.destill.history.HistoryException;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code destill history show}: all that is known of a failure. */
@Command(
        name = "show",
        header = {
            "Shows a failure: its builds over time, the first and the last, its branches, a card.",
            "",
            "Examples:",
            "  destill history show 9f86d081",
            "  destill history show 9f86d081 --pipeline acme/api --json"
        },
        synopsisHeading = "%nUsage: ",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n")
final class HistoryShowCommand implements Callable<Integer> {

    private static final int MOST = 10;

    private final Console console;

    @Mixin
    HashParameter hash = new HashParameter();

    @Option(names = "--pipeline", paramLabel = "NAME", description = "Only in this pipeline.")
    private @Nullable String pipeline;

    @Option(names = "--json", description = "Writes a JSON array, one object for each pipeline that has it.")
    private boolean json;

    @Mixin
    HistoryOptions history = new HistoryOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    HistoryShowCommand(Console console) {
        this.console = console;
    }

    /** The hash as every command takes it. */
    static final class HashParameter {
        @Parameters(paramLabel = "HASH", description = "A failure's message_hash, or its beginning.")
        @SuppressWarnings("NullAway.Init")
        private String value;

        String checked() throws CommandException {
            return HistoryShowCommand.checkedHash(value);
        }
    }

    /** @throws CommandException if it cannot be the beginning of one */
    static String checkedHash(String hash) throws CommandException {
        if (!hash.matches("[0-9a-fA-F]{4,64}")) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "'" + hash + "' is no beginning of a message hash: at least four of the digits 0-9 and a-f, as"
                            + " 'destill history top' shows them.");
        }
        return hash.toLowerCase(java.util.Locale.ROOT);
    }

    static CommandException unknown(String hash) {
        return new CommandException(
                ExitCode.ERROR, "The history holds no failure whose hash begins with " + hash + ".");
    }

    @Override
    public Integer call() throws CommandException, IOException {
        String wanted = hash.checked();
        Writer out = console.textOut();
        try (FailureHistory opened = history.open(console)) {
            List<Failure> failures = opened.find(wanted, pipeline, MOST);
            if (failures.isEmpty()) {
                throw unknown(wanted);
            }
            List<HistoryText.Detail> details = new java.util.ArrayList<>();
            for (Failure failure : failures) {
                details.add(new HistoryText.Detail(failure, opened.days(failure, Instant.EPOCH)));
            }
            if (json) {
                out.write(HistoryText.json(details));
            } else {
                HistoryText.details(details, console.textWidth(), console.utf8(), out);
            }
        } catch (HistoryException e) {
            throw new CommandException(ExitCode.ERROR, String.valueOf(e.getMessage()));
        }
        out.flush();
        return ExitCode.OK;
    }
}
