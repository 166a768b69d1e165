package io.destill.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the {@code destill} process begins and ends. */
public final class Main {

    private Main() {}

    /** Runs a command and exits with its {@link ExitCode}. */
    public static void main(String[] args) {
        System.exit(run(Console.ofProcess(), EmbeddedPipeline::start, args));
    }

    /**
     * Runs a command as a process without a terminal would, and returns its exit code. What it started has been stopped
     * then; the streams stay open.
     */
    public static int run(
            InputStream in, OutputStream out, OutputStream err, Map<String, String> environment, String... args) {
        PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
        List<Pipeline> started = new ArrayList<>();
        try {
            return run(
                    new Console(in, out, messages, false, false, false, 0, environment),
                    (logIn, parallel, variables) -> {
                        Pipeline pipeline = EmbeddedPipeline.start(logIn, parallel, variables);
                        started.add(pipeline);
                        return pipeline;
                    },
                    args);
        } finally {
            started.forEach(Pipeline::close);
        }
    }

    static int run(Console console, Pipeline.Factory pipelines, String... args) {
        return commandLine(console, pipelines).execute(args);
    }

    static CommandLine commandLine(Console console, Pipeline.Factory pipelines) {
        return new CommandLine(new DestillCommand())
                .addSubcommand(new AnalyzeCommand(console, pipelines))
                .addSubcommand(new DoctorCommand(console))
                .addSubcommand(new CompletionCommand(console))
                .addSubcommand(new HelpCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, args) -> wrongUsage(console, e, args))
                .setExecutionExceptionHandler((e, command, result) -> failed(console, e));
    }

    private static int wrongUsage(Console console, ParameterException e, String[] args) {
        console.say(String.valueOf(e.getMessage()));
        suggestions(e, args).forEach(suggestion -> console.err().println("  Did you mean: " + suggestion));
        console.err().println("  See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static List<String> suggestions(ParameterException e, String[] args) {
        boolean noCommand = e.getCommandLine().getParent() == null && args.length > 0;
        if (noCommand && (args[0].contains("://") || args[0].equals("-") || Files.exists(Path.of(args[0])))) {
            return List.of("destill analyze " + args[0]);
        }
        return e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions().stream().limit(3).toList()
                : List.of();
    }

    private static int failed(Console console, Exception e) {
        if (Logging.isVerbose()) {
            e.printStackTrace(console.err());
        }
        if (e instanceof CommandException expected) {
            console.say(String.valueOf(expected.getMessage()));
            return expected.exitCode();
        }
        if (e instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
        }
        if (e instanceof java.io.IOException) {
            console.say(String.valueOf(e.getMessage()));
            return ExitCode.ERROR;
        }
        console.say("Destill failed by a fault of its own (" + e
                + "). Please report it in the project's issue tracker, with" + " what --verbose shows.");
        return ExitCode.ERROR;
    }
}
