package io.destill.cli;

import io.destill.cli.report.Wording;
import io.destill.history.FailureHistory;
import io.destill.history.HistoryException;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code destill history forget}: takes out of the history. */
@Command(
        name = "forget",
        header = {
            "Forgets a failure, a pipeline, or old builds. There is no way back.",
            "",
            "Examples:",
            "  destill history forget 9f86d081                    in all pipelines",
            "  destill history forget 9f86d081 --pipeline acme/api",
            "  destill history forget --pipeline acme/api         all of it, with its marks",
            "  destill history forget --older-than 90d"
        },
        synopsisHeading = "%nUsage: ",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n")
final class HistoryForgetCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "HASH", arity = "0..1", description = "A failure's message_hash, or its beginning.")
    private @Nullable String hash;

    @Option(names = "--pipeline", paramLabel = "NAME", description = "Only in this pipeline; without HASH, all of it.")
    private @Nullable String pipeline;

    @Option(names = "--older-than", paramLabel = "AGE", description = "Builds that are older, such as 90d.")
    private @Nullable String olderThan;

    @Option(names = "--json", description = "Writes a JSON object: how many were forgotten.")
    private boolean json;

    @Mixin
    HistoryOptions history = new HistoryOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    HistoryForgetCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, IOException {
        if (olderThan == null ? hash == null && pipeline == null : hash != null || pipeline != null) {
            throw wrong("What is to be forgotten? Name a HASH, a --pipeline, or --older-than an age.");
        }
        Writer out = console.textOut();
        try (FailureHistory opened = history.open(console)) {
            int count;
            String noun = "failure";
            if (olderThan != null) {
                count = opened.forgetOlderThan(age(olderThan));
                noun = "build";
            } else if (hash != null) {
                count = opened.forget(HistoryShowCommand.checkedHash(hash), pipeline);
            } else {
                count = opened.forgetPipeline(String.valueOf(pipeline));
            }
            out.write(json ? "{\"forgotten\":" + count + "}\n" : "Forgot " + Wording.count(count, noun) + ".\n");
        } catch (HistoryException e) {
            throw new CommandException(ExitCode.ERROR, String.valueOf(e.getMessage()));
        }
        out.flush();
        return ExitCode.OK;
    }

    private Duration age(String text) {
        Integer days = HistoryScope.days(text);
        if (days == null) {
            throw wrong("--older-than must be an age in days, such as 90d, not '" + text + "'.");
        }
        return Duration.ofDays(days);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
