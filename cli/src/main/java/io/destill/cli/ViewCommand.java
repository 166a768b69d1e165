package io.destill.cli;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code destill view}: shows a request that was submitted, from its beginning and as it goes on. */
@Command(
        name = "view",
        header = "Shows what an earlier request found, and what it still finds.",
        synopsisHeading = "%nUsage: ",
        sortOptions = false,
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n")
final class ViewCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "REQUEST", description = "The id that 'destill submit' printed.")
    @SuppressWarnings("NullAway.Init")
    private String requestId;

    @Mixin
    ResultOptions result = new ResultOptions();

    @Mixin
    NatsOptions nats = new NatsOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    ViewCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        result.checkLimit();
        String id = requestId.strip();
        try {
            UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, "'" + id + "' is no request's id: 'destill submit' prints one.");
        }
        Format shown = result.shownFormat(console, false);
        return result.showFromServer(console, nats, id, null, shown);
    }
}
