package io.destill.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Answers as Buildkite's REST API does: see {@link BuildkiteServer} for what it knows. Thread-safe. */
final class BuildkiteApi extends Dispatcher {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern SUFFIX_RANGE = Pattern.compile("bytes=-(\\d{1,18})");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    final Map<String, Token> tokens = new ConcurrentHashMap<>();
    final Map<String, Fault> faults = new ConcurrentHashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final RateLimiter limiter = new RateLimiter();
    private final Map<String, Integer> faultsSoFar = new ConcurrentHashMap<>();
    private final Path directory;
    private final StorageHost storage;
    private final Supplier<String> root;

    /** @param root the server's own URL, without a slash at its end; known once it listens */
    BuildkiteApi(Path directory, StorageHost storage, Supplier<String> root) {
        this.directory = directory;
        this.storage = storage;
        this.root = root;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        requests.add(request.getMethod() + " " + request.getTarget());
        MockResponse.Builder response;
        try {
            response = request.getUrl().pathSegments().get(0).equals("v2") ? api(request) : page();
        } catch (Refusal refusal) {
            response = json(refusal.status, NODES.objectNode().put("message", refusal.getMessage()));
        } catch (RuntimeException e) {
            response = json(500, NODES.objectNode().put("message", String.valueOf(e)));
        }
        limiter.describe(response);
        return response.build();
    }

    private MockResponse.Builder api(RecordedRequest request) {
        if (!limiter.admit()) {
            return json(
                            429,
                            NODES.objectNode()
                                    .put(
                                            "message",
                                            "You have exceeded your API rate limit. Please wait %d seconds before making more requests."
                                                    .formatted(limiter.reset()))
                                    .put("scope", "rest_user")
                                    .put("reset", limiter.reset()))
                    .addHeader("RateLimit-User-Warning", "the limit is used up");
        }
        Token token = token(request);
        if (!List.of("GET", "HEAD").contains(request.getMethod())) {
            throw new Refusal(404, "Not Found");
        }
        List<String> path = request.getUrl().pathSegments();
        if (path.size() == 2 && path.get(1).equals("access-token")) {
            return accessToken(token);
        }
        if (path.size() < 5 || !path.get(1).equals("organizations")) {
            throw new Refusal(404, "Not Found");
        }
        String organization = path.get(2);
        if (path.get(3).equals("jobs")) {
            return job(request, token, organization, path.get(4), path.subList(5, path.size()));
        }
        if (path.size() < 6 || !path.get(3).equals("pipelines") || !path.get(5).equals("builds")) {
            throw new Refusal(404, "Not Found");
        }
        token.require("read_builds");
        if (path.size() == 6) {
            return json(200, builds(request, organization + "/" + path.get(4) + "/"));
        }
        BuildFolder build = build(organization, path.get(4), path.get(6));
        if (path.size() == 7) {
            return deliver(
                    request,
                    build,
                    "build.json",
                    Content.of(build(request, build).toString()),
                    "application/json");
        }
        if (path.size() == 8 && path.get(7).equals("jobs")) {
            return deliver(
                    request, build, "jobs.json", Content.of(jobs(request, build).toString()), "application/json");
        }
        if (path.size() >= 9 && path.get(7).equals("jobs")) {
            return job(request, token, build, path.get(8), path.subList(9, path.size()));
        }
        throw new Refusal(404, "Not Found");
    }

    private Token token(RecordedRequest request) {
        String header = request.getHeaders().get("Authorization");
        Token token = header == null || !header.startsWith("Bearer ") ? null : tokens.get(header.substring(7));
        if (token == null || token.isExpired()) {
            throw new Refusal(
                    401,
                    "Authentication required. Please supply a valid API Access Token: https://buildkite.com/docs/apis/rest-api#authentication");
        }
        return token;
    }

