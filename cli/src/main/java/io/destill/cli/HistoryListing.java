package io.destill.cli;

import io.destill.cli.report.HistoryText;
import io.destill.history.Failure;
import io.destill.history.FailureHistory;
import io.destill.history.FailureHistory.Scope;
import io.destill.history.HistoryException;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code destill history top} and {@code flaky} have in common: a list of failures. */
abstract class HistoryListing implements Callable<Integer> {

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    HistoryScope scope = new HistoryScope();

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "How many at the most. Default: ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Option(names = "--json", description = "Writes a JSON array, one object for each failure.")
    private boolean json;

    @Mixin
    HistoryOptions history = new HistoryOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    HistoryListing(Console console) {
        this.console = console;
    }

    abstract List<Failure> ask(FailureHistory history, Scope scope, int limit) throws HistoryException;

    abstract HistoryText.Count count();

    abstract String none();

    @Override
    public Integer call() throws CommandException, IOException {
        if (limit < 1 || limit > 10_000) {
            throw new ParameterException(spec.commandLine(), "--limit must be from 1 to 10000, not " + limit + ".");
        }
        Writer out = console.textOut();
        try (FailureHistory opened = history.open(console)) {
            List<Failure> failures = ask(opened, scope.scope(), limit);
            if (json) {
                out.write(HistoryText.json(failures));
            } else if (failures.isEmpty()) {
                console.say(none());
            } else {
                HistoryText.list(failures, count(), console.textWidth(), out);
            }
        } catch (HistoryException e) {
            throw new CommandException(ExitCode.ERROR, String.valueOf(e.getMessage()));
        }
        out.flush();
        return ExitCode.OK;
    }
}
