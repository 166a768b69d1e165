package io.destill.cli;

import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    boolean help;

    @Option(names = "--verbose", description = "Logs what is done on standard error, with stack traces.")
    void verbose(boolean on) {
        if (on) {
            Logging.verbose();
        }
    }
}
