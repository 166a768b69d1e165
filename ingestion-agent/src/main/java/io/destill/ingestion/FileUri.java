package io.destill.ingestion;

import io.destill.contracts.BuildRef;
import io.destill.contracts.ProgressEvent.FailureKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;

/** Local paths as build URLs. */
final class FileUri {

    private static final String SCHEME = "file:";

    private FileUri() {}

    static boolean isOne(String buildUrl) {
        return buildUrl.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** @throws SourceException if the URI names no path on this machine */
    static Path path(String buildUrl) throws SourceException {
        try {
            return Path.of(URI.create(buildUrl)).normalize();
        } catch (IllegalArgumentException e) {
            throw new SourceException(
                    FailureKind.BAD_REQUEST,
                    "'" + buildUrl + "' names no file on this machine (" + e.getMessage()
                            + "). Write it as file:///absolute/path.",
                    e);
        }
    }

    /**
     * The build that a file or directory stands for.
     *
     * @param written when its newest log was
     */
    static BuildRef build(Path path, Instant written) {
        return new BuildRef(
                "file", path.toUri().toString(), name(path), null, null, null, "failed", null, null, written, null);
    }

    /** The last part of a path. */
    static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }
}
