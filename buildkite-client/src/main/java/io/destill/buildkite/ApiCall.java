package io.destill.buildkite;

import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A request to Buildkite's API.
 *
 * @param what is asked for, as in {@code build 12 of acme/shop}
 * @param scope that the token must have for it, if any
 * @param method {@code GET} or {@code HEAD}
 */
record ApiCall(String what, @Nullable String scope, String method, HttpUrl url, String accept) {

    static ApiCall json(String what, @Nullable String scope, HttpUrl url) {
        return new ApiCall(what, scope, "GET", url, "application/json");
    }

    static ApiCall text(String what, String scope, HttpUrl url) {
        return new ApiCall(what, scope, "GET", url, "text/plain");
    }

    ApiCall head() {
        return new ApiCall(what, scope, "HEAD", url, accept);
    }
}
