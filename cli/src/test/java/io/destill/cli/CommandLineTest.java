package io.destill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.JobRef;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.ingestion.CiSource;
import io.destill.ingestion.JobLog;
import io.destill.ingestion.ResolvedBuild;
import io.destill.ingestion.SourceException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole command in this process, without a terminal: what it answers to right and wrong input. */
class CommandLineTest {

    private static final String LOG = "compiling\nsrc/a.c:1:2: error: 'x' undeclared\nmake: *** [all] Error 1\n";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private InputStream in = InputStream.nullInputStream();
    private Map<String, String> environment = Map.of();

    private int run(OutputStream stdout, Pipeline.Factory pipelines, String... args) {
        PrintStream stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
        Console console = new Console(in, stdout, stderr, false, false, false, () -> 0, environment);
        return Main.run(console, pipelines, args);
    }

    private int run(String... args) {
        return run(out, EmbeddedPipeline::start, args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** One sentence for a person: no stack trace, no name of a class. */
    private void assertOneSentence(String... contents) {
        assertThat(err().lines())
                .singleElement()
                .asString()
                .startsWith("destill: ")
                .contains(contents);
        assertThat(err()).doesNotContain("Exception", "\tat ");
    }

    private Path log(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    /** A source of jobs that answer as they are told. */
    private record Scripted(List<JobLog> jobs) implements CiSource {
        @Override
        public boolean accepts(String buildUrl) {
            return true;
        }

        @Override
        public String shapes() {
            return "anything";
        }

        @Override
        public ResolvedBuild resolve(AnalysisRequest request) {
            return new ResolvedBuild(Samples.BUILD, jobs);
        }
    }

    private interface Opening {
        InputStream open() throws SourceException, IOException;
    }

    private static JobLog job(String name, Opening opening) {
        return new JobLog() {
            @Override
            public JobRef job() {
                return Samples.job(name);
            }

            @Override
            public InputStream open() throws SourceException, IOException {
                return opening.open();
            }
        };
    }

    private static JobLog good(String name) {
        return job(name, () -> new ByteArrayInputStream(LOG.getBytes(StandardCharsets.UTF_8)));
    }

    private static JobLog failing(String name, FailureKind kind, String reason) {
        return job(name, () -> {
            throw new SourceException(kind, reason);
        });
    }

    private int analyze(List<JobLog> jobs, String... args) {
        return run(
                out,
                (stdin, rules, passed, history, parallel, env) ->
                        EmbeddedPipeline.start(List.of(new Scripted(jobs)), rules, passed, history, parallel),
                args);
    }

    @Test
    void aFileIsAnalysed() throws IOException {
        int code = run("analyze", log("build.log", LOG).toString());

        assertThat(code).isZero();
        assertThat(out()).contains("▶ 2 │ src/a.c:1:2: error: 'x' undeclared");
        assertThat(err()).isEmpty();
    }

    @Test
    void aDirectoryIsABuildWhoseJobsAreItsFiles() throws IOException {
        Files.createDirectory(directory.resolve("sub"));
        log("a.log", LOG);
        log("sub/b.log", LOG);

        int code = run("analyze", directory.toString(), "--format", "json");

        JsonNode document = new ObjectMapper().readTree(out());
        assertThat(code).isZero();
        assertThat(document.get("complete").asBoolean()).isTrue();
        assertThat(document.get("jobs").findValuesAsText("name")).contains("a.log", "sub/b.log");
    }

    @Test
    void aLogOnStandardInputIsAnalysed() {
        in = new ByteArrayInputStream(LOG.getBytes(StandardCharsets.UTF_8));

        assertThat(run("analyze", "-", "--format", "ndjson")).isZero();
        assertThat(out().lines().findFirst().orElse(""))
                .startsWith("{\"schema_version\":1,")
                .contains("'x' undeclared");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n"})
    void aLogWithoutAFailureGivesAnEmptyResult(String content) throws IOException {
        int code = run("analyze", log("empty.log", content).toString(), "--exit-status");

        assertThat(code).isZero();
        assertThat(out()).endsWith("1 job analysed: no failure found.\n");
        assertThat(err()).isEmpty();
    }

    @Test
    void aBinaryFileHarmsNothing() throws IOException {
        byte[] bytes = new byte[200_000];
        new Random(3).nextBytes(bytes);
        Path file = Files.write(directory.resolve("a.bin"), bytes);

        assertThat(run("analyze", file.toString())).isZero();
        assertThat(out().codePoints().noneMatch(c -> Character.isISOControl(c) && c != '\n'))
                .isTrue();
        assertThat(err()).isEmpty();
    }

    @Test
    void failuresFoundCanBeToldByTheExitCode() throws IOException {
        assertThat(run("analyze", log("build.log", LOG).toString(), "--exit-status"))
                .isEqualTo(10);
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        assertThat(run("analyze", directory.resolve("no.log").toString())).isEqualTo(1);
        assertThat(out()).isEmpty();
        assertOneSentence("no.log");
    }

    @Test
    void anEmptyDirectoryIsAnError() {
        assertThat(run("analyze", directory.toString())).isEqualTo(1);
        assertOneSentence("holds no log files");
    }

    @ParameterizedTest
    @CsvSource({
        "https://buildkite.com/acme/api/builds/1, 4, BUILDKITE_API_TOKEN",
        "buildkite.com/acme/api/builds/1, 4, BUILDKITE_API_TOKEN",
        "https://buildkite.com/acme, 2, build",
        "https://ci.example.com/acme/api/builds/1, 2, ci.example.com",
        "ftp://example.com/log, 2, ftp://example.com/log"
    })
    void anAddressThatCannotBeUsedIsRefusedWithoutAskingAnyone(String url, int code, String named) {
        assertThat(run("analyze", url)).isEqualTo(code);
        assertThat(out()).isEmpty();
        assertOneSentence(named);
    }

    @Test
    void aWrongConfigurationOfAServiceIsToldOnlyToThoseWhoNeedIt() throws IOException {
        environment = Map.of("BUILDKITE_API_URL", "not a url");

        assertThat(run("analyze", log("build.log", LOG).toString())).isZero();
        assertThat(err()).isEmpty();
        assertThat(run("analyze", "https://buildkite.com/acme/api/builds/1")).isEqualTo(2);
        assertOneSentence("BUILDKITE_API_URL");
    }

    @Test
    void jobsThatFailAreNamedAndTheOthersShown() {
        int code =
                analyze(List.of(good("unit"), failing("web", FailureKind.NOT_FOUND, "it has no log")), "analyze", "x");

        assertThat(code).isEqualTo(1);
        assertThat(out()).contains("1 of 2 jobs analysed whole: ").contains("error: 'x' undeclared");
        assertOneSentence("Job web could not be analysed: it has no log");
    }

    @Test
    void aTokenThatMayNotReadAnyLogIsAMatterOfCredentials() {
        List<JobLog> jobs = List.of(
                failing("unit", FailureKind.CREDENTIALS, "the token lacks read_build_logs"),
                failing("web", FailureKind.CREDENTIALS, "the token lacks read_build_logs"));

        assertThat(analyze(jobs, "analyze", "x")).isEqualTo(4);
        assertThat(err().lines()).hasSize(2);
    }

    @Test
    void aLogThatBreaksOffIsNotTakenForAWholeOne() {
        InputStream start = new ByteArrayInputStream(LOG.getBytes(StandardCharsets.UTF_8));
        InputStream broken = new SequenceInputStream(start, new PipedInputStream());

        int code = analyze(List.of(job("unit", () -> broken)), "analyze", "x");

        assertThat(code).isEqualTo(1);
        assertThat(out()).contains("error: 'x' undeclared");
        assertOneSentence("Job unit was analysed only in part: ", "Pipe not connected");
    }

    @Test
    void aBuildInWhichNothingFailedIsAnalysed() {
        assertThat(analyze(List.of(), "analyze", "x")).isZero();
        assertThat(out()).endsWith("No job of this build failed: nothing to analyse.\n");
        assertThat(err()).isEmpty();
    }

    private static final String NOISY =
            "error: cannot reach the cache\n\n\n\nerror: 'x' undeclared\nmake: *** [all] Error 1\n";

    private static final String PASSED = "error: cannot reach the cache\n\n\n\nall is well\n";

    private JsonNode topCard() throws IOException {
        return new ObjectMapper().readTree(out().lines().findFirst().orElseThrow());
    }

    @Test
    void whatStandsInAPassedLogTooIsNotTheCause() throws IOException {
        String failed = log("failed.log", NOISY).toString();
        String passed = log("passed.log", PASSED).toString();

        assertThat(run("analyze", failed, "-f", "ndjson")).isZero();
        assertThat(topCard().path("raw_message").asText()).contains("cannot reach");
        out.reset();
        assertThat(run("analyze", failed, "-f", "ndjson", "--passed", passed)).isZero();
        assertThat(topCard().path("raw_message").asText()).contains("undeclared");
        out.reset();
        assertThat(run("analyze", failed, "-f", "text", "--passed", passed)).isZero();
        assertThat(out()).contains("Ranked with 1 passed log of this step.", "first-unseen", "seen-in-passed-log");
        out.reset();
        assertThat(run("explain", failed, "--line", "1", "--passed", passed)).isZero();
        assertThat(out()).contains("-0.25  seen-in-passed-log");
        assertThat(err()).isEmpty();
    }

    @Test
    void ofADirectoryOfPassedLogsThatOfTheSameNameCounts() throws IOException {
        Path failed = Files.createDirectory(directory.resolve("failed"));
        Path passed = Files.createDirectory(directory.resolve("passed"));
        Files.writeString(failed.resolve("unit.log"), NOISY);
        Files.writeString(failed.resolve("lint.log"), NOISY);
        Files.writeString(passed.resolve("lint.log"), "all is well\n");
        Files.writeString(passed.resolve("unit.log"), PASSED);

        assertThat(run("analyze", failed.toString(), "-f", "json", "--passed", passed.toString()))
                .isZero();
        JsonNode jobs = new ObjectMapper().readTree(out()).path("jobs");
        assertThat(jobs.get(0).at("/cards/0/raw_message").asText()).contains("cannot reach");
        assertThat(jobs.get(1).at("/cards/0/raw_message").asText()).contains("undeclared");
        assertThat(jobs.get(1).path("passed_logs").asInt()).isEqualTo(1);

        out.reset();
        Files.move(failed.resolve("lint.log"), failed.resolve("else.log"));
        assertThat(run("analyze", failed.toString(), "-f", "text", "--passed", passed.toString()))
                .isZero();
        assertThat(out()).contains("2 jobs ranked with up to 2 passed logs of their steps.");
    }

    @Test
    void aPassedLogThatIsNotThereIsSaidBeforeAnythingIsRead() throws IOException {
        String failed = log("failed.log", NOISY).toString();
        assertThat(run(
                        "analyze",
                        failed,
                        "--passed",
                        directory.resolve("none.log").toString()))
                .isEqualTo(ExitCode.ERROR);
        assertOneSentence("--passed", "none.log", "Check the path");
        assertThat(out()).isEmpty();
    }

    @Test
    void aPassedLogThatCannotBeReadIsSaidOnceAndTheRestIsAnalysed() throws IOException {
        Path failed = Files.createDirectory(directory.resolve("failed"));
        Files.writeString(failed.resolve("unit.log"), NOISY);
        Files.writeString(failed.resolve("lint.log"), NOISY);
        String broken = log("passed.log.gz", "this is no gzip data").toString();

        PrintStream real = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            assertThat(run("analyze", failed.toString(), "-f", "ndjson", "--passed", broken))
                    .isZero();
        } finally {
            System.setErr(real);
        }
        assertThat(topCard().path("raw_message").asText()).contains("cannot reach");
        assertOneSentence("passed.log.gz", "does not begin with gzip data");
    }

    @Test
    void agentsElsewhereCannotReadPassedLogsOfThisMachine() throws IOException {
        environment = Map.of("DESTILL_NATS_URL", "nats://127.0.0.1:1");
        String passed = log("passed.log", PASSED).toString();
        assertThat(run("analyze", "https://buildkite.com/acme/api/builds/1", "--passed", passed))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err()).contains("--passed names logs on this machine");
    }

    @Test
    void aReaderThatHasGoneEndsItQuietly() {
        OutputStream closed = failingWith("Broken pipe");
        int code = run(
                closed,
                (stdin, rules, passed, history, parallel, env) -> EmbeddedPipeline.start(
                        List.of(new Scripted(List.of(good("unit")))), rules, passed, history, parallel),
                "analyze",
                "x",
                "--format",
                "ndjson");

        assertThat(code).isZero();
        assertThat(err()).isEmpty();
    }

    @Test
    void aDiskThatIsFullIsAnError() throws IOException {
        int code = run(
                failingWith("No space left on device"),
                EmbeddedPipeline::start,
                "analyze",
                log("a.log", LOG).toString());

        assertThat(code).isEqualTo(1);
        assertOneSentence("cannot be written", "No space left on device");
    }

    private static OutputStream failingWith(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }

    @Test
    void aFaultOfDestillsOwnIsOneSentence() {
        int code = run(
                out,
                (stdin, rules, passed, history, parallel, env) -> {
                    throw new IllegalStateException("a bug");
                },
                "analyze",
                "x");

        assertThat(code).isEqualTo(1);
        assertThat(err().lines()).singleElement().asString().contains("a bug", "Please report it", "--verbose");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "analyze x --fromat json | Unknown option '--fromat' | Did you mean: --format | destill analyze --help",
                "analyse x | Unknown command 'analyse' | Did you mean: analyze | destill --help",
                "analyze | BUILD | '' | destill analyze --help",
                "analyze x --format yaml | yaml | '' | destill analyze --help",
                "analyze x --limit 0 | --limit must be at least 1 | '' | destill analyze --help",
                "analyze x --parallel 65 | --parallel must be from 1 to 64 | '' | destill analyze --help",
                "analyze x --format tui | standard output is not a terminal | '' | destill analyze --help",
                "completion tcsh | tcsh | '' | destill completion --help",
                "https://buildkite.com/a/b/builds/1 | builds/1 | Did you mean: destill analyze https://buildkite.com/a/b/builds/1 | destill --help"
            })
    void wrongUsageIsToldWithASuggestionAndAPointerToTheHelp(
            String args, String wrong, String suggestion, String help) {
        assertThat(run(args.split(" "))).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).startsWith("destill: ").contains(wrong, suggestion, "See: " + help);
    }

    @Test
    void anEmptyNameIsNotTheWorkingDirectory() {
        assertThat(run("analyze", "")).isEqualTo(2);
        assertThat(err()).startsWith("destill: BUILD is empty.");
    }

    @Test
    void withoutACommandItPointsToTheHelp() {
        assertThat(run()).isEqualTo(2);
        assertThat(err()).contains("A command is missing", "See: destill --help");
    }

    @Test
    void doctorSaysWhatToDoAboutAMissingToken() {
        assertThat(run("doctor")).isEqualTo(1);
        assertThat(out()).contains("ok       Java ", "problem  ", "BUILDKITE_API_TOKEN");
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void completionKnowsCommandsOptionsAndValues(String shell) {
        assertThat(run("completion", shell)).isZero();
        assertThat(out()).contains("analyze", "doctor", "exit-status", "ndjson");
    }
}
