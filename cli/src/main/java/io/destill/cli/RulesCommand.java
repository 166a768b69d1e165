package io.destill.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code destill rules}: does nothing without a subcommand. */
@Command(
        name = "rules",
        header = {
            "Lists the rules of the analysis, and tests your own.",
            "",
            "Examples:",
            "  destill rules list",
            "  destill rules test .destill/rules.yaml",
            "",
            "Rules of your own go into .destill/rules.yaml in your project, or into",
            "$XDG_CONFIG_HOME/destill/rules.yaml (~/.config/destill/rules.yaml). A project's",
            "rule goes before a personal one and a built-in one of the same name; an entry",
            "with nothing but name and weight gives a built-in rule another weight.",
            "",
            "  - name: flux-capacitor          # lower-case words joined by hyphens",
            "    keywords: ['flux']            # only lines that hold one are tried; any case",
            "    pattern: '^FLUX-\\d+: \\S'      # optional",
            "    weight: 15                    # in hundredths of confidence",
            "    category: infrastructure      # optional, like role and severity",
            "    matches: ['FLUX-12: no power']",
            "    rejects: ['FLUX-12']"
        },
        synopsisHeading = "%nUsage: ",
        customSynopsis = "destill rules COMMAND [ARGUMENTS]",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n")
final class RulesCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What is to be done with the rules? A command is missing.");
    }
}
