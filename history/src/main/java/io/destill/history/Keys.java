package io.destill.history;

import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What makes a pipeline, a build and a step the same as one seen before. */
final class Keys {

    private static final String LOCAL = "file";

    private Keys() {}

    /**
     * A local log belongs to the directory that it stands in, so that two directories do not mix; standard input to the working
     * directory.
     */
    static String pipeline(BuildRef build) {
        if (!build.provider().equals(LOCAL)) {
            return build.pipeline();
        }
        if (build.url().equals(AnalysisRequest.STANDARD_INPUT)) {
            return Path.of("").toAbsolutePath().toString();
        }
        try {
            Path path = Path.of(URI.create(build.url())).toAbsolutePath();
            Path parent = path.getParent();
            // The URI of a directory ends with a slash.
            return (build.url().endsWith("/") || parent == null ? path : parent).toString();
        } catch (IllegalArgumentException e) {
            return build.pipeline();
        }
    }

    /** A provider's builds have addresses. A local log has a place, and what stands there may be written anew. */
    static String build(BuildRef build) {
        return build.provider().equals(LOCAL) ? build.url() + "@" + at(build).toEpochMilli() : build.url();
    }

    /**
     * The name is part of it beside the key, for the jobs of a matrix share theirs: one that passed must not stand for another
     * that failed.
     */
    static String step(JobRef job) {
        return (job.stepKey() == null ? "" : job.stepKey())
                + '\n'
                + job.name()
                + '\n'
                + (job.parallelIndex() == null ? "" : job.parallelIndex());
    }

    static Instant at(BuildRef build) {
        @Nullable Instant created = build.createdAt();
        return created == null ? Instant.now() : created;
    }
}
