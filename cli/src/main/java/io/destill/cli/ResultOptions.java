package io.destill.cli;

import io.destill.broker.BrokerException;
import io.destill.cli.report.JobResult;
import io.destill.cli.report.JsonOutput;
import io.destill.cli.report.NdjsonOutput;
import io.destill.cli.report.Output;
import io.destill.cli.report.ProgressLine;
import io.destill.cli.report.RequestFollower;
import io.destill.cli.report.RequestState;
import io.destill.cli.report.TextOutput;
import io.destill.cli.tui.Builds;
import io.destill.cli.tui.Logs;
import io.destill.cli.tui.MarkKeeper;
import io.destill.cli.tui.Settings;
import io.destill.cli.tui.TriageApp;
import io.destill.contracts.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the result of a request is shown: the options, and the showing. */
final class ResultOptions {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LAST_MARKS = Duration.ofSeconds(5);

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

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
            names = "--plain",
            description =
                    "For a screen reader: text from top to bottom, nothing drawn, progress as lines. The same if TERM"
                            + " is dumb.")
    private boolean plain;

    @Option(names = "--exit-status", description = "Exits with 10 if failures were found.")
    private boolean exitStatus;

    @Option(names = "--no-progress", description = "Shows no progress on standard error.")
    private boolean noProgress;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private When color = When.AUTO;

    void checkLimit() {
        if (limit < 1) {
            throw wrong("--limit must be at least 1, not " + limit + ".");
        }
    }

    /** Where what is shown comes from. */
    interface Source {

        /** @throws CommandException if it cannot be had */
        Made make(String target) throws CommandException, InterruptedException;
    }

    /**
     * A request that was made.
     *
     * @param follower to be closed
     * @param marks what keeps what a person says of failures
     */
    record Made(String id, RequestFollower follower, MarkKeeper marks) {}

    /** A request, and how it ends. */
    private record Followed(RequestState state, Outcome outcome, MarkKeeper marks) {

        static Followed of(Made made) {
            return new Followed(new RequestState(), new Outcome(), made.marks);
        }
    }

    /**
     * Follows requests to their ends and shows what is found.
     *
     * @param targets what for
     * @param allJobs whether the person asked for the jobs that passed
     * @param logs for a screen
     * @return the exit code
     */
    int show(Console console, Source source, List<String> targets, boolean allJobs, Logs logs, Format shown)
            throws CommandException, IOException, InterruptedException {
        try {
            return shown == Format.TUI
                    ? showOnScreen(console, source, targets, allJobs, logs)
                    : showInTurn(console, source, targets, shown);
        } catch (BrokerException e) {
            throw NatsOptions.failure(e);
        }
    }

    private int showInTurn(Console console, Source source, List<String> targets, Format shown)
            throws CommandException, BrokerException, IOException, InterruptedException {
        int exitCode = ExitCode.OK;
        for (String target : targets) {
            Made made = source.make(target);
            Followed followed = Followed.of(made);
            try (RequestFollower follower = made.follower()) {
                if (!follow(console, follower, followed.state, followed.outcome, output(console, shown, made.id()))) {
                    return followed.outcome.exitCode(followed.state, exitStatus);
                }
            }
            followed.outcome.problems(followed.state).forEach(console::say);
            exitCode = ExitCode.worse(exitCode, followed.outcome.exitCode(followed.state, exitStatus));
        }
        return exitCode;
    }

    private int showOnScreen(Console console, Source source, List<String> targets, boolean allJobs, Logs logs)
            throws CommandException, BrokerException, IOException, InterruptedException {
        Settings settings = settings(console);
        // Of a build that was fetched again, the last time counts.
        Map<String, Followed> all = new LinkedHashMap<>();
        List<Builds.Opened> first = new ArrayList<>();
        for (String target : targets) {
            first.add(open(source, target, all));
        }
        boolean interrupted = new TriageApp(
                        target -> {
                            try {
                                return open(source, target, all);
                            } catch (CommandException e) {
                                throw new IOException(e.getMessage(), e);
                            }
                        },
                        logs,
                        settings,
                        console.colors(color),
                        console.utf8(),
                        allJobs,
                        console.environment())
                .run(first);
        for (MarkKeeper marks :
                all.values().stream().map(Followed::marks).distinct().toList()) {
            marks.settle(LAST_MARKS).forEach(console::say);
        }
        int exitCode = ExitCode.OK;
        for (Followed followed : all.values()) {
            followed.outcome.problems(followed.state).forEach(console::say);
            exitCode = ExitCode.worse(exitCode, followed.outcome.exitCode(followed.state, exitStatus));
        }
        return interrupted ? ExitCode.INTERRUPTED : exitCode;
    }

    private static Settings settings(Console console) throws CommandException {
        try {
            return Settings.load(console.environment());
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static Builds.Opened open(Source source, String target, Map<String, Followed> all)
            throws CommandException, InterruptedException {
        Made made = source.make(target);
        Followed followed = Followed.of(made);
        all.put(target, followed);
        return new Builds.Opened(target, made.follower(), followed.state, followed.outcome::add, made.marks());
    }

    /** @return false if whoever read the result has gone */
    private boolean follow(
            Console console, RequestFollower follower, RequestState state, Outcome outcome, Output output)
            throws BrokerException, IOException, InterruptedException {
        ProgressLine progress = new ProgressLine(
                console.err(),
                console.errIsTerminal() && !isPlain(console),
                console.utf8(),
                console.errIsTerminal() ? console.columns() : 0,
                System::nanoTime);
        Thread interruption = new Thread(() -> {
            progress.clear();
            console.say("Interrupted after " + state.jobsDone() + " of " + state.jobs() + " jobs.");
        });
        Runtime.getRuntime().addShutdownHook(interruption);
        try {
            while (!state.settled()) {
                if (!noProgress) {
                    progress.show(state);
                }
                Message message = follower.next(TICK);
                JobResult result = message == null ? null : state.accept(message);
                if (result != null) {
                    progress.clear();
                    outcome.add(result);
                    if (result.settled()) {
                        output.job(result);
                    }
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

    private Output output(Console console, Format shown, String requestId) {
        return switch (shown) {
            case JSON -> new JsonOutput(console.out(), requestId);
            case NDJSON -> new NdjsonOutput(console.out());
            case TEXT ->
                isPlain(console)
                        ? TextOutput.plain(console.textOut(), console.paint(color), limit)
                        : new TextOutput(console.textOut(), console.paint(color), console.textWidth(), limit);
            case AUTO, TUI -> throw new IllegalArgumentException(shown + " is no output");
        };
    }

    private boolean isPlain(Console console) {
        return plain || "dumb".equals(console.environment().get("TERM"));
    }

    /** The form to show the result in. */
    Format shownFormat(Console console, boolean fromStandardInput) {
        Console.Rich rich = console.rich(fromStandardInput);
        if (format == Format.TUI && plain) {
            throw wrong("--plain is text, --format tui is not. Leave out one of the two.");
        }
        if (format == Format.TUI && rich != Console.Rich.YES) {
            throw wrong("--format tui is not possible: " + rich.why + ". Use --format text.");
        }
        if (format == Format.AUTO) {
            return rich == Console.Rich.YES && !plain ? Format.TUI : Format.TEXT;
        }
        return format;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
