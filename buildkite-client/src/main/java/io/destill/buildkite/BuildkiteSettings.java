package io.destill.buildkite;

import io.destill.buildkite.BuildkiteException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Where Buildkite is and who asks.
 *
 * @param apiUrl the base of all requests, without a slash at its end
 * @param token an API access token; wins over {@code tokenFile}
 * @param tokenFile a file that holds one, read anew for every call
 */
public record BuildkiteSettings(
        URI apiUrl, @Nullable String token, @Nullable Path tokenFile, RetryPolicy retryPolicy) {

    public static final URI DEFAULT_API_URL = URI.create("https://api.buildkite.com/v2");

    static final String API_URL = "BUILDKITE_API_URL";
    static final String TOKEN = "BUILDKITE_API_TOKEN";
    static final String TOKEN_FILE = "BUILDKITE_API_TOKEN_FILE";

    /** @throws IllegalArgumentException if {@code apiUrl} is no http or https URL, or holds more than host and path */
    public BuildkiteSettings {
        if (!apiUrl.equals(DEFAULT_API_URL)) { // which a run that reads local logs need not load OkHttp to check
            HttpUrl url = HttpUrl.get(apiUrl);
            if (url == null
                    || !url.username().isEmpty()
                    || !url.password().isEmpty()
                    || url.query() != null
                    || url.fragment() != null) {
                throw new IllegalArgumentException("the API URL must consist of https (or http), a host and a path");
            }
            apiUrl = URI.create(url.toString().replaceFirst("/+$", ""));
        }
    }

    /** Settings with the default retry policy. */
    public static BuildkiteSettings of(URI apiUrl, @Nullable String token) {
        return new BuildkiteSettings(apiUrl, token, null, RetryPolicy.DEFAULT);
    }

    /**
     * Reads {@code BUILDKITE_API_URL}, {@code BUILDKITE_API_TOKEN} and {@code BUILDKITE_API_TOKEN_FILE}; blank ones count
     * as not set, and none is required. A token is looked at only when it is needed.
     *
     * @throws BuildkiteException of kind {@link Kind#INVALID_URL} if {@code BUILDKITE_API_URL} is no http or https URL
     */
    public static BuildkiteSettings fromEnvironment(Map<String, String> environment) throws BuildkiteException {
        String url = value(environment, API_URL);
        String tokenFile = value(environment, TOKEN_FILE);
        try {
            return new BuildkiteSettings(
                    url == null ? DEFAULT_API_URL : URI.create(url),
                    value(environment, TOKEN),
                    tokenFile == null ? null : Path.of(tokenFile),
                    RetryPolicy.DEFAULT);
        } catch (InvalidPathException e) {
            throw new BuildkiteException(Kind.TOKEN_MISSING, TOKEN_FILE + " does not name a file: set it to a path.");
        } catch (IllegalArgumentException e) {
            throw new BuildkiteException(
                    Kind.INVALID_URL,
                    API_URL + " is not the URL of an API: it must look like " + DEFAULT_API_URL
                            + ", without a user name, a query or a fragment. Correct it or unset it.");
        }
    }

    public BuildkiteSettings withRetryPolicy(RetryPolicy policy) {
        return new BuildkiteSettings(apiUrl, token, tokenFile, policy);
    }

    /** Where the token stands, as a person would look for it. */
    public String tokenPlace() {
        return token == null && tokenFile != null ? "the file " + tokenFile + " that " + TOKEN_FILE + " names" : TOKEN;
    }

    /** @throws BuildkiteException of kind {@link Kind#TOKEN_MISSING} */
    String readToken() throws BuildkiteException {
        String text = token;
        if (text == null && tokenFile != null) {
            try {
                text = Files.readString(tokenFile, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw missing("cannot read " + tokenPlace());
            }
        }
        if (text == null) {
            throw missing("there is no API token");
        }
        text = text.strip();
        if (text.isEmpty()) {
            throw missing(tokenPlace() + " is empty");
        }
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw missing(tokenPlace() + " holds more than a token");
        }
        return text;
    }

    HttpUrl baseUrl() {
        return HttpUrl.get(apiUrl.toString());
    }

    private static BuildkiteException missing(String why) {
        return new BuildkiteException(
                Kind.TOKEN_MISSING,
                "Buildkite cannot be asked: %s. %s and set %s to it, or %s to a file that holds it."
                        .formatted(why, Advice.MAKE_A_TOKEN, TOKEN, TOKEN_FILE));
    }

    private static @Nullable String value(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "").strip();
        return value.isEmpty() ? null : value;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "BuildkiteSettings[apiUrl=" + apiUrl + ", token="
                + (token == null && tokenFile == null ? "none" : "in " + tokenPlace()) + "]";
    }
}