    private static MockResponse.Builder accessToken(Token token) {
        ObjectNode body = NODES.objectNode().put("uuid", "0198c0de-0000-4a2b-8c3d-000000000000");
        ArrayNode scopes = body.putArray("scopes");
        token.scopes().forEach(scopes::add);
        body.put(
                "expires_at",
                token.expiresAt() == null ? null : token.expiresAt().toString());
        return json(200, body);
    }

    private BuildFolder build(String organization, String pipeline, String number) {
        if (NAME.matcher(organization).matches() && NAME.matcher(pipeline).matches() && number.matches("\\d{1,18}")) {
            Path folder = directory.resolve(organization).resolve(pipeline).resolve(number);
            if (Files.isDirectory(folder)) {
                return new BuildFolder(folder, organization, pipeline, Long.parseLong(number), root.get());
            }
        }
        throw new Refusal(404, "No build found");
    }

    /** A page of a pipeline's builds, newest first; there is but one. */
    private ArrayNode builds(RecordedRequest request, String pipeline) {
        HttpUrl url = request.getUrl();
        ArrayNode page = NODES.arrayNode();
        builds().stream()
                .filter(folder -> folder.name().startsWith(pipeline))
                .map(folder -> build(request, folder))
                .filter(build -> isAsked(
                        url.queryParameterValues("branch"), build.path("branch").asText()))
                .filter(build -> isAsked(
                        url.queryParameterValues("state"), build.path("state").asText()))
                .sorted(Comparator.comparing(
                        (ObjectNode build) -> build.path("number").asLong(), Comparator.reverseOrder()))
                .limit(Math.clamp(number(url.queryParameter("per_page"), 30), 1, 100))
                .forEach(page::add);
        return page;
    }

    private static ObjectNode build(RecordedRequest request, BuildFolder folder) {
        ObjectNode build = folder.build();
        HttpUrl url = request.getUrl();
        if (isTrue(url, "exclude_pipeline", false)) {
            build.remove("pipeline");
        }
        if (!isTrue(url, "exclude_jobs", false)) {
            List<String> states =
                    url.queryParameterValues("job_states[]").stream().toList();
            ArrayNode jobs = build.putArray("jobs");
            folder.jobs().stream()
                    .filter(job -> isTrue(url, "include_retried_jobs", false)
                            || !job.path("retried").asBoolean())
                    .filter(job -> isAsked(states, job.path("state").asText()))
                    .forEach(job -> jobs.add(asServed(job)));
        }
        return build;
    }

    /** A page of jobs; the cursor of the next one is opaque to the client. */
    private static ObjectNode jobs(RecordedRequest request, BuildFolder folder) {
        HttpUrl url = request.getUrl();
        List<ObjectNode> jobs = folder.jobs().stream()
                .filter(job -> isTrue(url, "include_retried_jobs", true)
                        || !job.path("retried").asBoolean())
                .filter(job -> isAsked(
                        url.queryParameterValues("state[]"), job.path("state").asText()))
                .filter(job -> isAsked(
                        url.queryParameterValues("step_key"),
                        job.path("step_key").asText()))
                .filter(job -> isAsked(
                        url.queryParameterValues("group_key"),
                        job.path("group_key").asText()))
                .toList();
        int size = Math.clamp(number(url.queryParameter("per_page"), 30), 1, 100);
        int from = Math.min(number(url.queryParameter("after"), 0), jobs.size());
        int to = Math.min(from + size, jobs.size());
        ObjectNode page = NODES.objectNode();
        ArrayNode items = page.putArray("items");
        jobs.subList(from, to).forEach(job -> items.add(asServed(job)));
        String next = to == jobs.size()
                ? null
                : folder.apiUrl() + "/jobs?"
                        + url.newBuilder()
                                .setQueryParameter("after", Integer.toString(to))
                                .build()
                                .encodedQuery();
        page.putObject("links").put("self", folder.apiUrl() + "/jobs").put("next", next);
        return page;
    }

