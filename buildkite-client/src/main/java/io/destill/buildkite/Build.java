package io.destill.buildkite;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A build, as far as it is of use here.
 *
 * @param state {@code running}, {@code failing}, {@code passed}, {@code failed}, {@code canceled}, …
 * @param message the commit message
 * @param author who wrote the commit
 * @param creator who started the build
 * @param pipeline absent where it was not asked for
 */
public record Build(
        @Nullable Long number,
        @Nullable String state,
        @Nullable String branch,
        @Nullable String commit,
        @Nullable String message,
        @Nullable String webUrl,
        @Nullable Instant createdAt,
        @Nullable Person author,
        @Nullable Person creator,
        @Nullable Pipeline pipeline) {

    /** What was built. */
    public record Pipeline(@Nullable String defaultBranch) {}

    /** Someone. */
    public record Person(@Nullable String name) {}
}
