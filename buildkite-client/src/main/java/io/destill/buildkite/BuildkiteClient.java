package io.destill.buildkite;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.EOFException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Asks Buildkite. Every method waits and tries again as its settings' {@link RetryPolicy} says, and throws a
 * {@link BuildkiteException} whose message a person can act on. Thread-safe. The constructor connects to nothing, but loads
 * the HTTP client and its trust store.
 */
public final class BuildkiteClient {

    private static final String READ_BUILDS = "read_builds";
    private static final String READ_BUILD_LOGS = "read_build_logs";

    private final BuildkiteSettings settings;
    private final WaitListener listener;
    private final Attempts.Sleeper sleeper;
    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private final Transport transport;

    public BuildkiteClient(BuildkiteSettings settings) {
        this(settings, WaitListener.NONE);
    }

    public BuildkiteClient(BuildkiteSettings settings, WaitListener listener) {
        this(settings, listener, Thread::sleep);
    }

    BuildkiteClient(BuildkiteSettings settings, WaitListener listener, Attempts.Sleeper sleeper) {
        this.settings = settings;
        this.listener = listener;
        this.sleeper = sleeper;
        this.transport = new Transport(settings, json);
    }

    /** A build without its jobs. */
    public Build build(String organization, String pipeline, long number)
            throws BuildkiteException, InterruptedException {
        HttpUrl url = buildUrl(organization, pipeline, number)
                .addQueryParameter("exclude_jobs", "true")
                .build();
        return get(ApiCall.json(buildName(organization, pipeline, number), READ_BUILDS, url), Build.class);
    }

    /** The newest build of a branch that passed, without its jobs; null if there is none. */
    public @Nullable Build newestPassed(String organization, String pipeline, String branch)
            throws BuildkiteException, InterruptedException {
        HttpUrl url = buildsUrl(organization, pipeline)
                .addQueryParameter("branch", branch)
                .addQueryParameter("state", "passed")
                .addQueryParameter("per_page", "1")
                .addQueryParameter("exclude_jobs", "true")
                .addQueryParameter("exclude_pipeline", "true")
                .build();
        String what = "the builds of " + organization + "/" + pipeline;
        Build[] builds = get(ApiCall.json(what, READ_BUILDS, url), Build[].class);
        return builds.length == 0 ? null : builds[0];
    }

    /** All jobs of a build, of every type, in every attempt, in Buildkite's order. */
    public List<Job> jobs(String organization, String pipeline, long number)
            throws BuildkiteException, InterruptedException {
        String what = "the jobs of " + buildName(organization, pipeline, number);
        HttpUrl url = buildUrl(organization, pipeline, number)
                .addPathSegment("jobs")
                .addQueryParameter("include_retried_jobs", "true")
                .addQueryParameter("per_page", "100")
                .build();
        List<Job> jobs = new ArrayList<>();
        Set<HttpUrl> seen = new HashSet<>();
        while (url != null) {
            ApiCall call = ApiCall.json(what, READ_BUILDS, url);
            if (!transport.isHome(url)) {
                throw transport.unexpected(call, "a next page on another host");
            }
            if (!seen.add(url)) {
                throw transport.unexpected(call, "pages that lead in a circle");
            }
            JobPage page = get(call, JobPage.class);
            if (page.items() == null) {
                throw transport.unexpected(call, "a page without jobs");
            }
            jobs.addAll(page.items());
            String next = page.links() == null ? null : page.links().next();
            url = next == null ? null : url.resolve(next);
        }
        return jobs;
    }

    /** One job, found by its id alone. */
    public Job job(String organization, String id) throws BuildkiteException, InterruptedException {
        HttpUrl url = organizationUrl(organization)
                .addPathSegment("jobs")
                .addPathSegment(id)
                .build();
        return get(ApiCall.json("job " + id + " of " + organization, READ_BUILDS, url), Job.class);
    }

    /**
     * Opens the raw log of a job. The stream holds no more of it than a network buffer, survives broken connections, and
     * reports an end only where the log ends: otherwise {@code read} throws a {@link BuildkiteException}. It is read by
     * one thread; any thread may close it, which ends a read that is under way.
     */
    public InputStream log(String organization, String pipeline, long number, String jobId)
            throws BuildkiteException, InterruptedException {
        HttpUrl url = buildUrl(organization, pipeline, number)
                .addPathSegment("jobs")
                .addPathSegment(jobId)
                .addPathSegment("log")
                .build();
        return new LogStream(transport, ApiCall.text("the log of job " + jobId, READ_BUILD_LOGS, url), attempts());
    }

    /** What the token in use may do. Takes no scope, and so tells whether a token is good at all. */
    public AccessToken accessToken() throws BuildkiteException, InterruptedException {
        HttpUrl url =
                settings.baseUrl().newBuilder().addPathSegment("access-token").build();
        return get(ApiCall.json("what the API token may do", null, url), AccessToken.class);
    }

    private <T> T get(ApiCall call, Class<T> type) throws BuildkiteException, InterruptedException {
        return transport.send(call, attempts(), exchange -> {
            try (Response response = exchange.response()) {
                JsonNode body = json.readTree(response.body().bytes());
                if (body.isMissingNode()) {
                    throw new EOFException("nothing");
                }
                T value = json.treeToValue(body, type);
                if (value == null) {
                    throw transport.unexpected(call, "null");
                }
                return value;
            } catch (JsonEOFException e) {
                throw new EOFException("JSON cut off");
            } catch (JacksonException e) {
                throw transport.unexpected(call, "something that is not Buildkite's JSON");
            }
        });
    }

    private Attempts attempts() {
        return new Attempts(settings.retryPolicy(), listener, sleeper);
    }

    private HttpUrl.Builder organizationUrl(String organization) {
        return settings.baseUrl().newBuilder().addPathSegment("organizations").addPathSegment(organization);
    }

    private HttpUrl.Builder buildsUrl(String organization, String pipeline) {
        return organizationUrl(organization)
                .addPathSegment("pipelines")
                .addPathSegment(pipeline)
                .addPathSegment("builds");
    }

    private HttpUrl.Builder buildUrl(String organization, String pipeline, long number) {
        return buildsUrl(organization, pipeline).addPathSegment(Long.toString(number));
    }

    private static String buildName(String organization, String pipeline, long number) {
        return "build " + number + " of " + organization + "/" + pipeline;
    }

    private record JobPage(
            @Nullable List<Job> items, @Nullable Links links) {}

    private record Links(@Nullable String next) {}
}
