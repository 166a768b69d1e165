package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The build that a message speaks of.
 *
 * @param provider {@code buildkite}, {@code file}, …
 * @param url where a person can look at it; a {@code file:} URI for local logs
 * @param pipeline the provider's name for what was built; a file's or directory's name for local logs
 * @param message the first line of the commit message
 * @param createdAt when it was made, which orders builds; of local logs, when they were written
 * @param defaultBranch the one that the pipeline's other branches are made from
 */
public record BuildRef(
        @JsonProperty(required = true) String provider,
        @JsonProperty(required = true) String url,
        @JsonProperty(required = true) String pipeline,
        @Nullable Long number,
        @Nullable String branch,
        @Nullable String commit,
        @Nullable String state,
        @Nullable String author,
        @Nullable String message,
        @Nullable Instant createdAt,
        @Nullable String defaultBranch) {

    /** One of which neither its time nor the default branch is known. */
    public BuildRef(
            String provider,
            String url,
            String pipeline,
            @Nullable Long number,
            @Nullable String branch,
            @Nullable String commit,
            @Nullable String state,
            @Nullable String author,
            @Nullable String message) {
        this(provider, url, pipeline, number, branch, commit, state, author, message, null, null);
    }

    public BuildRef {
        Required.field(provider, "build.provider");
        Required.field(url, "build.url");
        Required.field(pipeline, "build.pipeline");
    }
}
