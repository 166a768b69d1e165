package io.destill.buildkite;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the token that is in use may do.
 *
 * @param expiresAt absent if it does not expire
 */
public record AccessToken(List<String> scopes, @Nullable Instant expiresAt) {

    private static final List<String> NEEDED = List.of("read_builds", "read_build_logs");

    public AccessToken(@Nullable List<String> scopes, @Nullable Instant expiresAt) {
        this.scopes = scopes == null ? List.of() : List.copyOf(scopes);
        this.expiresAt = expiresAt;
    }

    /** The scopes that this client's calls need and the token does not have. */
    public List<String> missingScopes() {
        return NEEDED.stream().filter(scope -> !scopes.contains(scope)).toList();
    }
}
