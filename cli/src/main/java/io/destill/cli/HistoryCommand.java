package io.destill.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code destill history}: does nothing without a subcommand. */
@Command(
        name = "history",
        header = {
            "Shows which failures were seen before, and forgets them.",
            "",
            "Examples:",
            "  destill history top --since 30d",
            "  destill history show 9f86d081",
            "  destill history trend --pipeline acme/api",
            "  destill history flaky --json | jq '.[].message'",
            "  destill history marks --noise 9f86d081",
            "",
            "Each analysis adds to the history. Set DESTILL_HISTORY_KEEP to how many days",
            "builds are kept, 180 if it is not set. The pipeline of local logs is the",
            "absolute directory that they stand in."
        },
        synopsisHeading = "%nUsage: ",
        customSynopsis = "destill history COMMAND [ARGUMENTS]",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n")
final class HistoryCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    CommonOptions common = new CommonOptions();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What is to be done with the history? A command is missing.");
    }
}
