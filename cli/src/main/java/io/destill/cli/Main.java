package io.destill.cli;

import io.destill.analysis.RuleFormatException;
import io.destill.analysis.RuleSet;
import io.destill.cli.report.SafeText;
import io.destill.cli.screen.Tty;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the {@code destill} process begins and ends. */
public final class Main {

    private static final Set<String> TELL_OF_OTHERS = Set.of("completion", "help");

    private Main() {}

    /** Runs a command and exits with its {@link ExitCode}. */
    public static void main(String[] args) {
        Console console = Console.ofProcess();
        if (args.length > 1 && args[0].equals("analyze")) {
            RuleSet.prepare();
            if (console.rich(false) == Console.Rich.YES && Arrays.stream(args).noneMatch(Main::namesFormat)) {
                Tty.prepare();
            }
        }
        System.exit(run(console, EmbeddedPipeline::start, args));
    }

    private static boolean namesFormat(String argument) {
        return argument.startsWith("--format") || argument.startsWith("-f") || argument.equals("--plain");
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
                    new Console(in, out, messages, false, false, false, () -> 0, environment),
                    (logIn, rules, passedRuns, history, parallel, variables) -> {
                        Pipeline pipeline =
                                EmbeddedPipeline.start(logIn, rules, passedRuns, history, parallel, variables);
                        started.add(pipeline);
                        return pipeline;
                    },
                    args);
        } finally {
            started.forEach(Pipeline::close);
        }
    }

    static int run(Console console, Pipeline.Factory pipelines, String... args) {
        return commandLine(console, pipelines, args).execute(args);
    }

    /**
     * The command that the arguments name; all of them, if they name none or one that tells of the others. Reading the
     * annotations of commands that are not run takes longer than the analysis of a short log.
     */
    private static CommandLine commandLine(Console console, Pipeline.Factory pipelines, String... args) {
        Map<String, Supplier<Object>> commands = commands(console, pipelines);
        Supplier<Object> named = args.length == 0 || TELL_OF_OTHERS.contains(args[0]) ? null : commands.get(args[0]);
        return commandLine(console, named == null ? commands.values() : List.of(named));
    }

    /** With all commands. */
    static CommandLine commandLine(Console console, Pipeline.Factory pipelines) {
        return commandLine(console, commands(console, pipelines).values());
    }

    private static CommandLine commandLine(Console console, Collection<Supplier<Object>> commands) {
        CommandLine destill = new CommandLine(new DestillCommand());
        commands.forEach(command -> destill.addSubcommand(command.get()));
        return destill.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((e, args) -> wrongUsage(console, e))
                .setExecutionExceptionHandler((e, command, result) -> failed(console, e));
    }

    /** By name, in the order in which the help shows them. */
    private static Map<String, Supplier<Object>> commands(Console console, Pipeline.Factory pipelines) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("analyze", () -> new AnalyzeCommand(console, pipelines));
        commands.put("submit", () -> new SubmitCommand(console));
        commands.put("view", () -> new ViewCommand(console));
        commands.put("watch", () -> new WatchCommand(console));
        commands.put("requeue", () -> new RequeueCommand(console));
        commands.put("log", () -> new LogCommand(console));
        commands.put("explain", () -> new ExplainCommand(console));
        commands.put(
                "rules",
                () -> new CommandLine(new RulesCommand())
                        .addSubcommand(new RulesListCommand(console))
                        .addSubcommand(new RulesTestCommand(console)));
        commands.put(
                "history",
                () -> new CommandLine(new HistoryCommand())
                        .addSubcommand(new HistoryTopCommand(console))
                        .addSubcommand(new HistoryShowCommand(console))
                        .addSubcommand(new HistoryTrendCommand(console))
                        .addSubcommand(new HistoryFlakyCommand(console))
                        .addSubcommand(new HistoryMarksCommand(console))
                        .addSubcommand(new HistoryExportCommand(console))
                        .addSubcommand(new HistoryForgetCommand(console)));
        commands.put("normalize", () -> new NormalizeCommand(console));
        commands.put("doctor", () -> new DoctorCommand(console));
        commands.put("completion", () -> new CompletionCommand(console));
        // Not HelpCommand::new: a reference to a constructor in a class file as old as picocli's crashes Java 25.0.3
        // when it
        // writes the AOT cache.
        commands.put("help", () -> new HelpCommand());
        return commands;
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