    private MockResponse.Builder job(
            RecordedRequest request, Token token, String organization, String id, List<String> rest) {
        token.require("read_builds");
        for (BuildFolder build : builds()) {
            if (build.name().startsWith(organization + "/")
                    && build.jobs().stream()
                            .anyMatch(job -> job.path("id").asText().equals(id))) {
                return job(request, token, build, id, rest);
            }
        }
        throw new Refusal(404, "No job found");
    }

    private MockResponse.Builder job(
            RecordedRequest request, Token token, BuildFolder build, String id, List<String> rest) {
        ObjectNode job = build.jobs().stream()
                .filter(candidate -> candidate.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refusal(404, "No job found"));
        if (rest.isEmpty()) {
            return json(200, asServed(job));
        }
        if (rest.size() == 1 && (rest.get(0).equals("log") || rest.get(0).equals("log.txt"))) {
            token.require("read_build_logs");
            return log(request, build, job, rest.get(0).endsWith(".txt"));
        }
        if (rest.get(0).equals("artifacts")) {
            token.require("read_artifacts");
            return artifacts(build, job, rest.subList(1, rest.size()));
        }
        throw new Refusal(404, "Not Found");
    }

    private MockResponse.Builder log(RecordedRequest request, BuildFolder build, ObjectNode job, boolean txt) {
        Path file = build.logFile(job);
        if (file == null) {
            throw new Refusal(404, "No log found");
        }
        String accept = String.valueOf(request.getHeaders().get("Accept")).toLowerCase(Locale.ROOT);
        if (!txt && !accept.contains("text/plain")) {
            try {
                String content = Files.readString(file);
                return json(
                        200,
                        NODES.objectNode()
                                .put("url", job.path("log_url").asText())
                                .put("content", content)
                                .put("size", Files.size(file))
                                .set("header_times", NODES.arrayNode()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return deliver(request, build, BuildFolder.log(job), Content.of(file), "text/plain");
    }

    private MockResponse.Builder artifacts(BuildFolder build, ObjectNode job, List<String> rest) {
        ArrayNode artifacts = build.artifacts(job);
        if (rest.isEmpty()) {
            return json(200, artifacts);
        }
        for (JsonNode artifact : artifacts) {
            if (artifact.path("id").asText().equals(rest.get(0))) {
                return rest.size() == 2 && rest.get(1).equals("download")
                        ? redirect(Content.of(build.artifactFile(job, artifact)))
                        : json(200, artifact);
            }
        }
        throw new Refusal(404, "No artifact found");
    }

    private MockResponse.Builder redirect(Content content) {
        String url = storage.offer(content);
        return json(302, NODES.objectNode().put("url", url)).addHeader("Location", url);
    }

    /** Sends content, or what a fault makes of it. */
    private MockResponse.Builder deliver(
            RecordedRequest request, BuildFolder build, String name, Content content, String type) {
        MockResponse.Builder response = new MockResponse.Builder().addHeader("Content-Type", type);
        if (request.getMethod().equals("HEAD")) {
            return response.setHeader("Content-Length", content.length());
        }
        Content asked = content;
        String range = request.getHeaders().get("Range");
        if (range != null) {
            Matcher suffix = SUFFIX_RANGE.matcher(range);
            if (!suffix.matches()) {
                throw new Refusal(400, "Only suffix ranges are supported");
            }
            if (content.length() == 0) {
                throw new Refusal(416, "The log is empty");
            }
            asked = content.last(Long.parseLong(suffix.group(1)));
            response.code(206)
                    .addHeader(
                            "Content-Range",
                            "bytes %d-%d/%d"
                                    .formatted(
                                            content.length() - asked.length(), content.length() - 1, content.length()));
        }
        return spoil(response, asked, nextFault(build, name));
    }

    private MockResponse.Builder spoil(MockResponse.Builder response, Content content, Fault fault) {
        if (fault.status() != null) {
            return json(fault.status(), NODES.objectNode().put("message", "as faults.json has it"));
        }
        if (fault.redirect()) {
            return redirect(content);
        }
        Content sent = content;
        Fault.Delimiter delimiter = fault.delimiter() == null ? Fault.Delimiter.LENGTH : fault.delimiter();
        if (fault.cutAfter() != null) {
            sent = sent.cutAfter(fault.cutAfter());
            response.onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE);
        } else if (fault.stallAfter() != null) {
            sent = sent.cutAfter(fault.stallAfter());
            response.onResponseEnd(SocketEffect.Stall.INSTANCE);
        } else if (delimiter == Fault.Delimiter.CLOSE) {
            response.onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE);
        }
        response.body(delimiter == Fault.Delimiter.CHUNKS ? sent.chunked() : sent);
        switch (delimiter) {
            case LENGTH -> response.setHeader("Content-Length", content.length());
            case CHUNKS -> response.removeHeader("Content-Length").setHeader("Transfer-Encoding", "chunked");
            case CLOSE -> response.removeHeader("Content-Length");
        }
        if (fault.bytesPerSecond() != null) {
            response.throttleBody(Math.max(1, fault.bytesPerSecond() / 10), 100, TimeUnit.MILLISECONDS);
        }
        return response;
    }

    private Fault nextFault(BuildFolder build, String name) {
        String key = build.name() + " " + name;
        Fault fault = faults.getOrDefault(key, build.fault(name));
        int before = faultsSoFar.merge(key, 1, Integer::sum) - 1;
        return fault.times() == null || before < fault.times() ? fault : Fault.NONE;
    }

    /** From now on, in place of what the folder says and of what was set before. */
    void fault(String build, String name, Fault fault) {
        faultsSoFar.remove(build + " " + name);
        faults.put(build + " " + name, fault);
    }

    List<BuildFolder> builds() {
        try (Stream<Path> paths = Files.find(
                directory,
                3,
                (path, attributes) ->
                        attributes.isDirectory() && directory.relativize(path).getNameCount() == 3)) {
            return paths.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .sorted()
                    .map(path -> directory.relativize(path))
                    .map(path -> build(
                            path.getName(0).toString(),
                            path.getName(1).toString(),
                            path.getName(2).toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MockResponse.Builder page() {
        StringBuilder text = new StringBuilder("A test server that plays Buildkite. Its builds:\n");
        builds().forEach(build -> text.append(build.webUrl()).append('\n'));
        return new MockResponse.Builder()
                .addHeader("Content-Type", "text/plain")
                .body(text.toString());
    }

    private static ObjectNode asServed(ObjectNode job) {
        return job.deepCopy().without("log");
    }

    private static boolean isAsked(List<@Nullable String> wanted, String value) {
        return wanted.isEmpty() || wanted.contains(value);
    }

    private static boolean isTrue(HttpUrl url, String parameter, boolean otherwise) {
        String value = url.queryParameter(parameter);
        return value == null ? otherwise : value.equals("true");
    }

    private static int number(@Nullable String text, int otherwise) {
        return text == null || !text.matches("\\d{1,9}") ? otherwise : Integer.parseInt(text);
    }

    private static MockResponse.Builder json(int status, JsonNode body) {
        return new MockResponse.Builder()
                .code(status)
                .addHeader("Content-Type", "application/json")
                .body(body.toString());
    }

    /** What an API access token may do. */
    record Token(List<String> scopes, @Nullable Instant expiresAt) {

        boolean isExpired() {
            return expiresAt != null && expiresAt.isBefore(Instant.now());
        }

        void require(String scope) {
            if (!scopes.contains(scope)) {
                throw new Refusal(403, "Your access token doesn't have the " + scope + " scope");
            }
        }
    }

    private static final class Refusal extends RuntimeException {
        private final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }
    }
}
