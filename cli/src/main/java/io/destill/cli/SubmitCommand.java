package io.destill.cli;

import com.fasterxml.uuid.Generators;
import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.contracts.AnalysisRequest;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code destill submit}: leaves a request with the agents, and prints its id. */
@Command(
        name = "submit",
        header = "Asks the agents for an analysis and leaves; prints the id for 'destill view'.",
        synopsisHeading = "%nUsage: ",
        sortOptions = false,
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n")
final class SubmitCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "BUILD", description = "A Buildkite URL.")
    @SuppressWarnings("NullAway.Init")
    private String target;

    @Option(names = "--all-jobs", description = "Analyses the jobs that passed too.")
    private boolean allJobs;

    @Option(
            names = "--no-passed",
            description = "Does not compare failed jobs of a build with jobs of the same step that passed.")
    private boolean noPassed;

    @Mixin
    NatsOptions nats = new NatsOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    SubmitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        String url = Target.buildUrl(target);
        if (Target.isLocal(url)) {
            throw new CommandException(
                    ExitCode.USAGE, "Only builds can be submitted: the agents do not see this machine's files.");
        }
        String id = Generators.timeBasedEpochGenerator().generate().toString();
        try (Broker broker = nats.open(console.environment())) {
            broker.publish(new AnalysisRequest(id, url, Instant.now(), new AnalysisRequest.Options(allJobs, noPassed)));
        } catch (BrokerException e) {
            throw NatsOptions.failure(e);
        }
        Writer out = console.textOut();
        out.write(id + "\n");
        out.flush();
        return ExitCode.OK;
    }
}
