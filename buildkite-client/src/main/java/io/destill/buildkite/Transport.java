package io.destill.buildkite;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.destill.buildkite.BuildkiteException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls and turns what goes wrong into a wait and another try, or into a {@link BuildkiteException}.
 *
 * <p>OkHttp follows no redirects and retries nothing by itself here: the token must not travel, and tries are counted in
 * one place. A redirect is followed without the token once it leaves the configured origin, and only over https, unless
 * the configured API itself is plain http. Thread-safe.
 */
final class Transport {

    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_ERROR_BODY = 64 * 1024;
    private static final Pattern SCOPE = Pattern.compile("\\b((?:read|write|graphql)[a-z_]*) scope");

    private final BuildkiteSettings settings;
    private final HttpUrl base;
    private final ObjectMapper json;
    private final String userAgent = "destill/" + version();
    private final OkHttpClient http;

    Transport(BuildkiteSettings settings, ObjectMapper json) {
        this.settings = settings;
        this.base = settings.baseUrl();
        this.json = json;
        this.http = new OkHttpClient.Builder()
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .connectTimeout(settings.retryPolicy().connectTimeout())
                .readTimeout(settings.retryPolicy().idleTimeout())
                .build();
    }

    /**
     * Makes the call until it succeeds.
     *
     * @param answer takes over the response; an IOException from it counts as a broken connection
     */
    <T> T send(ApiCall call, Attempts attempts, Answer<T> answer) throws BuildkiteException, InterruptedException {
        while (true) {
            Setback setback;
            try {
                Exchange exchange = follow(call);
                if (exchange.response().isSuccessful()) {
                    return answer.read(exchange);
                }
                try (Response response = exchange.response()) {
                    setback = setback(call, response);
                }
            } catch (IOException e) {
                setback = setback(call, e);
            }
            attempts.waitAfter(setback, call.what());
        }
    }

    /**
     * What to make of a connection that failed.
     *
     * @throws BuildkiteException if trying again does not help
     * @throws InterruptedException if it failed because this thread was interrupted
     */
    Setback setback(ApiCall call, IOException e) throws BuildkiteException, InterruptedException {
        if (e instanceof BuildkiteException known) {
            throw known;
        }
        if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
            Thread.interrupted(); // OkHttp leaves the flag set, which the exception stands for
            throw new InterruptedException("interrupted while getting " + call.what());
        }
        if (e instanceof SSLPeerUnverifiedException || e.getCause() instanceof CertificateException) {
            throw new BuildkiteException(
                    Kind.UNAVAILABLE,
                    "Could not get %s: the certificate of %s is not trusted. If a proxy stands in between, its certificate must be in the trust store of the Java that runs this."
                            .formatted(call.what(), base.host()),
                    e);
        }
        return Setback.of(e, base.host());
    }

    boolean isHome(HttpUrl url) {
        return url.scheme().equals(base.scheme()) && url.host().equals(base.host()) && url.port() == base.port();
    }

    private Exchange follow(ApiCall call) throws IOException {
        String token = settings.readToken();
        HttpUrl url = call.url();
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            Request.Builder request = new Request.Builder()
                    .url(url)
                    .method(call.method(), null)
                    .header("User-Agent", userAgent)
                    .header("Accept", call.accept());
            if (isHome(url)) {
                request.header("Authorization", "Bearer " + token);
            }
            if (call.method().equals("HEAD")) {
                request.header("Accept-Encoding", "identity");
            }
            Call sent = http.newCall(request.build());
            Response response = sent.execute();
            if (!isRedirect(response.code())) {
                return new Exchange(sent, response);
            }
            response.close();
            url = redirect(call, url, response.header("Location"));
        }
        throw unexpected(call, "more than " + MAX_REDIRECTS + " redirects");
    }

    HttpUrl redirect(ApiCall call, HttpUrl from, @Nullable String location) throws BuildkiteException {
        HttpUrl to = location == null ? null : from.resolve(location);
        if (to == null) {
            throw unexpected(call, "a redirect that leads nowhere");
        }
        if (from.isHttps() && !to.isHttps()) {
            throw unexpected(call, "a redirect to an unencrypted address, which is not followed");
        }
        return to;
    }

    private Setback setback(ApiCall call, Response response) throws IOException {
        int code = response.code();
        HttpUrl url = response.request().url();
        if (!isHome(url)) {
            // A link to storage lives for about a minute: another try asks Buildkite for a new one.
            return unavailable("the storage at " + url.host() + " answered " + code);
        }
        return switch (code) {
            case 401 ->
                throw new BuildkiteException(
                        Kind.TOKEN_REFUSED,
                        "Buildkite refused the API token in %s (401): it is wrong, expired or revoked. %s and put it there."
                                .formatted(settings.tokenPlace(), Advice.MAKE_A_TOKEN));
            case 403 -> throw new BuildkiteException(Kind.FORBIDDEN, forbidden(call, errorBody(response)));
            case 404, 410 ->
                throw new BuildkiteException(
                        Kind.NOT_FOUND,
                        "Buildkite has no %s, or the token may not see it (%d). Check the URL, and that the token in %s covers the organization."
                                .formatted(call.what(), code, settings.tokenPlace()));
            case 429 ->
                new Setback(
                        Kind.RATE_LIMITED,
                        "Buildkite's rate limit is used up",
                        RateLimit.wait(response.headers(), bodyReset(response)),
                        null);
            case 408 -> unavailable("Buildkite answered 408");
            default -> {
                if (code >= 500) {
                    yield unavailable("Buildkite answered " + code);
                }
                throw unexpected(call, "status " + code);
            }
        };
    }

    private String forbidden(ApiCall call, String body) {
        Matcher named = SCOPE.matcher(body);
        if (named.find()) {
            return "The API token in %s lacks the scope %s, which it takes to get %s (403). %s and put it there."
                    .formatted(settings.tokenPlace(), named.group(1), call.what(), Advice.MAKE_A_TOKEN);
        }
        return "Buildkite forbids the API token in %s to get %s (403): it takes %saccess to the organization, and a token can be limited to certain IP addresses. %s and put it there."
                .formatted(
                        settings.tokenPlace(),
                        call.what(),
                        call.scope() == null ? "" : "the scope " + call.scope() + " and ",
                        Advice.MAKE_A_TOKEN);
    }

    private long bodyReset(Response response) throws IOException {
        try {
            JsonNode body = json.readTree(errorBody(response));
            return body == null ? 0 : body.path("reset").asLong();
        } catch (JacksonException e) {
            return 0;
        }
    }

    private static String errorBody(Response response) throws IOException {
        return response.peekBody(MAX_ERROR_BODY).string();
    }

    BuildkiteException unexpected(ApiCall call, String answer) {
        return new BuildkiteException(
                Kind.UNEXPECTED,
                "Could not get %s: %s answered with %s. Check that BUILDKITE_API_URL is the URL of Buildkite's API."
                        .formatted(call.what(), base.host(), answer));
    }

    private static Setback unavailable(String reason) {
        return new Setback(Kind.UNAVAILABLE, reason, Duration.ZERO, null);
    }

    private static boolean isRedirect(int code) {
        return code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = Transport.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    /** A response and the call that it belongs to, which can be cancelled from any thread. */
    record Exchange(Call call, Response response) {}

    /** What is done with a successful response. */
    interface Answer<T> {
        T read(Exchange exchange) throws IOException;
    }
}
