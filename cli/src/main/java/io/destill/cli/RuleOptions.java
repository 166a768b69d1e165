package io.destill.cli;

import io.destill.analysis.OwnRules;
import io.destill.analysis.RuleSet;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which rules a command uses. */
final class RuleOptions {

    @Option(names = "--no-own-rules", description = "Uses the built-in rules only: see 'destill rules --help'.")
    private boolean noOwnRules;

    /** @throws io.destill.analysis.RuleFormatException if a file of own rules cannot be used */
    RuleSet rules(Console console) {
        return noOwnRules ? RuleSet.builtIn() : OwnRules.load(Path.of(""), console.environment());
    }
}
