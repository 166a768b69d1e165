package io.destill.cli;

import io.destill.analysis.RuleFormatException;
import io.destill.analysis.RuleSet;
import io.destill.cli.report.SafeText;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
        if (args.length > 1 && args[0].equals("analyze")) {
            RuleSet.prepare();
        }
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
                    (logIn, rules, parallel, variables) -> {
                        Pipeline pipeline = EmbeddedPipeline.start(logIn, rules, parallel, variables);
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
                .addSubcommand(new SubmitCommand(console))
                .addSubcommand(new ViewCommand(console))
                .addSubcommand(new WatchCommand(console))
                .addSubcommand(new RequeueCommand(console))
                .addSubcommand(new ExplainCommand(console))
                .addSubcommand(new CommandLine(new RulesCommand())
                        .addSubcommand(new RulesListCommand(console))
                        .addSubcommand(new RulesTestCommand(console)))
                .addSubcommand(new NormalizeCommand(console))
                .addSubcommand(new DoctorCommand(console))
                .addSubcommand(new CompletionCommand(console))
                .addSubcommand(new HelpCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, args) -> wrongUsage(console, e))
                .setExecutionExceptionHandler((e, command, result) -> failed(console, e));
    }

    private static int wrongUsage(Console console, ParameterException e) {
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched) {
            String wrong = unmatched.getUnmatched().getFirst();
            boolean isCommand = !command.getSubcommands().isEmpty();
            console.say("Unknown "
                    + (wrong.startsWith("-") && !wrong.equals("-") ? "option" : isCommand ? "command" : "argument")
                    + " '" + wrong + "'.");
            suggestions(command, wrong).forEach(suggestion -> console.err().println("  Did you mean: " + suggestion));
        } else {
            console.say(String.valueOf(e.getMessage()));
        }
        console.err().println("  See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static List<String> suggestions(CommandLine command, String wrong) {
        boolean isTarget = wrong.contains("://") || wrong.equals("-") || new File(wrong).exists();
        if (command.getParent() == null && isTarget) {
            return List.of("destill analyze " + SafeText.line(wrong));
        }
        return Spelling.near(
                wrong,
                wrong.startsWith("-")
                        ? command.getCommandSpec().optionsMap().keySet()
                        : command.getSubcommands().keySet());
    }

    private static int failed(Console console, Exception e) {
        if (Logging.isVerbose()) {
            e.printStackTrace(console.err());
        }
        if (e instanceof CommandException expected) {
            console.say(String.valueOf(expected.getMessage()));
            return expected.exitCode();
        }
        if (e instanceof RuleFormatException) {
            console.say(String.valueOf(e.getMessage()));
            return ExitCode.USAGE;
        }
        if (e instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
        }
        if (e instanceof IOException io) {
            if (Console.isClosedPipe(io)) {
                return ExitCode.OK;
            }
            console.say(String.valueOf(e.getMessage()));
            return ExitCode.ERROR;
        }
        console.say("Destill failed by a fault of its own (" + e
                + "). Please report it in the project's issue tracker, with" + " what --verbose shows.");
        return ExitCode.ERROR;
    }
}
