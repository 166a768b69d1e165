package io.destill.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.destill.analysis.RuleSummary;
import io.destill.cli.report.SafeText;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code destill rules list}: the rules in force. */
@Command(
        name = "list",
        header = {
            "Lists the rules in force here: the built-in ones and your own.",
            "",
            "Examples:",
            "  destill rules list",
            "  destill rules list --json | jq '.[] | select(.from != \"built-in\")'"
        },
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%nOptions:%n")
final class RulesListCommand implements Callable<Integer> {

    private static final String ROW = "%-26s %-13s %-10s %6s  %-14s %s%n";

    private final Console console;

    @Option(names = "--json", description = "Writes a JSON array, one object for each rule.")
    private boolean json;

    @Mixin
    RuleOptions ruleOptions = new RuleOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    RulesListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<RuleSummary> rules = ruleOptions.rules(console).summaries();
        Writer out = console.textOut();
        if (json) {
            out.write(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(rules));
            out.write('\n');
        } else {
            out.write(ROW.formatted("NAME", "FAMILY", "ROLE", "WEIGHT", "CATEGORY", "FROM"));
            for (RuleSummary rule : rules) {
                out.write(ROW.formatted(
                        rule.name(),
                        rule.family(),
                        rule.role(),
                        "%+d".formatted(rule.weight()),
                        rule.category(),
                        SafeText.line(rule.from())));
            }
        }
        out.flush();
        return ExitCode.OK;
    }
}
