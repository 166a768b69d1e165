package io.destill.cli;

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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the result of a request is shown: the options, and the showing. */
final class ResultOptions {

    private static final Duration TICK = Duration.ofMillis(100);

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

    /** As {@link #show}, with agents elsewhere. */
    int showFromServer(
            Console console, NatsOptions nats, String requestId, @Nullable AnalysisRequest request, Format shown)
            throws CommandException, IOException, InterruptedException {
        try (Broker broker = nats.open(console.environment())) {
            return show(console, broker, requestId, request, shown);
        } catch (BrokerException e) {
            throw NatsOptions.failure(e);
        }
    }

    /**
     * Follows a request to its end and shows what is found.
     *
     * @param request published once it is followed; null if it has been already
     * @return the exit code
     */
    int show(Console console, Broker broker, String requestId, @Nullable AnalysisRequest request, Format shown)
            throws BrokerException, IOException, InterruptedException {
        RequestState state = new RequestState();
        Outcome outcome = new Outcome();
        boolean interrupted = false;
        try (RequestFollower follower = new RequestFollower(broker, requestId)) {
            if (request != null) {
                broker.publish(request);
            }
            if (shown == Format.TUI) {
                interrupted = new TriageApp(
                                follower,
                                state,
                                outcome::add,
                                console.color(color, true),
                                console.utf8(),
                                console.environment())
                        .run();
            } else if (!follow(console, follower, state, outcome, output(console, shown, requestId))) {
                return outcome.exitCode(state, exitStatus);
            }
        }
        outcome.problems(state).forEach(console::say);
        return interrupted ? ExitCode.INTERRUPTED : outcome.exitCode(state, exitStatus);
    }

    /** @return false if whoever read the result has gone */
    private boolean follow(
            Console console, RequestFollower follower, RequestState state, Outcome outcome, Output output)
            throws BrokerException, IOException, InterruptedException {
        ProgressLine progress = new ProgressLine(
                console.err(), console.errIsTerminal(), console.utf8(), console.columns(), System::nanoTime);
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
            case TEXT -> new TextOutput(console.textOut(), console.paint(color), console.textWidth(), limit);
            case AUTO, TUI -> throw new IllegalArgumentException(shown + " is no output");
        };
    }

    /** The form to show the result in. */
    Format shownFormat(Console console, boolean fromStandardInput) {
        Console.Rich rich = console.rich(fromStandardInput);
        if (format == Format.TUI && rich != Console.Rich.YES) {
            throw wrong("--format tui is not possible: " + rich.why + ". Use --format text.");
        }
        if (format == Format.AUTO) {
            return rich == Console.Rich.YES ? Format.TUI : Format.TEXT;
        }
        return format;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
