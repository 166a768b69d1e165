package io.destill.cli;

import io.destill.contracts.AnalysisRequest;
import io.destill.ingestion.CiSource;
import io.destill.ingestion.FileSource;
import io.destill.ingestion.SourceException;
import io.destill.ingestion.StdinSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one log that some commands read, through the same source as an analysis. */
final class LogFile {

    private LogFile() {}

    /** The file that can be read as it is, wherever one likes; null if the target is none. */
    static @Nullable Path plain(String target) {
        String url = Target.buildUrl(target);
        Path file = url.startsWith("file:") ? Path.of(target) : null;
        return file != null && Files.isRegularFile(file) && Files.isReadable(file) && !target.endsWith(".gz")
                ? file
                : null;
    }

    /** @param target a path, or {@code -} for standard input */
    static InputStream open(String target, Console console) throws CommandException, IOException {
        String url = Target.buildUrl(target);
        boolean fromStandardInput = url.equals(AnalysisRequest.STANDARD_INPUT);
        if (!fromStandardInput && !url.startsWith("file:")) {
            throw new CommandException(
                    ExitCode.USAGE, target + " is not a file. Save the log to one, or pipe it in and name it -.");
        }
        if (!fromStandardInput && Files.isDirectory(Path.of(target))) {
            throw new CommandException(ExitCode.USAGE, target + " is a directory. Name one log in it.");
        }
        if (fromStandardInput && console.inIsTerminal()) {
            console.say("Reading the log from the keyboard; Ctrl-D ends it.");
        }
        CiSource source = fromStandardInput ? new StdinSource(console.in()) : new FileSource();
        try {
            AnalysisRequest request = new AnalysisRequest("", url, Instant.now(), AnalysisRequest.Options.DEFAULT);
            return source.resolve(request).jobs().getFirst().open();
        } catch (SourceException e) {
            throw new CommandException(ExitCode.of(e.kind()), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            throw new CommandException(ExitCode.INTERRUPTED, "Interrupted.");
        }
    }
}
