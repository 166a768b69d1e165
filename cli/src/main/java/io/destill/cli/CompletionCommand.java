package io.destill.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code destill completion}: prints a script that completes Destill's command line. */
@Command(
        name = "completion",
        header = {
            "Prints a completion script for a shell.",
            "",
            "Examples:",
            "  source <(destill completion bash)    in ~/.bashrc; zsh: in ~/.zshrc",
            "  destill completion fish > ~/.config/fish/completions/destill.fish"
        },
        synopsisHeading = "%nUsage: ",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n")
final class CompletionCommand implements Callable<Integer> {

    enum Shell {
        BASH,
        ZSH,
        FISH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("NullAway.Init")
    private Shell shell;

    @Mixin
    CommonOptions common = new CommonOptions();

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        CommandLine destill = spec.root().commandLine();
        String script = shell == Shell.FISH
                ? fish(destill)
                : AutoComplete.bash(spec.root().name(), destill);
        console.out().write(script.getBytes(StandardCharsets.UTF_8));
        console.out().flush();
        return ExitCode.OK;
    }

    private static String fish(CommandLine destill) {
        StringBuilder script = new StringBuilder();
        fish(destill, "__fish_use_subcommand", script);
        return script.toString();
    }

    /** Completes a command's subcommands and options, under a condition that says that this command was typed. */
    private static void fish(CommandLine of, String condition, StringBuilder script) {
        of.getSubcommands().forEach((name, command) -> {
            script.append("complete -c destill -n ")
                    .append(quote(condition))
                    .append(" -f -a ")
                    .append(name)
                    .append(" -d ")
                    .append(quote(command.getCommandSpec().usageMessage().header()[0]))
                    .append('\n');
            fish(command, "__fish_seen_subcommand_from " + name, script);
        });
        of.getCommandSpec().options().forEach(option -> script.append(fish(condition, option)));
    }

    private static String fish(String condition, OptionSpec option) {
        StringBuilder line = new StringBuilder("complete -c destill -n ").append(quote(condition));
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            line.append(" -x");
        }
        if (option.completionCandidates() != null) {
            line.append(" -a ").append(quote(String.join(" ", option.completionCandidates())));
        }
        String description = option.description().length == 0 ? "" : option.description()[0];
        return line.append(" -d ")
                .append(quote(description.replaceAll("\\$\\{COMPLETION-CANDIDATES}\\. | ?Default: .*", "")))
                .append('\n')
                .toString();
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
