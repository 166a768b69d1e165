package io.destill.cli;

import io.destill.analysis.RuleSet;
import io.destill.broker.BrokerException;
import io.destill.contracts.AnalysisRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "  DESTILL_HISTORY_URL       where failures are remembered: postgresql://user@host/database, or off",
            "  DESTILL_HISTORY_KEEP      how many days builds are remembered; 180 if not set",
            "  NO_COLOR                  if set, no colours",
            "",
            "Exit codes: 0 analysed, 1 error, 2 wrong usage, 4 credentials, 130 interrupted;",
            "10 if failures were found and --exit-status was given."
        })
final class AnalyzeCommand implements Callable<Integer> {

    private static final int MAX_PARALLEL = 64;

    private final Console console;
    private final Pipeline.Factory pipelines;

    /** What a person should know of the history, once the result is shown. */
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private @Nullable Pipeline started;

    /** Standard input, if a person may want to see all of it. */
    private @Nullable KeptInput input;

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
    HistoryOptions history = new HistoryOptions();

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
        if (history.place != null && nats.isSet(console.environment()) && !areLocal(targets)) {
            throw wrong("--history is for this machine; the agents behind the NATS server have a history of their own."
                    + " Leave out one of the two.");
        }
        if (fromStandardInput && shown == Format.TUI) {
            input = KeptInput.of(console.in());
        }
        AnalysisRequest.Options options = new AnalysisRequest.Options(allJobs, noPassed);
        try (Requests requests = new Requests(console.environment(), this::startAgents, nats, passed.any(), options)) {
            int exitCode = result.show(
                    console,
                    requests,
                    targets,
                    allJobs,
                    new FetchedLogs(EmbeddedPipeline.lasting(console.environment()), input),
                    shown);
            if (started != null) {
                started.settle();
            }
            told.forEach(console::say);
            return exitCode;
        }
    }

    /** In this process, with which they end: a read of standard input might never do so by itself. */
    private Requests.Here startAgents() throws CommandException, BrokerException {
        HistoryOptions.Used used = history.forAnalysis(console.environment(), told::add);
        used.history().prepare();
        RuleSet rules = ruleOptions.rules(console);
        started = pipelines.start(
                input == null ? console.in() : input,
                rules,
                passed.files(rules),
                used.history(),
                parallel,
                console.environment());
        return new Requests.Here(started.broker(), used.marks());
    }

    private static boolean areLocal(List<String> targets) {
        return targets.stream().map(Target::buildUrl).allMatch(Target::isLocal);
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
