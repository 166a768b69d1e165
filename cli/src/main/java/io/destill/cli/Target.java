package io.destill.cli;

import io.destill.contracts.AnalysisRequest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What a person may name for analysis, turned into what a request carries. */
final class Target {

    static final String STANDARD_INPUT = "-";

    private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);
    private static final Pattern URL_WITHOUT_SCHEME = Pattern.compile("[\\w-]+(\\.[\\w-]+)+(:\\d+)?/.+/builds/\\d+.*");

    private Target() {}

    /** A URL stays as it is, a path becomes a {@code file:} URI; what exists as a file is a path. */
    static String buildUrl(String target) {
        String name = target.strip();
        if (name.equals(STANDARD_INPUT)) {
            return AnalysisRequest.STANDARD_INPUT;
        }
        Path path;
        try {
            path = Path.of(target);
        } catch (InvalidPathException e) {
            return name;
        }
        if (!Files.exists(path)) {
            if (URL.matcher(name).matches()) {
                return name;
            }
            if (URL_WITHOUT_SCHEME.matcher(name).matches()) {
                return "https://" + name;
            }
        }
        return path.toUri().toString();
    }

    /** Whether it is on this machine, where the agents of a distributed arrangement cannot read it. */
    static boolean isLocal(String buildUrl) {
        return buildUrl.equals(AnalysisRequest.STANDARD_INPUT) || buildUrl.startsWith("file:");
    }
}
