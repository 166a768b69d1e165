package io.destill.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A build as a folder, {@code <organization>/<pipeline>/<number>}, read anew for every request.
 *
 * <ul>
 *   <li>{@code logs/<name>.log}: a job's log. A log that {@code jobs.json} does not speak of is a failed job of that name,
 *       so a folder of logs is a whole build.
 *   <li>{@code jobs.json}: a list of jobs, in Buildkite's words; what is left out gets a sensible value. {@code log} names
 *       the job's log and stands for the job in {@code faults.json} and {@code artifacts}; it defaults to the
 *       {@code step_key}. Jobs of one {@code step_key} and {@code parallel_group_index} are attempts, in order.
 *   <li>{@code build.json}: the build, in Buildkite's words; what is left out gets a sensible value.
 *   <li>{@code faults.json}: what goes wrong, by a job's {@code log}, {@code build.json} or {@code jobs.json}: see
 *       {@link Fault}.
 *   <li>{@code artifacts/<name>/<path>}: a job's artifacts.
 * </ul>
 */
final class BuildFolder {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Path folder;
    private final String organization;
    private final String pipeline;
    private final long number;
    private final String webUrl;
    private final String apiUrl;

    /** @param server the root URL of the server, without a slash at its end */
    BuildFolder(Path folder, String organization, String pipeline, long number, String server) {
        this.folder = folder;
        this.organization = organization;
        this.pipeline = pipeline;
        this.number = number;
        this.webUrl = "%s/%s/%s/builds/%d".formatted(server, organization, pipeline, number);
        this.apiUrl = "%s/v2/organizations/%s/pipelines/%s/builds/%d".formatted(server, organization, pipeline, number);
    }

    /** As in {@code acme/shop/12}. */
    String name() {
        return organization + "/" + pipeline + "/" + number;
    }

    String webUrl() {
        return webUrl;
    }

    String apiUrl() {
        return apiUrl;
    }

    /** The build in Buildkite's words, without jobs. */
    ObjectNode build() {
        ObjectNode build = NODES.objectNode();
        build.put("id", uuid("build"));
        build.put("number", number);
        build.put("state", jobs().stream().anyMatch(BuildFolder::isCause) ? "failed" : "passed");
        build.put("blocked", false);
        build.put("branch", "main");
        build.put("commit", uuid("commit").replace("-", "") + "00000000");
        build.put("message", "Change number " + number);
        build.put("source", "webhook");
        build.put("url", apiUrl);
        build.put("web_url", webUrl);
        build.put("created_at", "2026-08-20T09:14:02.113Z");
        build.put("started_at", "2026-08-20T09:14:09.020Z");
        build.put("finished_at", "2026-08-20T09:21:33.871Z");
        build.putObject("creator").put("name", "Ada Example");
        build.putObject("pipeline").put("slug", pipeline).put("default_branch", "main");
        JsonNode written = read("build.json");
        return written == null ? build : build.setAll((ObjectNode) written);
    }

    /** All jobs in Buildkite's words, each with its {@code log} besides. */
    List<ObjectNode> jobs() {
        List<ObjectNode> jobs = new ArrayList<>();
        Set<String> logs = new HashSet<>();
        JsonNode written = read("jobs.json");
        if (written != null) {
            for (JsonNode job : written) {
                jobs.add(withDefaults((ObjectNode) job));
                logs.add(log(jobs.getLast()));
            }
        }
        for (Path file : list(folder.resolve("logs"))) {
            String log = file.getFileName().toString().replaceFirst("\\.log$", "");
            if (logs.add(log)) {
                jobs.add(withDefaults(NODES.objectNode().put("step_key", log)));
            }
        }
        linkAttempts(jobs);
        return jobs;
    }

