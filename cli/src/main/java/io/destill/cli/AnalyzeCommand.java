package io.destill.cli;

import com.fasterxml.uuid.Generators;
import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.cli.report.JobResult;
import io.destill.cli.report.JsonOutput;
import io.destill.cli.report.NdjsonOutput;
import io.destill.cli.report.Output;
import io.destill.cli.report.ProgressLine;
import io.destill.cli.report.RequestFollower;
import io.destill.cli.report.RequestState;
import io.destill.cli.report.TextOutput;
import io.destill.cli.tui.TriageApp;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.Message;
import java.io.IOException;
import java.time.Duration;
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
            "  NO_COLOR                  if set, no colours",
            "",
            "Exit codes: 0 analysed, 1 error, 2 wrong usage, 4 credentials, 130 interrupted;",
            "10 if failures were found and --exit-status was given."
        })
final class AnalyzeCommand implements Callable<Integer> {

    private static final Duration TICK = Duration.ofMillis(100);
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
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. auto is tui on a terminal, else text. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.AUTO;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "How many failures of each job text shows, best first. Default: ${DEFAULT-VALUE}.")
    private int limit = 3;

    @Option(
            names = {"--all-jobs", "--passed-too"},
            description = "Analyses the jobs that passed too.")
    private boolean allJobs;

    @Option(names = "--exit-status", description = "Exits with 10 if failures were found.")
    private boolean exitStatus;

    @Option(names = "--no-progress", description = "Shows no progress on standard error.")
    private boolean noProgress;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private When color = When.AUTO;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "How many logs are fetched, and how many analysed, at once. Default: ${DEFAULT-VALUE}.")
    private int parallel = 4;

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
        checkRange("--limit", limit, Integer.MAX_VALUE);
        checkRange("--parallel", parallel, MAX_PARALLEL);
        if (target.isBlank()) {
            throw wrong("BUILD is empty.");
        }
        boolean fromStandardInput = Target.STANDARD_INPUT.equals(target.strip());
        Format shown = shownFormat(fromStandardInput);
        if (fromStandardInput && console.inIsTerminal()) {
            console.say("Reading the log from the keyboard; Ctrl-D ends it.");
        }
        AnalysisRequest request = new AnalysisRequest(
                Generators.timeBasedEpochGenerator().generate().toString(),
                Target.buildUrl(target),
                Instant.now(),
                new AnalysisRequest.Options(allJobs));
        try {
            // Not closed: the process ends with the command, and a read of standard input might never end.
            Pipeline pipeline =
                    pipelines.start(console.in(), ruleOptions.rules(console), parallel, console.environment());
            return analyze(request, shown, pipeline.broker());
        } catch (BrokerException e) {
            throw new CommandException(ExitCode.ERROR, String.valueOf(e.getMessage()));
        }
    }

    private int analyze(AnalysisRequest request, Format shown, Broker broker)
            throws BrokerException, IOException, InterruptedException {
        RequestState state = new RequestState();
        Outcome outcome = new Outcome();
        boolean interrupted = false;
        try (RequestFollower follower = new RequestFollower(broker, request.requestId())) {
            broker.publish(request);
            if (shown == Format.TUI) {
                interrupted = new TriageApp(
                                follower,
                                state,
                                outcome::add,
                                console.color(color, true),
                                console.utf8(),
                                console.environment())
                        .run();
            } else if (!follow(follower, state, outcome, output(shown, request.requestId()))) {
                return outcome.exitCode(state, exitStatus);
            }
        }
        outcome.problems(state).forEach(console::say);
        return interrupted ? ExitCode.INTERRUPTED : outcome.exitCode(state, exitStatus);
    }

    /** @return false if whoever read the result has gone */
    private boolean follow(RequestFollower follower, RequestState state, Outcome outcome, Output output)
            throws BrokerException, IOException, InterruptedException {
        ProgressLine progress = new ProgressLine(
                console.err(), console.errIsTerminal(), console.utf8(), console.columns(), System::nanoTime);
        Thread interruption = new Thread(() -> {
            progress.clear();
            console.say("Interrupted after " + state.jobsDone() + " of " + state.jobs() + " jobs.");
        });
        Runtime.getRuntime().addShutdownHook(interruption);
        try {
            while (!state.complete()) {
                if (!noProgress) {
                    progress.show(state);
                }
                Message message = follower.next(TICK);
                JobResult result = message == null ? null : state.accept(message);
                if (result != null) {
                    progress.clear();
                    outcome.add(result);
                    output.job(result);
                }
            }
            progress.clear();
            output.finish(state);
            return true;
        } catch (IOException e) {
            progress.clear();
            if (Console.isClosedPipe(e)) {
                return false;
            }
            throw new IOException("The result cannot be written to standard output: " + e.getMessage(), e);
        } finally {
            Runtime.getRuntime().removeShutdownHook(interruption);
        }
    }

    private Output output(Format shown, String requestId) {
        return switch (shown) {
            case JSON -> new JsonOutput(console.out(), requestId);
            case NDJSON -> new NdjsonOutput(console.out());
            case TEXT -> new TextOutput(console.textOut(), console.paint(color), console.textWidth(), limit);
            case AUTO, TUI -> throw new IllegalArgumentException(shown + " is no output");
        };
    }

    private Format shownFormat(boolean fromStandardInput) {
        Console.Rich rich = console.rich(fromStandardInput);
        if (format == Format.TUI && rich != Console.Rich.YES) {
            throw wrong("--format tui is not possible: " + rich.why + ". Use --format text.");
        }
        if (format == Format.AUTO) {
            return rich == Console.Rich.YES ? Format.TUI : Format.TEXT;
        }
        return format;
    }

    private void checkRange(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw wrong(option + " must be " + (max == Integer.MAX_VALUE ? "at least 1" : "from 1 to " + max) + ", not "
                    + value + ".");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
