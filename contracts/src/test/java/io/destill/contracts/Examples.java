package io.destill.contracts;

import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.ProgressEvent.Stage;
import java.time.Instant;
import java.util.List;

/** One message of each kind with every field filled, and one with only those that are required. */
final class Examples {

    private static final Instant AT = Instant.parse("2026-08-20T09:14:02.113Z");
    private static final String REQUEST = "0198c0de-1111-7a2b-8c3d-000000000001";

    private static final BuildRef BUILD = new BuildRef(
            "buildkite",
            "https://buildkite.com/acme/api/builds/4821",
            "api",
            4821L,
            "main",
            "9fceb02d0ae598e95dc970b74767f19372d61af8",
            "failed",
            "Sam Doe",
            "Bump jooq",
            AT.minusSeconds(300),
            "main");
    private static final JobRef JOB = new JobRef(
            "0198c0de-2222-4a2b-8c3d-000000000002",
            ":junit: Unit",
            "unit",
            "https://buildkite.com/acme/api/builds/4821#0198c0de-2222-4a2b-8c3d-000000000002",
            "failed",
            1,
            true,
            2,
            0,
            4);

    private static final BuildRef BARE_BUILD =
            new BuildRef("file", "file:///tmp/build.log", "build.log", null, null, null, null, null, null);
    private static final JobRef BARE_JOB =
            new JobRef("build.log", "build.log", null, null, null, null, false, 0, null, null);

    private Examples() {}

    static final AnalysisRequest REQUEST_FULL = new AnalysisRequest(
            REQUEST, "https://buildkite.com/acme/api/builds/4821", AT, new AnalysisRequest.Options(true, true));
    static final AnalysisRequest REQUEST_MINIMAL =
            new AnalysisRequest(REQUEST, AnalysisRequest.STANDARD_INPUT, AT, null);

    static final LogChunk CHUNK_FULL = new LogChunk(
            REQUEST,
            BUILD,
            JOB,
            7,
            true,
            1201,
            1202,
            true,
            Utf8.of("tail of a long line\r\n\u001b[31merror:\u001b[0m \"caf\u00e9\" \\ \ud83d\udea8\t\u0000\n"),
            "the log breaks off in line 1203: connection reset",
            List.of(BARE_JOB),
            true,
            new LogChunk.Passed("0198c0de-2222-4a2b-8c3d-000000000009"));
    static final LogChunk CHUNK_MINIMAL =
            new LogChunk(REQUEST, BARE_BUILD, BARE_JOB, 0, false, 1, 0, false, Utf8.EMPTY, null);

    static final TriageCard CARD_FULL = new TriageCard(
            "b2f6",
            REQUEST,
            BUILD,
            JOB,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            1,
            "expected: <num> but was: <num>",
            "expected: <1> but was: <2>",
            Severity.ERROR,
            0.85,
            List.of(
                    new Evidence("junit-assertion", 0.9, "line 120"),
                    new Evidence("tests-passed-summary", -0.05, null)),
            Category.TEST,
            120,
            118,
            121,
            List.of("FooTest.bar", "", "expected: <1> but was: <2>", "  at FooTest.bar(FooTest.java:12)"),
            List.of("Running FooTest"),
            List.of("Tests run: 1"),
            "Running commands",
            1,
            2,
            new Occurrences(3, List.of(120L, 240L)),
            new Recurrence(
                    Recurrence.Status.KNOWN_FLAKY,
                    5,
                    new Recurrence.Sighting(
                            AT.minusSeconds(86_400),
                            4712L,
                            "https://buildkite.com/acme/api/builds/4712",
                            "main",
                            "0a1b2c3"),
                    new Recurrence.Sighting(AT.minusSeconds(60), null, null, null, null),
                    List.of("main", "feature/x"),
                    2,
                    true,
                    3),
            AT);
    static final TriageCard CARD_MINIMAL = new TriageCard(
            "b2f7",
            REQUEST,
            BARE_BUILD,
            BARE_JOB,
            "00",
            1,
            "boom",
            "boom",
            Severity.FATAL,
            0,
            List.of(),
            Category.UNKNOWN,
            1,
            1,
            1,
            List.of(),
            null,
            null,
            null,
            1,
            0,
            new Occurrences(1, null),
            null,
            AT);

    static final ProgressEvent PROGRESS_FULL = new ProgressEvent(
            REQUEST,
            Stage.JOB_FAILED,
            BUILD,
            JOB,
            65_536,
            1_048_576,
            FailureKind.CREDENTIALS,
            "the token lacks the scope read_build_logs",
            2,
            true,
            AT);
    static final ProgressEvent PROGRESS_MINIMAL =
            new ProgressEvent(REQUEST, Stage.BUILD_RESOLVED, null, null, 0, 0, null, null, AT);
}
