package io.destill.cli;

import io.destill.analysis.NormalizedLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code destill normalize}: a log without what differs from run to run. */
@Command(
        name = "normalize",
        header = {
            "Prints a log without what differs from run to run, line by line.",
            "",
            "Times, ids, hashes, addresses, paths above a file's own name, durations, sizes",
            "and numbers become <time>, <uuid>, <ip>, <url>, <path>, <id> and <n>. One line",
            "is printed for each line that is read.",
            "",
            "Examples:",
            "  destill normalize build.log",
            "  diff <(destill normalize passed.log) <(destill normalize failed.log)",
            "  make 2>&1 | destill normalize - | sort | uniq -c | sort -rn"
        },
        synopsisHeading = "%nUsage: ",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n")
final class NormalizeCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "LOG", description = "A log file, .gz too, or - for standard input.")
    @SuppressWarnings("NullAway.Init")
    private String target;

    @Mixin
    CommonOptions common = new CommonOptions();

    NormalizeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, IOException {
        Writer out = console.textOut();
        try (InputStream log = LogFile.open(target, console)) {
            NormalizedLog.write(log, out);
        }
        return ExitCode.OK;
    }
}
