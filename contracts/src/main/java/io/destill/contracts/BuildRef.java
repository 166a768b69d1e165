package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The build that a message speaks of.
 *
 * @param provider {@code buildkite}, {@code file}, …
 * @param url where a person can look at it; a {@code file:} URI for local logs
 * @param pipeline the provider's name for what was built; a file's or directory's name for local logs
 * @param message the first line of the commit message
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
        @Nullable String message) {

    public BuildRef {
        Required.field(provider, "build.provider");
        Required.field(url, "build.url");
        Required.field(pipeline, "build.pipeline");
    }
}
