package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.destill.it.Destill.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code destill analyze <url>}, from the address of a build to what is printed and the exit code. */
class BuildkiteBuildTest {

    private static final String FAILED = "acme/shop/4821";

    @TempDir
    Path directory;

    private BuildkiteServer server;

    @BeforeEach
    void start() throws IOException {
        server = BuildkiteServer.serving(Samples.directory());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void eachFailedJobHasItsCauseOnTop() {
        Result result = analyze(server.buildUrl(FAILED), "--format", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.json().get("complete").asBoolean()).isTrue();
        assertThat(result.json().at("/build/pipeline").asText()).isEqualTo("acme/shop");
        assertThat(tops(result))
                .containsOnlyKeys(":junit: Unit", ":postgres: Migrations", ":cmake: Scanner", ":npm: Audit")
                .containsEntry(
                        ":junit: Unit", "org.opentest4j.AssertionFailedError: expected: <119.00> but was: <100.00>")
                .containsEntry(
                        ":postgres: Migrations",
                        "psql:V042__refunds.sql:17: ERROR:  relation \"order_line\" does not exist")
                .containsEntry(":npm: Audit", "1 high severity vulnerability")
                .containsEntry(
                        ":cmake: Scanner",
                        "src/price.cc:131:27: error: no member named 'vat_rate' in 'scan::Basket'; did you mean 'tax_rate'?");
        assertThat(result.jsonCards()).allSatisfy(BuildkiteBuildTest::evidenceAddsUp);
    }

    private static Map<String, String> tops(Result result) {
        Map<String, String> tops = new HashMap<>();
        for (JsonNode job : result.json().get("jobs")) {
            tops.put(
                    job.at("/job/name").asText(), job.at("/cards/0/raw_message").asText());
        }
        return tops;
    }

    private static void evidenceAddsUp(JsonNode card) {
        double sum = card.get("evidence")
                .valueStream()
                .mapToDouble(evidence -> evidence.get("contribution").asDouble())
                .sum();
        assertThat(card.get("evidence")).isNotEmpty();
        assertThat(card.get("confidence_score").asDouble())
                .isBetween(0.0, 1.0)
                .isCloseTo(Math.clamp(sum, 0, 1), offset(1e-6));
    }

    @Test
    void whatBrokeTheBuildComesBeforeWhatWasLetPass() {
        Result result = analyze(server.buildUrl(FAILED), "--limit", "30");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .startsWith("acme/shop #4821  main · 9fceb02d0 · failed\nBump jooq to 3.21 — Ada Example\n");
        List<String> jobs = result.out()
                .lines()
                .filter(line -> line.matches("    :\\w+: .* · lines? \\d.*"))
                .map(line -> line.replaceFirst(" ›.*", "").strip())
                .toList();
        assertThat(jobs).contains(":npm: Audit", ":cmake: Scanner", ":postgres: Migrations", ":junit: Unit [2/2]");
        assertThat(jobs.subList(jobs.indexOf(":npm: Audit"), jobs.size())).containsOnly(":npm: Audit");
    }

    @Test
    void anAnchorNarrowsItToAJob() {
        Result result = analyze(server.jobUrl(FAILED, "browser-1"), "--format", "json", "--no-passed");

        assertThat(result.exitCode()).isZero();
        assertThat(tops(result))
                .containsExactly(
                        Map.entry(":playwright: Browser", "Error: locator.click: Test timeout of 30000ms exceeded."));
        assertThat(server.requests())
                .filteredOn(request -> request.contains("log"))
                .hasSize(1);
    }

    @Test
    void aJobThatPassedWhenItWasTriedAgainIsKnownToBeFlaky(@TempDir Path folder) {
        String job = server.jobUrl(FAILED, "browser-1");
        String history = folder.resolve("h.db").toString();

        for (int i = 0; i < 2; i++) {
            JsonNode card = analyze(job, "--format", "ndjson", "--history", history)
                    .ndjsonCards()
                    .getFirst();
            assertThat(card.at("/recurrence/status").asText()).isEqualTo("known-flaky");
            assertThat(card.at("/recurrence/passed_on_retry").asInt()).isOne();
            assertThat(card.at("/recurrence/builds").asInt()).isOne();
            assertThat(card.at("/recurrence/on_default_branch").asBoolean()).isTrue();
        }
    }

    @Test
    void aBuildThatPassedHasNothingToAnalyse() {
        Result result = analyze(server.buildUrl("acme/shop/4822"), "--exit-status");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).endsWith("No job of this build failed: nothing to analyse.\n");
        assertThat(result.err()).isEmpty();
        Result json = analyze(server.buildUrl("acme/shop/4822"), "--format", "json");
        assertThat(json.json().get("complete").asBoolean()).isTrue();
        assertThat(json.json().get("jobs")).isEmpty();
    }

