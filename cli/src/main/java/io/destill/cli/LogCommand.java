package io.destill.cli;

import io.destill.analysis.RuleSet;
import io.destill.cli.pager.LogScreen;
import io.destill.cli.pager.OpenLog;
import io.destill.cli.pager.Pager;
import io.destill.cli.report.SafeText;
import io.destill.cli.screen.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code destill log}: a whole log in a pager that knows its failures and groups. */
@Command(
        name = "log",
        header = {
            "Shows a whole log, with its failures marked and its groups to fold.",
            "",
            "It is read from disk where it is looked at: a log of any size opens at once.",
            "",
            "Examples:",
            "  destill log build.log              f goes to the first failure",
            "  destill log build.log --line 1204  opens it there"
        },
        synopsisHeading = "%nUsage: ",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        footer = {"", "Keys: ? shows them all."})
final class LogCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "LOG", description = "A log file, .gz too, or - for standard input.")
    @SuppressWarnings("NullAway.Init")
    private String target;

    @Option(
            names = {"-l", "--line"},
            paramLabel = "N",
            description = "The line to open it at, counted from 1.")
    private long line = 1;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private When color = When.AUTO;

    @Mixin
    RuleOptions ruleOptions = new RuleOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    LogCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        if (line < 1) {
            throw new ParameterException(spec.commandLine(), "--line must be at least 1, not " + line + ".");
        }
        boolean fromStandardInput = Target.STANDARD_INPUT.equals(target.strip());
        Console.Rich rich = console.rich(fromStandardInput);
        if (rich != Console.Rich.YES) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "A log cannot be shown here: " + rich.why + ". 'destill analyze' prints its failures.");
        }
        RuleSet rules = ruleOptions.rules(console);
        try (OpenLog log = open(fromStandardInput, rules)) {
            Pager pager = new Pager(log);
            pager.goTo(line);
            boolean interrupted = Stage.run(
                    new LogScreen(pager, SafeText.line(target)),
                    console.colors(color),
                    console.utf8(),
                    console.environment());
            return interrupted ? ExitCode.INTERRUPTED : ExitCode.OK;
        }
    }

    private OpenLog open(boolean fromStandardInput, RuleSet rules) throws CommandException, IOException {
        Path file = fromStandardInput ? null : LogFile.plain(target);
        if (file != null) {
            return OpenLog.ofFile(file, () -> rules);
        }
        InputStream log = LogFile.open(target, console);
        return OpenLog.of(() -> log, () -> rules);
    }
}
