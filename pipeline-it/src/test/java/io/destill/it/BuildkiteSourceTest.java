package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.destill.buildkite.BuildkiteException;
import io.destill.buildkite.BuildkiteSettings;
import io.destill.buildkite.RetryPolicy;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.ingestion.BuildkiteSource;
import io.destill.ingestion.JobLog;
import io.destill.ingestion.ResolvedBuild;
import io.destill.ingestion.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way from a Buildkite address to its logs, against a server that plays Buildkite. */
class BuildkiteSourceTest {

    private static final String FAILED = "acme/shop/4821";

    private BuildkiteServer server;
    private Duration idleTimeout = Duration.ofSeconds(20);
    private final List<String> waits = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws IOException {
        server = BuildkiteServer.serving(Samples.directory());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void findsTheBuildAndTheJobsThatFailedFirst() throws Exception {
        ResolvedBuild resolved = resolve(server.buildUrl(FAILED));

        assertThat(resolved.build())
                .isEqualTo(new BuildRef(
                        "buildkite",
                        server.buildUrl(FAILED),
                        "acme/shop",
                        4821L,
                        "main",
                        "9fceb02d0ae598e95dc970b74767f19372d61af8",
                        "failed",
                        "Ada Example",
                        "Bump jooq to 3.21",
                        Instant.parse("2026-08-20T09:14:02.113Z"),
                        "main"));
        assertThat(resolved.passed()).extracting(JobRef::stepKey).contains("unit");
        assertThat(resolved.jobs())
                .extracting(log -> log.job().name())
                .containsExactly(":junit: Unit", ":postgres: Migrations", ":cmake: Scanner", ":npm: Audit");
        JobRef unit = resolved.jobs().get(0).job();
        assertThat(unit)
                .isEqualTo(new JobRef(
                        "0198c0de-4821-4a2b-8c3d-000000000003",
                        ":junit: Unit",
                        "unit",
                        server.jobUrl(FAILED, "unit-1"),
                        "failed",
                        1,
                        false,
                        0,
                        1,
                        2));
        assertThat(resolved.jobs().get(1).job().retry()).as("the attempt").isEqualTo(1);
        assertThat(resolved.jobs().get(3).job().softFailed()).isTrue();
        assertThat(text(resolved.jobs().get(1)))
                .isEqualTo(Files.readString(Samples.directory().resolve("acme/shop/4821/logs/migrations-2.log")));
    }

    @Test
    void readsJobsThatPassedWhenAsked() throws Exception {
        ResolvedBuild resolved = source().resolve(request(server.buildUrl(FAILED), true));

        assertThat(resolved.jobs())
                .extracting(log -> log.job().name())
                .containsExactly(
                        ":junit: Unit",
                        ":postgres: Migrations",
                        ":cmake: Scanner",
                        ":npm: Audit",
                        ":eslint: Lint",
                        ":junit: Unit",
                        ":playwright: Browser");
    }

    @Test
    void anAnchorNarrowsItToAJobWhateverItsState() throws Exception {
        ResolvedBuild resolved = resolve(server.jobUrl(FAILED, "browser-1") + "/L40");

        assertThat(resolved.jobs()).singleElement().satisfies(log -> {
            assertThat(log.job().name()).isEqualTo(":playwright: Browser");
            assertThat(log.job().retry()).isZero();
            assertThat(text(log)).contains("Test timeout of 30000ms exceeded");
        });
    }

    @Test
    void aStepIdNarrowsItToAStep() throws Exception {
        String step = server.stepId(FAILED, "unit-0");

        ResolvedBuild resolved = resolve(server.buildUrl(FAILED) + "/canvas?sid=" + step + "&tab=output");

        assertThat(resolved.jobs()).extracting(log -> log.job().stepKey()).containsExactly("unit");
        assertRefused(
                server.buildUrl(FAILED) + "/canvas?sid=" + server.stepId(FAILED, "lint"),
                FailureKind.NOT_FOUND,
                "No job of step",
                server.buildUrl(FAILED));
        assertRefused(
                server.buildUrl(FAILED) + "/canvas?sid=0198c0de-0000-4a2b-8c3d-000000000000",
                FailureKind.NOT_FOUND,
                "has no jobs of step 0198c0de-0000-4a2b-8c3d-000000000000");
    }

    @Test
    void aFolderOfLogsIsABuild() throws Exception {
        ResolvedBuild resolved = resolve(server.buildUrl("acme/shop/4823"));

        assertThat(resolved.build().state()).isEqualTo("failed");
        assertThat(resolved.jobs()).extracting(log -> log.job().name()).containsExactly("go-test", "terraform");
    }

    @Test
    void aBuildThatPassedHasNothingToRead() throws Exception {
        assertThat(resolve(server.buildUrl("acme/shop/4822")).jobs()).isEmpty();
    }

    @Test
    void aBuildThatFailedElsewhereSaysWhere() {
        assertRefused(
                server.buildUrl("acme/release/15"),
                FailureKind.NOT_FOUND,
                "Build 15 of acme/release has no failed job with a log",
                ":shopping_trolley: Shop",
                "analyse https://buildkite.com/acme/shop/builds/4821");
        assertRefused(
                server.buildUrl("acme/release/16"),
                FailureKind.NOT_FOUND,
                "Job \":lock: Sign\" (and 1 more) expired before an agent took it",
                "Job \"publish\" was canceled");
    }

    @Test
    void aBuildThatIsNotThere() {
        assertRefused(server.buildUrl("acme/shop/1"), FailureKind.NOT_FOUND, "Buildkite has no build 1 of acme/shop");
        assertRefused(
                server.buildUrl(FAILED) + "#0198c0de-0000-4a2b-8c3d-000000000000",
                FailureKind.NOT_FOUND,
                "Buildkite has no job 0198c0de-0000-4a2b-8c3d-000000000000");
    }

    @Test
    void aJobWithoutALog() throws Exception {
        ResolvedBuild resolved = resolve(server.jobUrl("acme/release/16", "sign"));

        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> resolved.jobs().get(0).open())
                .withMessage("Job \":lock: Sign\" has no log: it never wrote one, or it was deleted since. Look at "
                        + server.jobUrl("acme/release/16", "sign") + ".")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.NOT_FOUND));
    }

    @Test
    void aStepThatRunsNothing() {
        assertRefused(
                server.buildUrl(FAILED) + "#0198c0de-4821-4a2b-8c3d-000000000011",
                FailureKind.BAD_REQUEST,
                "\"Deploy?\" is a manual step, which runs nothing and has no log");
    }

    @Test
    void aHostThatIsNotConfiguredIsNeverAsked() {
        assertThat(source().accepts("https://ci.example/acme/shop/builds/4821")).isTrue();
        assertRefused(
                "https://ci.example/acme/shop/builds/4821", FailureKind.BAD_REQUEST, "ci.example is not configured");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void tokensAndScopes() throws Exception {
        server.allow("bkua_none");
        server.allow("bkua_builds", "read_builds");

        assertThat(refusal(source(null), server.buildUrl(FAILED)))
                .hasMessageContaining("there is no API token")
                .hasMessageContaining("BUILDKITE_API_TOKEN")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.CREDENTIALS));
        assertThat(refusal(source("bkua_wrong"), server.buildUrl(FAILED)))
                .hasMessageContaining("refused the API token in BUILDKITE_API_TOKEN (401)")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.CREDENTIALS));
        assertThat(refusal(source("bkua_none"), server.buildUrl(FAILED)))
                .hasMessageContaining("lacks the scope read_builds")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.CREDENTIALS));
        ResolvedBuild resolved = source("bkua_builds").resolve(request(server.buildUrl(FAILED), false));
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> resolved.jobs().get(0).open())
                .withMessageContaining("lacks the scope read_build_logs")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.CREDENTIALS));
    }

    @Test
    void waitsOutARateLimit() throws Exception {
        resolve(server.buildUrl(FAILED)); // so that the next request is sent at once
        server.exhaustRateLimit(Duration.ofSeconds(1));

        assertThat(resolve(server.buildUrl(FAILED)).jobs()).hasSize(4);

        assertThat(waits).isNotEmpty().containsOnly("Buildkite's rate limit is used up");
    }

    @Test
    void getsOverPassingTrouble() throws Exception {
        server.fault(FAILED, "build.json", Fault.answering(503).times(3));
        server.fault(FAILED, "jobs.json", Fault.cutAfter(100).times(3));

        assertThat(resolve(server.buildUrl(FAILED)).jobs()).hasSize(4);
        assertThat(waits).hasSize(6);
    }

    @Test
    void givesUpOnLastingTrouble() {
        server.fault(FAILED, "jobs.json", Fault.answering(502));

        assertRefused(
                server.buildUrl(FAILED), FailureKind.UNAVAILABLE, "Buildkite answered 502, and it was tried 4 times");
    }

    @ParameterizedTest
    @EnumSource
    void aLogThatBreaksOffOnceIsReadWhole(Fault.Delimiter delimiter) throws Exception {
        server.fault(
                FAILED, "unit-1", Fault.cutAfter(1500).delimitedBy(delimiter).times(1));

        assertThat(text(unit())).isEqualTo(unitLog());
        assertThat(waits).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aLogThatAlwaysBreaksOffIsNeverTakenForWhole(Fault.Delimiter delimiter) throws Exception {
        server.fault(FAILED, "unit-1", Fault.cutAfter(1500).delimitedBy(delimiter));
        JobLog unit = unit();

        assertThatExceptionOfType(BuildkiteException.class)
                .isThrownBy(() -> text(unit))
                .withMessageContaining("Could not get the log of job 0198c0de-4821-4a2b-8c3d-000000000003")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(BuildkiteException.Kind.UNAVAILABLE));
    }

    @Test
    void aLogThatStallsIsReadWhole() throws Exception {
        idleTimeout = Duration.ofSeconds(1);
        server.fault(FAILED, "unit-1", Fault.stalledAfter(1500).times(1));

        assertThat(text(unit())).isEqualTo(unitLog());
        assertThat(waits).singleElement().asString().endsWith("fell silent");
    }

    @Test
    void aSlowLogIsReadWhole() throws Exception {
        server.fault(FAILED, "unit-1", Fault.slow(20_000));

        assertThat(text(unit())).isEqualTo(unitLog());
        assertThat(waits).isEmpty();
    }

    @Test
    void storageGetsNoToken() throws Exception {
        server.fault(FAILED, "unit-1", Fault.redirected());

        assertThat(text(unit())).isEqualTo(unitLog());
        assertThat(server.storageRequests())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.getHeaders().toString()).doesNotContain(BuildkiteServer.TOKEN));
    }

    @Test
    void aBuildOfManyJobsComesInPages(@TempDir Path directory) throws Exception {
        Path logs = Files.createDirectories(directory.resolve("acme/big/1/logs"));
        for (int i = 0; i < 230; i++) {
            Files.writeString(logs.resolve("job-%03d.log".formatted(i)), "error " + i + "\n");
        }
        server.close();
        server = BuildkiteServer.serving(directory);

        ResolvedBuild resolved = resolve(server.buildUrl("acme/big/1"));

        assertThat(resolved.jobs()).hasSize(230);
        assertThat(text(resolved.jobs().get(229))).isEqualTo("error 229\n");
        assertThat(server.requests().stream().filter(request -> request.contains("/jobs?")))
                .hasSize(3);
    }

    private JobLog unit() throws Exception {
        return resolve(server.buildUrl(FAILED)).jobs().get(0);
    }

    private static String unitLog() throws IOException {
        return Files.readString(Samples.directory().resolve("acme/shop/4821/logs/unit-1.log"));
    }

    private ResolvedBuild resolve(String url) throws Exception {
        assertThat(source().accepts(url)).isTrue();
        return source().resolve(request(url, false));
    }

    private BuildkiteSource source() {
        return source(BuildkiteServer.TOKEN);
    }

    private BuildkiteSource source(String token) {
        Map<String, String> environment = new HashMap<>(server.environment());
        environment.put("BUILDKITE_API_TOKEN", token == null ? "" : token);
        RetryPolicy impatient = new RetryPolicy(
                4,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                idleTimeout);
        try {
            return new BuildkiteSource(
                    BuildkiteSettings.fromEnvironment(environment).withRetryPolicy(impatient),
                    (reason, wait) -> waits.add(reason));
        } catch (BuildkiteException e) {
            throw new AssertionError(e);
        }
    }

    private static AnalysisRequest request(String url, boolean includePassed) {
        return new AnalysisRequest(
                "0198c0de-0000-7000-8000-000000000000",
                url,
                Instant.EPOCH,
                new AnalysisRequest.Options(includePassed, false));
    }

    private void assertRefused(String url, FailureKind kind, String... parts) {
        SourceException e = refusal(source(), url);
        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e.getMessage()).contains(parts);
    }

    private static SourceException refusal(BuildkiteSource source, String url) {
        SourceException[] caught = new SourceException[1];
        assertThatThrownBy(() -> source.resolve(request(url, false)))
                .isInstanceOfSatisfying(SourceException.class, e -> {
                    assertThat(e.getMessage()).doesNotContain("bkua_");
                    caught[0] = e;
                });
        return caught[0];
    }

    private static String text(JobLog log) throws Exception {
        try (InputStream in = log.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
