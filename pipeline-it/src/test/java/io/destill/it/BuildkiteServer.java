package io.destill.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;

/**
 * Plays Buildkite for a directory of builds, on 127.0.0.1:
 *
 * <pre>{@code
 * try (var server = BuildkiteServer.serving(directory)) {
 *     server.fault("acme/shop/12", "unit", Fault.cutAfter(2000).times(1));
 *     analyze(server.buildUrl("acme/shop/12"), server.environment());
 * }
 * }</pre>
 *
 * <p>The directory holds {@code <organization>/<pipeline>/<number>}, laid out as {@link BuildFolder} says, and may hold a
 * {@code server.json}: {@code {"tokens": {"bkua_x": {"scopes": ["read_builds"], "expires_at": null}},
 * "requests_per_minute": 50}}. Without it, {@link #TOKEN} has all scopes and nothing is limited. Everything but
 * {@code server.json} is read anew for every request.
 *
 * <p>It knows {@code access-token}; builds, and lists of them by branch and state; jobs with paging in the body, filters and retried attempts; single jobs; logs
 * as JSON and as text, {@code HEAD} and suffix ranges; artifacts, which it redirects to another host; 401, 403, 404 and 429
 * as Buildkite words them. Thread-safe.
 */
final class BuildkiteServer implements AutoCloseable {

    /** A token with all scopes, unless {@code server.json} lists others. */
    static final String TOKEN = "bkua_test";

    private static final Logger NOISE = Logger.getLogger(MockWebServer.class.getName());

    private final MockWebServer server = new MockWebServer();
    private final StorageHost storage;
    private final BuildkiteApi api;

    private BuildkiteServer(Path directory, int port) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("There is no directory " + directory);
        }
        NOISE.setLevel(Level.WARNING);
        storage = new StorageHost();
        api = new BuildkiteApi(directory, storage, this::root);
        readSettings(directory.resolve("server.json"));
        server.setDispatcher(api);
        try {
            server.start(InetAddress.getLoopbackAddress(), port);
        } catch (BindException e) {
            throw new IOException("Cannot listen on port " + port + ": choose another with --port", e);
        }
    }

    /** Serves a directory on a free port. */
    static BuildkiteServer serving(Path directory) throws IOException {
        return new BuildkiteServer(directory, 0);
    }

    static BuildkiteServer serving(Path directory, int port) throws IOException {
        return new BuildkiteServer(directory, port);
    }

    URI apiUrl() {
        return URI.create(root() + "/v2");
    }

    /** The variables that make a client use this server. */
    Map<String, String> environment() {
        return Map.of("BUILDKITE_API_URL", apiUrl().toString(), "BUILDKITE_API_TOKEN", TOKEN);
    }

    /** The web address of a build, given as {@code acme/shop/12}. */
    String buildUrl(String build) {
        int number = build.lastIndexOf('/');
        return root() + "/" + build.substring(0, number) + "/builds" + build.substring(number);
    }

    /** The web address of a job, given by its build and the name of its log. */
    String jobUrl(String build, String log) {
        return buildUrl(build) + "#" + job(build, log).path("id").asText();
    }

    /** The id of a job's step, as {@code sid} in a web address has it. */
    String stepId(String build, String log) {
        return job(build, log).at("/step/id").asText();
    }

    private JsonNode job(String build, String log) {
        return api.builds().stream()
                .filter(folder -> folder.name().equals(build))
                .flatMap(folder -> folder.jobs().stream())
                .filter(job -> BuildFolder.log(job).equals(log))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no log " + log + " in build " + build));
    }

    /** The web addresses of all builds. */
    List<String> buildUrls() {
        return api.builds().stream().map(build -> buildUrl(build.name())).toList();
    }

    /** From now on accepts a token with these scopes, for ever. */
    void allow(String token, String... scopes) {
        api.tokens.put(token, new BuildkiteApi.Token(List.of(scopes), null));
    }

    /** From now on something goes wrong with a job's log, or with {@code build.json} or {@code jobs.json}. */
    void fault(String build, String name, Fault fault) {
        api.fault(build, name, fault);
    }

    /** Answers 429 for a while; whole seconds are what a client is told. */
    void exhaustRateLimit(Duration time) {
        api.limiter.exhaust(time);
    }

    /** What was asked so far, as in {@code GET /v2/access-token}. */
    List<String> requests() {
        return List.copyOf(api.requests);
    }

    /** What the storage was asked so far. */
    List<RecordedRequest> storageRequests() {
        return List.copyOf(storage.requests);
    }

    @Override
    public void close() {
        server.close();
        storage.close();
    }

    private String root() {
        return "http://127.0.0.1:" + server.getPort();
    }

    private void readSettings(Path file) throws IOException {
        JsonNode settings = Files.exists(file) ? new ObjectMapper().readTree(file.toFile()) : null;
        if (settings == null || !settings.has("tokens")) {
            allow(TOKEN, "read_builds", "read_build_logs", "read_artifacts");
        } else {
            settings.get("tokens").properties().forEach(token -> {
                List<String> scopes = new ArrayList<>();
                token.getValue().path("scopes").forEach(scope -> scopes.add(scope.asText()));
                api.tokens.put(token.getKey(), new BuildkiteApi.Token(scopes, instant(token.getValue())));
            });
        }
        if (settings != null && settings.has("requests_per_minute")) {
            api.limiter.limitTo(settings.get("requests_per_minute").asInt());
        }
    }

    private static @Nullable Instant instant(JsonNode token) {
        return token.hasNonNull("expires_at")
                ? Instant.parse(token.get("expires_at").asText())
                : null;
    }

    /** Serves by hand: {@code DIRECTORY [--port N]}. */
    public static void main(String[] arguments) throws Exception {
        boolean withPort = arguments.length == 3 && arguments[1].equals("--port") && arguments[2].matches("\\d{1,5}");
        if (arguments.length != 1 && !withPort) {
            System.err.println("usage: buildkite-server DIRECTORY [--port N]");
            System.exit(2);
        }
        try {
            BuildkiteServer server = serving(Path.of(arguments[0]), withPort ? Integer.parseInt(arguments[2]) : 0);
            server.environment().forEach((name, value) -> System.out.println("export " + name + "=" + value));
            server.buildUrls().forEach(System.out::println);
            System.out.println("Serving until it is interrupted.");
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        Thread.currentThread().join();
    }
}