    private ObjectNode withDefaults(ObjectNode written) {
        ObjectNode job = NODES.objectNode();
        String type = written.path("type").asText("script");
        String stepKey = written.path("step_key").asText("");
        String log = written.path("log").asText(stepKey);
        String id = written.path("id").asText(uuid("job/" + type + "/" + (log.isEmpty() ? written : log)));
        job.put("type", type);
        job.put("id", id);
        job.put("log", log);
        if (type.equals("script")) {
            boolean passed = written.path("state").asText("").equals("passed")
                    || written.path("exit_status").asInt(1) == 0;
            job.put("name", log);
            job.put("step_key", stepKey);
            job.putObject("step").put("id", uuid("step/" + stepKey));
            job.put("state", passed ? "passed" : "failed");
            job.put("exit_status", passed ? 0 : 1);
            job.put("soft_failed", false);
            job.putNull("signal_reason");
            job.put("command", "make " + stepKey);
            job.put("web_url", webUrl + "#" + id);
            job.put("log_url", apiUrl + "/jobs/" + id + "/log");
            job.put("raw_log_url", apiUrl + "/jobs/" + id + "/log.txt");
            job.put("retried", false);
            job.putNull("retried_in_job_id");
            job.put("retries_count", 0);
        }
        return job.setAll(written);
    }

    private static void linkAttempts(List<ObjectNode> jobs) {
        Map<String, ObjectNode> latest = new HashMap<>();
        for (ObjectNode job : jobs) {
            if (job.path("step_key").asText("").isEmpty()) {
                continue;
            }
            ObjectNode earlier =
                    latest.put(job.path("step_key").asText() + " " + job.path("parallel_group_index"), job);
            if (earlier != null) {
                earlier.put("retried", true).set("retried_in_job_id", job.get("id"));
                job.put("retries_count", earlier.get("retries_count").asInt() + 1);
            }
        }
    }

    private static boolean isCause(ObjectNode job) {
        String state = job.path("state").asText();
        return (state.equals("failed") || state.equals("timed_out"))
                && !job.path("soft_failed").asBoolean()
                && !job.path("retried").asBoolean();
    }

    /** What a job is called in this folder. */
    static String log(JsonNode job) {
        return job.path("log").asText();
    }

    /** The log of a job, or null if it has none. */
    @Nullable
    Path logFile(JsonNode job) {
        Path file = folder.resolve("logs").resolve(log(job) + ".log");
        return Files.isRegularFile(file) ? file : null;
    }

    /** A job's artifacts in Buildkite's words. */
    ArrayNode artifacts(JsonNode job) {
        ArrayNode artifacts = NODES.arrayNode();
        Path root = folder.resolve("artifacts").resolve(log(job));
        if (!Files.isDirectory(root)) {
            return artifacts;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String path = root.relativize(file).toString().replace('\\', '/');
                String id = uuid("artifact/" + log(job) + "/" + path);
                artifacts
                        .addObject()
                        .put("id", id)
                        .put("job_id", job.path("id").asText())
                        .put("path", path)
                        .put("filename", file.getFileName().toString())
                        .put("state", "finished")
                        .put("file_size", Files.size(file))
                        .put(
                                "download_url",
                                "%s/jobs/%s/artifacts/%s/download"
                                        .formatted(apiUrl, job.path("id").asText(), id));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return artifacts;
    }

    Path artifactFile(JsonNode job, JsonNode artifact) {
        return folder.resolve("artifacts")
                .resolve(log(job))
                .resolve(artifact.path("path").asText());
    }

    /** What goes wrong with an answer, by the name that it has in {@code faults.json}. */
    Fault fault(String name) {
        JsonNode faults = read("faults.json");
        if (faults == null || !faults.has(name)) {
            return Fault.NONE;
        }
        return JSON.convertValue(faults.get(name), Fault.class);
    }

    private @Nullable JsonNode read(String name) {
        Path file = folder.resolve(name);
        try {
            return Files.exists(file) ? JSON.readTree(file.toFile()) : null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private String uuid(String name) {
        return UUID.nameUUIDFromBytes((name() + " " + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private static List<Path> list(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