    @Test
    void jobsThatPassedAreReadWhenAsked() {
        Result result = analyze(server.buildUrl("acme/shop/4822"), "--passed-too", "--format", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(tops(result)).containsOnlyKeys(":eslint: Lint");
    }

    @Test
    void aBuildThatFailedWithoutALogSaysWhereToLook() {
        assertRefused(
                analyze(server.buildUrl("acme/release/15")),
                1,
                "Build 15 of acme/release has no failed job with a log",
                "analyse https://buildkite.com/acme/shop/builds/4821");
        assertRefused(
                analyze(server.buildUrl("acme/release/16")),
                1,
                "Job \":lock: Sign\" (and 1 more) expired before an agent took it",
                "Job \"publish\" was canceled");
        assertRefused(analyze(server.buildUrl("acme/shop/1")), 1, "Buildkite has no build 1 of acme/shop");
    }

    @Test
    void aRefusalIsADocumentToo() {
        Result result = analyze(server.buildUrl("acme/shop/1"), "--format", "json");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.json().get("complete").asBoolean()).isFalse();
        assertThat(result.json().get("failure").asText()).isEqualTo("not_found");
        assertThat(result.err())
                .isEqualTo("destill: " + result.json().get("reason").asText() + "\n");
    }

    @Test
    void aTokenIsNeededThatMayReadBuildsAndLogs() {
        server.allow("bkua_none");
        server.allow("bkua_builds", "read_builds");

        assertRefused(withToken(""), 4, "there is no API token", "BUILDKITE_API_TOKEN");
        assertThat(server.requests()).isEmpty();
        assertRefused(withToken("bkua_wrong"), 4, "refused the API token in BUILDKITE_API_TOKEN (401)");
        assertRefused(withToken("bkua_none"), 4, "lacks the scope read_builds");

        Result unreadable = withToken("bkua_builds");
        assertThat(unreadable.exitCode()).isEqualTo(4);
        assertThat(unreadable.out()).contains("0 of 4 jobs analysed whole");
        assertThat(unreadable.err().lines())
                .hasSize(4)
                .allMatch(line -> line.contains("lacks the scope read_build_logs"));
    }

    @Test
    void aTokenCanStandInAFile() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), BuildkiteServer.TOKEN + "\n");
        Map<String, String> environment =
                Map.of("BUILDKITE_API_URL", server.apiUrl().toString(), "BUILDKITE_API_TOKEN_FILE", token.toString());

        assertThat(Destill.run(environment, "analyze", server.buildUrl("acme/shop/4823"))
                        .exitCode())
                .isZero();
        assertThat(Destill.run(environment, "doctor").exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SERVER/acme",
                "SERVER/acme/shop",
                "SERVER/acme/shop/builds/x",
                "https://ci.example/acme/shop/builds/4821",
                "https://buildkite.com.example/acme/shop/builds/4821",
                "https://buildkite.com@ci.example/acme/shop/builds/4821",
                "ftp://buildkite.com/acme/shop/builds/4821",
                "https://",
                "https://[/acme/shop/builds/4821"
            })
    void anAddressThatIsNoBuildsIsRefusedWithoutAskingAnyone(String url) {
        assertRefused(
                analyze(url.replace("SERVER", server.buildUrl("acme/shop/1").replaceFirst("/acme.*", ""))), 2, ":");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aServerThatIsNotConfiguredIsNotAsked() throws IOException {
        try (BuildkiteServer other = BuildkiteServer.serving(Samples.directory())) {
            Result result = analyze(other.buildUrl(FAILED));

            assertRefused(result, 2, "is not configured");
            assertThat(other.requests()).isEmpty();
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aJobWithoutALogDoesNotHideTheOthers() throws IOException {
        Path build =
                Files.createDirectories(directory.resolve("acme/half/1/logs")).getParent();
        Files.writeString(build.resolve("jobs.json"), "[{\"step_key\": \"lost\", \"exit_status\": -1}]");
        Files.writeString(build.resolve("logs/empty.log"), "");
        Files.writeString(build.resolve("logs/lint.log"), "a.js:1:2: error: x is not defined\n");
        try (BuildkiteServer half = BuildkiteServer.serving(directory)) {
            Map<String, Result> results = new LinkedHashMap<>();
            for (String format : List.of("text", "json", "ndjson")) {
                results.put(
                        format,
                        Destill.run(half.environment(), "analyze", half.buildUrl("acme/half/1"), "--format", format));
            }

            assertThat(results.values()).allSatisfy(result -> {
                assertThat(result.exitCode()).isEqualTo(1);
                assertThat(result.err().lines())
                        .singleElement()
                        .asString()
                        .startsWith("destill: Job lost could not be analysed: ")
                        .contains("its agent was lost", half.jobUrl("acme/half/1", "lost"));
            });
            assertThat(results.get("text").out()).contains("2 of 3 jobs analysed whole: 1 failure");
            Result json = results.get("json");
            assertThat(json.json().get("complete").asBoolean()).isFalse();
            assertThat(json.json().get("jobs").valueStream())
                    .extracting(
                            job -> job.at("/job/name").asText(),
                            job -> job.get("status").asText(),
                            job -> job.get("cards").size())
                    .containsExactlyInAnyOrder(
                            tuple("lost", "failed", 0), tuple("empty", "analyzed", 0), tuple("lint", "analyzed", 1));
            assertThat(results.get("ndjson").ndjsonCards()).hasSize(1);
        }
    }

    private Result withToken(String token) {
        Map<String, String> environment = new HashMap<>(server.environment());
        environment.put("BUILDKITE_API_TOKEN", token);
        return Destill.run(environment, "analyze", server.buildUrl(FAILED));
    }

    private Result analyze(String url, String... options) {
        return Destill.run(
                server.environment(),
                Stream.concat(Stream.of("analyze", url), Stream.of(options)).toArray(String[]::new));
    }

    /** One sentence that holds these parts, and no result. */
    private static void assertRefused(Result result, int exitCode, String... parts) {
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("destill: ")
                .contains(parts);
    }
}
