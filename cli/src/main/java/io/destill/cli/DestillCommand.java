package io.destill.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command itself, which does nothing without a subcommand. */
@Command(
        name = "destill",
        versionProvider = Version.class,
        headerHeading = "%nFinds the cause of a failed CI build in its logs.%n",
        synopsisHeading = "%nUsage: ",
        synopsisSubcommandLabel = "COMMAND",
        customSynopsis = "destill [--verbose] COMMAND [ARGUMENTS]",
        header = {
            "",
            "Examples:",
            "  destill analyze https://buildkite.com/acme/api/builds/4821",
            "  destill analyze build.log",
            "  make 2>&1 | destill analyze -",
            "  destill analyze logs/ --format json | jq '.jobs[].cards[0].raw_message'",
            "  destill doctor"
        },
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        footer = {"", "'destill COMMAND --help' tells more of a command."})
final class DestillCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows the versions of Destill, Java and the system.")
    boolean version;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What is to be done? A command is missing.");
    }
}
