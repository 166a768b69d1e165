package io.destill.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.destill.it.Destill.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that are no ordinary text, and places that are no ordinary file. */
class OddLogsTest {

    private static final String ERROR = "src/a.c:1:2: error: 'x' undeclared\n";

    /** What steers a terminal: escape sequences, C0 and C1 controls, and what changes the order of text. */
    private static final String HOSTILE =
            "\u001b[31mred\u001b]0;title\u0007\u001b[2J\u001b]8;;http://evil.example\u001b\\"
                    + "\u009b31m\u009d0;title\u009c\u0090q\u0085 \u0000\u0001\b\u000b\f\u007f \u202egnirts\u202c \u2066x\u2069"
                    + " \u200e\u200f\u061c \u2028 \u2029 \u001b";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "ndjson"})
    void nothingInALogOrItsBuildCanSteerTheTerminal(String format) throws IOException {
        Path build =
                Files.createDirectories(directory.resolve("acme/evil/1/logs")).getParent();
        Files.writeString(
                build.resolve("logs/job.log"),
                "--- " + HOSTILE + "\nerror: " + HOSTILE + " undeclared\n" + HOSTILE + "error: later\n"
                        + "\u001b[31mfatal\u001b[0m error: " + HOSTILE.repeat(3) + "\nsrc/a.c:1:2: error: " + HOSTILE
                        + "\n  caret " + HOSTILE + "\nerror: cut in the middle of a sequence \u001b[3");
        String escaped = escaped(HOSTILE);
        Files.writeString(
                build.resolve("jobs.json"),
                "[{\"step_key\": \"job\", \"name\": \"%1$s\"}, {\"step_key\": \"gone\", \"name\": \"gone %1$s\"}]"
                        .formatted(escaped));
        Files.writeString(
                build.resolve("build.json"),
                "{\"branch\": \"%1$s\", \"message\": \"%1$s\", \"author\": {\"name\": \"%1$s\"}}".formatted(escaped));
        try (BuildkiteServer server = BuildkiteServer.serving(directory)) {
            Result result =
                    Destill.run(server.environment(), "analyze", server.buildUrl("acme/evil/1"), "--format", format);

            // That it is harmless, the result itself has checked.
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains("gone ");
            assertThat(result.out()).contains("undeclared", "gnirts");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "ndjson"})
    void norCanTheNameOfAFile(String format) throws IOException {
        String name = "a\u001b[31m\u202e\u009b\n.log";
        Files.writeString(directory.resolve(name), ERROR);

        Result file = Destill.run(Map.of(), "analyze", directory.resolve(name).toString(), "--format", format);
        Result parent = Destill.run(Map.of(), "analyze", directory.toString(), "--format", format);
        Result missing =
                Destill.run(Map.of(), "analyze", directory.resolve(name + "x").toString());

        assertThat(List.of(file, parent)).allSatisfy(result -> {
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).contains("'x' undeclared");
        });
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err().lines()).singleElement().asString().contains("there is no file");
    }

    private static String escaped(String text) {
        StringBuilder json = new StringBuilder();
        text.chars().forEach(c -> json.append("\\u%04x".formatted(c)));
        return json.toString();
    }

    @Test
    void anEmptyLogHasNoFailure() throws IOException {
        Result result = analyze(Files.writeString(directory.resolve("empty.log"), ""), "--exit-status");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).endsWith("1 job analysed: no failure found.\n");
        assertThat(result.err()).isEmpty();
        assertThat(Destill.run(Map.of(), "analyze", "-").out()).endsWith("1 job analysed: no failure found.\n");
    }

    @Test
    void aBinaryFileIsReadForWhatItHolds() throws IOException {
        byte[] bytes = new byte[300_000];
        new Random(5).nextBytes(bytes);
        System.arraycopy(("\n" + ERROR).getBytes(UTF_8), 0, bytes, 150_000, ERROR.length() + 1);
        long line = 1 + newlines(bytes, 150_001);

        Result result = analyze(Files.write(directory.resolve("a.out"), bytes), "--format", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.jsonCards()).anySatisfy(card -> {
            assertThat(card.get("raw_message").asText()).isEqualTo(ERROR.strip());
            assertThat(card.get("line").asLong()).isEqualTo(line);
        });
    }

    private static long newlines(byte[] bytes, int end) {
        long count = 0;
        for (int i = 0; i < end; i++) {
            count += bytes[i] == '\n' ? 1 : 0;
        }
        return count;
    }

    @Test
    void whatIsNotUtf8IsShownAsSuch() throws IOException {
        byte[] log = "ok \u00e9\nerror: caf\u00e9.c not found\n".getBytes(ISO_8859_1);

        Result result = Destill.run(Map.of(), log, "analyze", "-", "--format", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.jsonCards()).singleElement().satisfies(card -> {
            assertThat(card.get("raw_message").asText()).isEqualTo("error: caf\ufffd.c not found");
            assertThat(card.get("line").asLong()).isEqualTo(2);
        });
    }

    @Test
    void aDirectoryIsABuildWhoseJobsAreItsFiles() throws IOException {
        Files.writeString(directory.resolve("a.log"), ERROR);
        Path deep = Files.createDirectories(directory.resolve("linux/x86"));
        Files.write(deep.resolve("b.log.gz"), gzip("fine\n" + ERROR));
        Files.writeString(deep.resolve("c.txt"), "fine\n");
        Files.writeString(deep.resolve(".hidden.log"), ERROR);

        Result result = analyze(directory, "--format", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.json().get("complete").asBoolean()).isTrue();
        List<JsonNode> jobs = result.json().get("jobs").valueStream().toList();
        assertThat(jobs)
                .extracting(job -> job.at("/job/name").asText())
                .containsExactly("a.log", "linux/x86/b.log.gz", "linux/x86/c.txt");
        assertThat(jobs.get(1).at("/cards/0/line").asLong()).isEqualTo(2);
        assertThat(jobs.get(1).at("/cards/0/message_hash"))
                .isEqualTo(jobs.get(0).at("/cards/0/message_hash"));
        assertThat(analyze(directory).out()).contains("2× in 2 jobs");
    }

    @Test
    void anArchiveCutShortIsReadAsFarAsItGoes() throws IOException {
        byte[] whole = gzip((ERROR + "fine\n").repeat(20) + randomText(200_000));
        Path archive = Files.write(directory.resolve("cut.log.gz"), Arrays.copyOf(whole, whole.length / 2));

        Result result = analyze(archive, "--format", "json");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .contains("cut.log.gz was analysed only in part", "cut short");
        assertThat(result.json().get("complete").asBoolean()).isFalse();
        assertThat(result.jsonCards().getFirst().get("raw_message").asText()).isEqualTo(ERROR.strip());
    }

    private static String randomText(int length) {
        return new Random(3)
                .ints(length, 0, 64)
                .collect(
                        StringBuilder::new,
                        (text, i) -> text.append(i == 0 ? '\n' : (char) ('A' + i % 58)),
                        StringBuilder::append)
                .toString();
    }

    private static Result analyze(Path path, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "analyze";
        arguments[1] = path.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return Destill.run(Map.of(), arguments);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return out.toByteArray();
    }
}
