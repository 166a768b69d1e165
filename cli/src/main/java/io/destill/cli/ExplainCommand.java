package io.destill.cli;

import io.destill.analysis.Explanation;
import io.destill.analysis.LineExplainer;
import io.destill.analysis.PassedLines;
import io.destill.analysis.RuleSet;
import io.destill.analysis.RuleSummary;
import io.destill.cli.report.SafeText;
import io.destill.contracts.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code destill explain}: why one line ranks where it does. */
@Command(
        name = "explain",
        header = {
            "Says why a line of a log ranks where it does.",
            "",
            "Shows what each stage of the analysis made of it, and every entry of the sum.",
            "",
            "Examples:",
            "  destill explain build.log --line 1204",
            "  make 2>&1 | destill explain - --line 17",
            "  destill explain build.log --line 1204 --passed ok.log"
        },
        synopsisHeading = "%nUsage: ",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false)
final class ExplainCommand implements Callable<Integer> {

    private static final int BUFFER = 1 << 16;

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
            required = true,
            description = "The line, counted from 1, as 'sed -n Np' counts.")
    private long line;

    @Mixin
    PassedOptions passed = new PassedOptions();

    @Mixin
    RuleOptions ruleOptions = new RuleOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    ExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, IOException {
        if (line < 1) {
            throw new ParameterException(spec.commandLine(), "--line must be at least 1, not " + line + ".");
        }
        RuleSet rules = ruleOptions.rules(console);
        PassedFiles passedFiles = passed.files(rules);
        LineExplainer explainer = new LineExplainer(rules, line);
        try (InputStream log = LogFile.open(target, console)) {
            for (byte[] bytes = log.readNBytes(BUFFER); bytes.length > 0; bytes = log.readNBytes(BUFFER)) {
                explainer.read(bytes, 0, bytes.length);
            }
        }
        Explanation explanation = explainer.finish(passedLines(passedFiles));
        if (explanation == null) {
            throw new CommandException(
                    ExitCode.USAGE,
                    target + " has no line " + line + "; its lines are 1 to " + explainer.lines() + ".");
        }
        Writer out = console.textOut();
        print(explanation, out);
        out.flush();
        return ExitCode.OK;
    }

    private PassedLines passedLines(PassedFiles files) throws CommandException {
        try {
            Path name = Path.of(target).getFileName();
            return files.of(name == null ? target : name.toString());
        } catch (InterruptedException e) {
            throw new CommandException(ExitCode.INTERRUPTED, "Interrupted.");
        }
    }

    private static void print(Explanation of, Writer out) throws IOException {
        field(out, "line " + of.line(), of.seen());
        field(out, "section", of.section() == null ? "none" : of.section());
        field(out, "command", of.command().isEmpty() ? "none named" : of.command());
        field(out, "keywords", of.keywords().isEmpty() ? "none" : String.join(", ", of.keywords()));
        field(out, "rules", of.rules().isEmpty() ? "none" : "");
        for (RuleSummary rule : of.rules()) {
            entry(
                    out,
                    rule.weight() / 100.0,
                    rule.name(),
                    rule.role() + (rule.from().equals("built-in") ? "" : ", " + rule.from()));
        }
        Explanation.Span block = of.block();
        if (block == null) {
            field(out, "block", "none");
        } else {
            field(
                    out,
                    "block",
                    "lines %d–%d, for which line %d speaks"
                            .formatted(block.lineStart(), block.lineEnd(), block.primary()));
            for (Evidence evidence : block.evidence()) {
                entry(
                        out,
                        evidence.contribution(),
                        evidence.rule(),
                        evidence.detail() == null ? "" : evidence.detail());
            }
            field(out, "sum", "%.2f".formatted(block.confidence()));
        }
        field(out, "rank", of.rank() == null ? "none" : of.rank() + " of " + of.cards());
        out.write("\n" + of.outcome() + "\n");
    }

    private static void field(Writer out, String name, String value) throws IOException {
        out.write(SafeText.line("%-10s".formatted(name) + value).stripTrailing() + "\n");
    }

    private static void entry(Writer out, double contribution, String name, String detail) throws IOException {
        out.write(SafeText.line("  %+.2f  %-26s %s".formatted(contribution, name, detail))
                        .stripTrailing() + "\n");
    }
}
