package io.destill.ingestion;

import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.ProgressEvent.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A log file, named by a {@code file:} URI: a build with one job. A pipe or device is read like a file. */
public final class FileSource implements CiSource {

    @Override
    public boolean accepts(String buildUrl) {
        return FileUri.isOne(buildUrl) && !new DirectorySource().accepts(buildUrl);
    }

    @Override
    public String shapes() {
        return "a log file";
    }

    @Override
    public ResolvedBuild resolve(AnalysisRequest request) throws SourceException {
        Path file = FileUri.path(request.buildUrl());
        if (!Files.exists(file)) {
            throw new SourceException(FailureKind.NOT_FOUND, "there is no file " + file + ". Check the path.");
        }
        if (!Files.isReadable(file)) {
            throw new SourceException(
                    FailureKind.BAD_REQUEST, file + " may not be read by this user. Check its permissions.");
        }
        return new ResolvedBuild(
                FileUri.build(file, written(file)), List.of(new LocalLog(LocalLog.jobNamed(FileUri.name(file)), file)));
    }

    private static Instant written(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.now();
        }
    }
}
