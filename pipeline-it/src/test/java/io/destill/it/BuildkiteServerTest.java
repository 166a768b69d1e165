package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server does that Buildkite documents, seen by a plain HTTP client. */
class BuildkiteServerTest {

    private static final String BUILD = "/organizations/acme/pipelines/shop/builds/7";

    @TempDir
    private Path directory;

    private BuildkiteServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        Path build =
                Files.createDirectories(directory.resolve("acme/shop/7/logs")).getParent();
        Files.writeString(build.resolve("logs/unit.log"), "one\ntwo\n");
        Files.writeString(build.resolve("logs/empty.log"), "");
        Files.writeString(build.resolve("jobs.json"), """
                [{"step_key": "unit", "log": "first", "id": "j1"}, {"step_key": "unit", "log": "unit", "id": "j2", "state": "passed"},
                 {"type": "waiter", "id": "w1"}, {"step_key": "empty", "id": "j3"}]
                """);
        Path artifact = build.resolve("artifacts/unit/target/TEST-a.xml");
        Files.createDirectories(artifact.getParent());
        Files.writeString(artifact, "<testsuite/>");
        server = BuildkiteServer.serving(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBuildHasTheLatestAttemptsAndTheJobListAllOfThem() throws Exception {
        assertThat(json(get(BUILD)).findValuesAsText("id"))
                .contains("j2", "w1", "j3")
                .doesNotContain("j1");
        assertThat(json(get(BUILD + "?include_retried_jobs=true")).findValuesAsText("id"))
                .contains("j1");
        assertThat(json(get(BUILD + "?exclude_jobs=true")).has("jobs")).isFalse();
        assertThat(json(get(BUILD + "?job_states[]=passed")).get("jobs")).hasSize(1);
        assertThat(json(get(BUILD + "/jobs")).get("items")).hasSize(4);
        assertThat(json(get(BUILD + "/jobs?include_retried_jobs=false")).get("items"))
                .hasSize(3);
        assertThat(json(get(BUILD + "/jobs?state[]=failed&state[]=timed_out")).get("items"))
                .hasSize(2);
        assertThat(json(get(BUILD + "/jobs?step_key=unit")).get("items")).hasSize(2);

        JsonNode first = json(get("/organizations/acme/jobs/j1"));
        assertThat(first.get("retried").asBoolean()).isTrue();
        assertThat(first.get("retried_in_job_id").asText()).isEqualTo("j2");
        assertThat(json(get("/organizations/acme/jobs/j2")).get("retries_count").asInt())
                .isEqualTo(1);
        assertThat(first.has("log")).as("what is not Buildkite's").isFalse();
    }

    @Test
    void jobsComeInPages() throws Exception {
        JsonNode page = json(get(BUILD + "/jobs?per_page=3"));
        assertThat(page.get("items")).hasSize(3);

        JsonNode next = json(send(request(page.at("/links/next").asText())));
        assertThat(next.get("items")).hasSize(1);
        assertThat(next.at("/links/next").isNull()).isTrue();
    }

    @Test
    void aLogComesAsJsonOrAsText() throws Exception {
        JsonNode log = json(get(BUILD + "/jobs/j2/log"));
        assertThat(log.get("content").asText()).isEqualTo("one\ntwo\n");
        assertThat(log.get("size").asInt()).isEqualTo(8);
        assertThat(get(BUILD + "/jobs/j2/log.txt").body()).isEqualTo("one\ntwo\n");
        assertThat(text(BUILD + "/jobs/j2/log").body()).isEqualTo("one\ntwo\n");
        assertThat(text("/organizations/acme/jobs/j2/log").body()).isEqualTo("one\ntwo\n");
        assertThat(text(BUILD + "/jobs/j1/log").statusCode()).as("no log").isEqualTo(404);

        var head = send(request(server.apiUrl() + BUILD + "/jobs/j2/log")
                .header("Accept", "text/plain")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.headers().firstValue("Content-Length")).hasValue("8");
    }

    @Test
    void aLogHasSuffixRangesOnly() throws Exception {
        HttpResponse<String> tail = text(BUILD + "/jobs/j2/log", "bytes=-4");
        assertThat(tail.statusCode()).isEqualTo(206);
        assertThat(tail.body()).isEqualTo("two\n");
        assertThat(tail.headers().firstValue("Content-Range")).hasValue("bytes 4-7/8");
        assertThat(text(BUILD + "/jobs/j2/log", "bytes=-99").body()).isEqualTo("one\ntwo\n");
        assertThat(text(BUILD + "/jobs/j2/log", "bytes=4-").statusCode()).isEqualTo(400);
        assertThat(text(BUILD + "/jobs/j3/log", "bytes=-4").statusCode()).isEqualTo(416);
    }

    @Test
    void artifactsLieOnAnotherHost() throws Exception {
        JsonNode artifact = json(get(BUILD + "/jobs/j2/artifacts")).get(0);
        assertThat(artifact.get("path").asText()).isEqualTo("target/TEST-a.xml");

        HttpResponse<String> redirect =
                send(request(artifact.get("download_url").asText()));
        assertThat(redirect.statusCode()).isEqualTo(302);
        URI location = URI.create(redirect.headers().firstValue("Location").orElseThrow());
        assertThat(location.getPort()).isNotEqualTo(server.apiUrl().getPort());
        assertThat(json(redirect).get("url").asText()).isEqualTo(location.toString());

        assertThat(send(HttpRequest.newBuilder(location)).body()).isEqualTo("<testsuite/>");
        HttpResponse<String> leaked = send(request(location.toString()));
        assertThat(leaked.statusCode()).isEqualTo(400);
        assertThat(leaked.body()).contains("Bearer " + BuildkiteServer.TOKEN);
    }

    @Test
    void tokensHaveScopesAndExpire() throws Exception {
        Files.writeString(directory.resolve("server.json"), """
                {"tokens": {"bkua_test": {"scopes": ["read_builds"], "expires_at": null},
                            "bkua_old": {"scopes": ["read_builds"], "expires_at": "2020-01-01T00:00:00Z"}}}
                """);
        server.close();
        server = BuildkiteServer.serving(directory);

        assertThat(json(get("/access-token")).get("scopes")).hasSize(1);
        HttpResponse<String> forbidden = text(BUILD + "/jobs/j2/log");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(json(forbidden).get("message").asText())
                .isEqualTo("Your access token doesn't have the read_build_logs scope");
        assertThat(send(HttpRequest.newBuilder(URI.create(server.apiUrl() + "/access-token"))
                                .header("Authorization", "Bearer bkua_old"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(HttpRequest.newBuilder(URI.create(server.apiUrl() + "/access-token")))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aUsedUpLimitSaysHowLong() throws Exception {
        server.exhaustRateLimit(Duration.ofSeconds(60));

        HttpResponse<String> refusal = get(BUILD);
        assertThat(refusal.statusCode()).isEqualTo(429);
        assertThat(refusal.headers().firstValue("RateLimit-User-Remaining")).hasValue("0");
        assertThat(refusal.headers().firstValueAsLong("RateLimit-User-Reset").orElseThrow())
                .isBetween(1L, 60L);
        assertThat(json(refusal).get("reset").asInt()).isBetween(1, 60);
    }

    @Test
    void faultsStandInAFile() throws Exception {
        Files.writeString(directory.resolve("acme/shop/7/faults.json"), "{\"unit\": {\"status\": 503, \"times\": 2}}");

        assertThat(text(BUILD + "/jobs/j2/log").statusCode()).isEqualTo(503);
        assertThat(text(BUILD + "/jobs/j2/log").statusCode()).isEqualTo(503);
        assertThat(text(BUILD + "/jobs/j2/log").statusCode()).isEqualTo(200);
    }

    @Test
    void namesCannotLeaveTheDirectory() throws Exception {
        assertThat(get("/organizations/..%2Facme/pipelines/shop/builds/7").statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(server.apiUrl() + path));
    }

    private HttpResponse<String> text(String path) throws Exception {
        return send(request(server.apiUrl() + path).header("Accept", "text/plain"));
    }

    private HttpResponse<String> text(String path, String range) throws Exception {
        return send(
                request(server.apiUrl() + path).header("Accept", "text/plain").header("Range", range));
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url.replace("[", "%5B").replace("]", "%5D")))
                .header("Authorization", "Bearer " + BuildkiteServer.TOKEN);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }
}
