package io.destill.cli;

import com.fasterxml.uuid.Generators;
import io.destill.analysis.RuleSet;
import io.destill.broker.BrokerException;
import io.destill.contracts.AnalysisRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code destill analyze}: publishes a request, follows it to its end, and shows what is found. */
@Command(
        name = "analyze",
        header = {
            "Ranks the failures in the logs of a build, the most likely cause first.",
            "",
            "Examples:",
            "  destill analyze https://buildkite.com/acme/api/builds/4821",
            "  destill analyze build.log                   one log",
            "  destill analyze logs/                       each file is a job; .gz too",
            "  make 2>&1 | destill analyze -               a log on standard input",
            "  destill analyze build.log --passed ok.log   with a log of the same job when it passed",
            "  destill analyze build.log --format ndjson   one failure a line, for programs"
        },
        synopsisHeading = "%nUsage: ",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        footer = {
            "",
            "Environment:",
            "  BUILDKITE_API_TOKEN       a token with the scopes read_builds and read_build_logs",
            "  BUILDKITE_API_TOKEN_FILE  or a file that holds it",
            "  DESTILL_NATS_URL          the NATS server of a team's agents, which then do the work",
            "  NO_COLOR                  if set, no colours",
            "",
            "Exit codes: 0 analysed, 1 error, 2 wrong usage, 4 credentials, 130 interrupted;",
            "10 if failures were found and --exit-status was given."
        })
final class AnalyzeCommand implements Callable<Integer> {

    private static final int MAX_PARALLEL = 64;

    private final Console console;
    private final Pipeline.Factory pipelines;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "BUILD",
            description = "A Buildkite URL, a log file, a directory of logs, or - for standard input.")
    @SuppressWarnings("NullAway.Init")
    private String target;

    @Option(
            names = {"--all-jobs", "--passed-too"},
            description = "Analyses the jobs that passed too.")
    private boolean allJobs;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "How many logs are fetched, and how many analysed, at once. Default: ${DEFAULT-VALUE}.")
    private int parallel = 4;

    @Mixin
    PassedOptions passed = new PassedOptions();

    @Option(
            names = "--no-passed",
            description = "Does not compare failed jobs of a build with jobs of the same step that passed.")
    private boolean noPassed;

    @Mixin
    ResultOptions result = new ResultOptions();

    @Mixin
    NatsOptions nats = new NatsOptions();

    @Mixin
    RuleOptions ruleOptions = new RuleOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    AnalyzeCommand(Console console, Pipeline.Factory pipelines) {
        this.console = console;
        this.pipelines = pipelines;
    }

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        result.checkLimit();
        checkRange("--parallel", parallel, MAX_PARALLEL);
        if (target.isBlank()) {
            throw wrong("BUILD is empty.");
        }
        boolean fromStandardInput = Target.STANDARD_INPUT.equals(target.strip());
        Format shown = result.shownFormat(console, fromStandardInput);
        if (fromStandardInput && console.inIsTerminal()) {
            console.say("Reading the log from the keyboard; Ctrl-D ends it.");
        }
        AnalysisRequest request = new AnalysisRequest(
                Generators.timeBasedEpochGenerator().generate().toString(),
                Target.buildUrl(target),
                Instant.now(),
                new AnalysisRequest.Options(allJobs, noPassed));
        if (nats.isSet(console.environment()) && !Target.isLocal(request.buildUrl())) {
            if (passed.any()) {
                throw wrong("--passed names logs on this machine, which the agents behind the NATS server cannot read."
                        + " Leave out one of the two.");
            }
            return result.showFromServer(console, nats, request.requestId(), request, shown);
        }
        try {
            // Not closed: the process ends with the command, and a read of standard input might never end.
            RuleSet rules = ruleOptions.rules(console);
            Pipeline pipeline =
                    pipelines.start(console.in(), rules, passed.files(rules), parallel, console.environment());
            return result.show(console, pipeline.broker(), request.requestId(), request, shown);
        } catch (BrokerException e) {
            throw new CommandException(ExitCode.ERROR, String.valueOf(e.getMessage()));
        }
    }

    private void checkRange(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw wrong(option + " must be from 1 to " + max + ", not " + value + ".");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
