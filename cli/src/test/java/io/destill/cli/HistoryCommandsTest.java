package io.destill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code destill history} after a few analyses, and what they say themselves. */
class HistoryCommandsTest {

    private static final String LOG = "compiling\nsrc/a.c:1:2: error: 'x' undeclared\nmake: *** [all] Error 1\n";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Instant now = Instant.now();
    private Map<String, String> environment = Map.of();

    private String run(String... args) {
        return run(0, args);
    }

    private String run(int expectedCode, String... args) {
        out.reset();
        err.reset();
        PrintStream stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
        Console console =
                new Console(InputStream.nullInputStream(), out, stderr, false, false, false, () -> 0, environment);
        int code = Main.run(console, EmbeddedPipeline::start, args);
        assertThat(code).as(err()).isEqualTo(expectedCode);
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String history() {
        return directory.resolve("data/history.db").toString();
    }

    /** Analyses a log that was written so many days ago. */
    private String analyze(int daysAgo, String... options) throws IOException {
        Path log = Files.writeString(directory.resolve("build.log"), LOG);
        Files.setLastModifiedTime(log, FileTime.from(now.minus(Duration.ofDays(daysAgo))));
        String[] args = new String[options.length + 4];
        args[0] = "analyze";
        args[1] = log.toString();
        args[2] = "--history";
        args[3] = history();
        System.arraycopy(options, 0, args, 4, options.length);
        return run(args);
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private JsonNode top() throws IOException {
        return json(run("history", "top", "--json", "--history", history()));
    }

    @Test
    void anAnalysisSaysWhatWasSeenBefore() throws IOException {
        assertThat(analyze(3)).contains("    new\n");
        assertThat(analyze(2)).contains("    seen in 2 builds since 20");
        assertThat(analyze(2)).as("the same log again").contains("    seen in 2 builds since 20");
        assertThat(json(analyze(1, "--format", "ndjson", "--limit", "1")
                                .lines()
                                .findFirst()
                                .orElseThrow())
                        .at("/recurrence/status")
                        .asText())
                .isEqualTo("recurring");
        assertThat(json(analyze(1, "--format", "json"))
                        .at("/jobs/0/cards/0/recurrence/builds")
                        .asInt())
                .isEqualTo(3);
        assertThat(err()).isEmpty();
    }

    @Test
    void withoutAHistoryItSaysNothing() throws IOException {
        Path log = Files.writeString(directory.resolve("build.log"), LOG);
        assertThat(run("analyze", log.toString(), "--history", "off", "--format", "ndjson"))
                .doesNotContain("recurrence");
        assertThat(run("analyze", log.toString())).as("no home folder").doesNotContain("    new\n");
        environment = Map.of("HOME", directory.toString(), "DESTILL_HISTORY_URL", "off");
        assertThat(run("analyze", log.toString())).doesNotContain("    new\n");
        assertThat(directory.resolve(".local")).doesNotExist();
    }

    @Test
    void theHistoryIsInTheDataFolder() throws IOException {
        environment = Map.of("HOME", directory.toString());
        Path log = Files.writeString(directory.resolve("build.log"), LOG);
        assertThat(run("analyze", log.toString())).contains("    new\n");
        assertThat(directory.resolve(".local/share/destill/history.db")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/nowhere/h.db", "."})
    void aHistoryThatCannotBeUsedIsToldOnceAndStopsNothing(String place) throws IOException {
        Path log = Files.writeString(directory.resolve("build.log"), LOG);
        String shown = run("analyze", log.toString(), "--history", place, "--format", "ndjson");

        assertThat(json(shown.lines().findFirst().orElseThrow())
                        .at("/recurrence/status")
                        .asText())
                .isEqualTo("unknown");
        assertThat(err().lines()).singleElement().asString().startsWith("destill: The history ");
        assertThat(run(10, "analyze", log.toString(), "--history", place, "--exit-status"))
                .contains("'x' undeclared");
    }

    @Test
    void aWrongUrlStopsNothingAndIsNotRepeated() throws IOException {
        environment = Map.of("DESTILL_HISTORY_URL", "mysql://ada:hunter2@db/x");
        Path log = Files.writeString(directory.resolve("build.log"), LOG);
        assertThat(run("analyze", log.toString())).contains("'x' undeclared");
        assertThat(err().lines())
                .singleElement()
                .asString()
                .contains("DESTILL_HISTORY_URL")
                .doesNotContain("hunter2");

        run(2, "history", "top");
        assertThat(err()).contains("DESTILL_HISTORY_URL").doesNotContain("hunter2");
    }

    @Test
    void listsWhatIsFrequent() throws IOException {
        analyze(40);
        analyze(2);
        String hash = top().at("/0/message_hash").asText();

        assertThat(run("history", "top", "--history", history()).lines())
                .anyMatch(line -> line.matches("     2 .*" + hash.substring(0, 8) + ".*"))
                .allMatch(line -> line.length() <= 160);
        assertThat(json(run("history", "top", "--since", "10d", "--json", "--history", history()))
                        .at("/0/builds_in_scope")
                        .asInt())
                .isOne();
        assertThat(json(run("history", "top", "--pipeline", directory.toString(), "--json", "--history", history())))
                .isNotEmpty();
        assertThat(json(run("history", "top", "--pipeline", "/else", "--json", "--history", history())))
                .isEmpty();
    }

    @Test
    void showsAFailure() throws IOException {
        analyze(9);
        analyze(2);
        String hash = top().at("/0/message_hash").asText();

        assertThat(run("history", "show", hash.substring(0, 8), "--history", history()))
                .contains("Seen in 2 builds", "First  20", "Last   20", "build.log", "@      @");
        environment = Map.of("LANG", "C.UTF-8");
        assertThat(run("history", "show", hash, "--history", history())).contains("█      █");
        JsonNode detail = json(run("history", "show", hash, "--json", "--history", history()));
        assertThat(detail.at("/0/failure/builds").asInt()).isEqualTo(2);
        assertThat(detail.at("/0/days")).hasSize(2);
    }

    @Test
    void drawsTheTrendInEightyColumns() throws IOException {
        analyze(5);
        analyze(1);

        String plain = run("history", "trend", "--history", history());
        assertThat(plain).contains("2 failed jobs in 30 days", " #   ").matches("\\p{ASCII}*");
        environment = Map.of("LANG", "C.UTF-8");
        assertThat(run("history", "trend", "--since", "2000-01-01", "--history", history()))
                .contains("█")
                .satisfies(text -> assertThat(text.lines()).allMatch(line -> line.length() <= 80));
        assertThat(json(run("history", "trend", "--json", "--history", history())))
                .hasSize(2);
    }

    @Test
    void marksStay() throws IOException {
        analyze(3);
        JsonNode top = top();
        String hash = top.at("/0/message_hash").asText();
        run("history", "marks", "--history", history());
        assertThat(err()).contains("No failure is marked");

        assertThat(run("history", "marks", "--noise", hash.substring(0, 10), "--history", history()))
                .contains("noise", hash.substring(0, 8));
        assertThat(analyze(2, "--limit", "9")).contains("marked-as-noise −1.00");
        assertThat(json(run("history", "marks", "--json", "--history", history()))
                        .at("/0/mark")
                        .asText())
                .isEqualTo("noise");
        run("history", "marks", "--remove", hash, "--history", history());
        assertThat(analyze(1, "--limit", "9")).doesNotContain("marked-as");
        run(1, "history", "marks", "--remove", hash, "--history", history());
        run(1, "history", "marks", "--cause", "0123abcd", "--history", history());
    }

    @Test
    void exportsAndForgets() throws IOException {
        analyze(9);
        String hash = top().at("/0/message_hash").asText();
        assertThat(run("history", "export", "--history", history()).lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(json(line).has("message_hash")).isTrue());

        assertThat(run("history", "forget", hash, "--history", history())).isEqualTo("Forgot 1 failure.\n");
        assertThat(run("history", "forget", "--older-than", "2d", "--json", "--history", history()))
                .isEqualTo("{\"forgotten\":1}\n");
        assertThat(run("history", "export", "--history", history())).isEmpty();
        assertThat(run("history", "flaky", "--json", "--history", history()).strip())
                .isEqualTo("[ ]");
    }

    @Test
    void wrongUseIsTold() {
        run(2, "history", "forget", "--history", history());
        assertThat(err()).contains("What is to be forgotten?");
        run(2, "history", "forget", "%", "--history", history());
        assertThat(err()).contains("no beginning of a message hash");
        run(2, "history", "top", "--since", "yesterday", "--history", history());
        assertThat(err()).contains("2026-08-20", "30d");
        run(1, "history", "show", "0123abcd", "--history", history());
        assertThat(err()).contains("no failure whose hash begins with 0123abcd");
        run(2, "history", "top", "--history", "off");
        assertThat(err()).contains("There is no history");
        run(2, "history");
        assertThat(err()).contains("A command is missing");
        run(2, "analyze", "https://buildkite.com/a/b/builds/1", "--nats", "nats://x", "--history", "h.db");
        assertThat(err()).contains("--history");
    }
}
