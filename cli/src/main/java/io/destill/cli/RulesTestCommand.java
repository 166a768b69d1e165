package io.destill.cli;

import io.destill.analysis.ExampleResult;
import io.destill.analysis.OwnRules;
import io.destill.cli.report.SafeText;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code destill rules test}: runs the examples of a file of rules. */
@Command(
        name = "test",
        header = {
            "Runs the examples of a file of rules.",
            "",
            "Each line under 'matches' must match its rule, each line under 'rejects' must",
            "not.",
            "",
            "Example:",
            "  destill rules test .destill/rules.yaml",
            "",
            "Exits with 1 if an example fails, with 2 if the file is no file of rules."
        },
        synopsisHeading = "%nUsage: ",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n")
final class RulesTestCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "A file of rules.")
    @SuppressWarnings("NullAway.Init")
    private Path file;

    @Mixin
    CommonOptions common = new CommonOptions();

    RulesTestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<ExampleResult> results = OwnRules.test(file);
        Writer out = console.textOut();
        int failed = 0;
        for (ExampleResult result : results) {
            boolean passed = result.problem() == null;
            failed += passed ? 0 : 1;
            String what = passed ? (result.matches() ? "matches" : "rejects") : result.problem();
            out.write(SafeText.line("%s  %s:%d: %s %s: %s"
                            .formatted(
                                    passed ? "pass" : "FAIL",
                                    result.file(),
                                    result.line(),
                                    result.rule(),
                                    what,
                                    result.text()))
                    + "\n");
        }
        out.write(summary(results.size(), failed) + "\n");
        out.flush();
        return failed == 0 ? ExitCode.OK : ExitCode.ERROR;
    }

    private static String summary(int all, int failed) {
        if (all == 0) {
            return "No examples: give your rules lines under 'matches' and 'rejects'.";
        }
        return failed == 0
                ? "Examples that pass: all %d.".formatted(all)
                : "Examples that fail: %d of %d.".formatted(failed, all);
    }
}
