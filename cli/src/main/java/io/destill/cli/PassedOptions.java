package io.destill.cli;

import io.destill.analysis.RuleSet;
import java.util.List;
import picocli.CommandLine.Option;

/** Which logs of jobs that passed a log is compared with. */
final class PassedOptions {

    @Option(
            names = "--passed",
            paramLabel = "LOG",
            description = {
                "A log of the same job when it passed, or a directory of them: what stands in it, too, is not the cause."
                        + " Of a directory, a job is compared with the log of its own name if there is one, else with all."
                        + " May be given several times."
            })
    private List<String> passed = List.of();

    boolean any() {
        return !passed.isEmpty();
    }

    /** @throws CommandException if one of them is not there */
    PassedFiles files(RuleSet rules) throws CommandException {
        return PassedFiles.begin(passed, rules);
    }
}
