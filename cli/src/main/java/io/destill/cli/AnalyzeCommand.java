package io.destill.cli;

import io.destill.analysis.RuleSet;
import io.destill.broker.BrokerException;
import io.destill.contracts.AnalysisRequest;
import java.io.IOException;
import java.util.List;
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
            "  destill analyze URL URL                     several builds",
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
            arity = "1..*",
            description = "A Buildkite URL, a log file, a directory of logs, or - for standard input.")
    @SuppressWarnings("NullAway.Init")
    private List<String> targets;

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
        if (targets.stream().anyMatch(String::isBlank)) {
            throw wrong("BUILD is empty.");
        }
        boolean fromStandardInput = targets.stream().anyMatch(AnalyzeCommand::isStandardInput);
        Format shown = result.shownFormat(console, fromStandardInput);
        if (fromStandardInput && console.inIsTerminal()) {
            console.say("Reading the log from the keyboard; Ctrl-D ends it.");
        }
        AnalysisRequest.Options options = new AnalysisRequest.Options(allJobs, noPassed);
        try (Requests requests = new Requests(console.environment(), this::startAgents, nats, passed.any(), options)) {
            return result.show(console, requests, targets, allJobs, shown);
        }
    }

    /** In this process, with which they end: a read of standard input might never do so by itself. */
    private Pipeline startAgents() throws CommandException, BrokerException {
        RuleSet rules = ruleOptions.rules(console);
        return pipelines.start(console.in(), rules, passed.files(rules), parallel, console.environment());
    }

    private static boolean isStandardInput(String target) {
        return Target.STANDARD_INPUT.equals(target.strip());
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
