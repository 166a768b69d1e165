package io.destill.cli;

import io.destill.broker.Broker;
import io.destill.cli.report.RequestFollower;
import io.destill.cli.tui.MarkKeeper;
import java.io.IOException;
import java.util.List;
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
        String id = checked(requestId);
        Format shown = result.shownFormat(console, false);
        MarkKeeper marks = HistoryOptions.marksOfAgents(console.environment());
        try (Broker broker = nats.open(console.environment())) {
            return result.show(
                    console,
                    target -> new ResultOptions.Made(target, new RequestFollower(broker, checked(target)), marks),
                    List.of(id),
                    false,
                    new FetchedLogs(EmbeddedPipeline.lasting(console.environment()), null),
                    shown);
        }
    }

    private static String checked(String target) throws CommandException {
        String id = target.strip();
        try {
            UUID.fromString(id);
            return id;
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, "'" + id + "' is no request's id: 'destill submit' prints one.");
        }
    }
}
