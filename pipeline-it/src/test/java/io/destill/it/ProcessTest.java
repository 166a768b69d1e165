package io.destill.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.destill.it.Destill.Result;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What shows only between processes: pipes that close, signals, and little memory for much log. */
@Execution(ExecutionMode.CONCURRENT)
class ProcessTest {

    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1");
    private static final List<String> SMALL = List.of("-Xmx128m");
    private static final int MEGABYTE = 1_000_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "ndjson"})
    void aReaderThatHasSeenEnoughEndsItQuietly(String format) throws Exception {
        for (int job = 0; job < 20; job++) {
            StringBuilder log = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                log.append(
                        "src/%c.c:1:2: error: '%s' undeclared\nnote\n".formatted('a' + i % 26, letters(job * 30 + i)));
            }
            Files.writeString(directory.resolve(job + ".log"), log);
        }
        try (DestillProcess destill = DestillProcess.start(
                Map.of(), QUICK, "analyze", directory.toString(), "--format", format, "--limit", "30")) {
            try (BufferedReader out = new BufferedReader(new InputStreamReader(destill.stdout(), UTF_8))) {
                assertThat(out.readLine()).isNotBlank();
            }

            Result result = destill.resultWithoutOutput();

            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
        }
    }

    private static String letters(int number) {
        return Integer.toString(number, 26)
                .chars()
                .map(c -> 'a' + Character.digit(c, 26))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void aSignalEndsADownload(String signal, int exitCode) throws Exception {
        assumeFalse(signal.equals("INT") && isInterruptIgnored(), "what starts the tests ignores interrupts");
        try (BuildkiteServer server = BuildkiteServer.serving(Samples.directory())) {
            String build = "acme/shop/4821";
            server.fault(build, "unit-1", Fault.stalledAfter(1000));
            try (DestillProcess destill =
                    DestillProcess.start(server.environment(), QUICK, "analyze", server.jobUrl(build, "unit-1"))) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> server.requests().stream().anyMatch(request -> request.contains("/log")));

                destill.signal(signal);
                Result result = destill.result();

                assertThat(result.exitCode()).isEqualTo(exitCode);
                assertThat(result.out()).isEmpty();
                assertThat(result.err()).isEqualTo("destill: Interrupted after 0 of 1 jobs.\n");
            }
        }
    }

    /** A process that was started with interrupts ignored cannot be interrupted, nor can what it starts. */
    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    @Test
    void aSignalEndsAReadOfStandardInput() throws Exception {
        try (DestillProcess destill = DestillProcess.start(Map.of(), QUICK, "analyze", "-")) {
            // More than the pipe holds: when it is written, it is being read.
            destill.stdin().write("fine\n".repeat(100_000).getBytes(UTF_8));
            destill.stdin().flush();

            destill.signal("TERM");
            Result result = destill.result();

            assertThat(result.exitCode()).isEqualTo(143);
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void aLineOfAnyLengthFitsIntoLittleMemory() throws Exception {
        byte[] stretch = "x".repeat(MEGABYTE).getBytes(UTF_8);
        try (DestillProcess destill = DestillProcess.start(Map.of(), SMALL, "analyze", "-", "--format", "json")) {
            try (OutputStream log = destill.stdin()) {
                log.write("first\nsecond: error: ".getBytes(UTF_8));
                for (int i = 0; i < 200; i++) {
                    log.write(stretch);
                }
                log.write("\nsrc/a.c:1:2: error: 'x' undeclared\n".getBytes(UTF_8));
            }

            Result result = destill.result();

            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
            assertThat(result.jsonCards())
                    .extracting(card -> card.get("line").asLong())
                    .contains(2L, 3L);
            assertThat(result.out().length()).as("the size of the result").isLessThan(100_000);
        }
    }

    /** Written as many gzip members of the same content, so that 300 MB take little time and little room. */
    @Test
    void aLogOfAnySizeFitsIntoLittleMemory() throws Exception {
        StringBuilder lines = new StringBuilder();
        int count = 0;
        while (lines.length() < 3 * MEGABYTE) {
            lines.append("2026-08-20T09:14:02.113Z [worker-%d] compiled src/main/Part%05d.java%s\n"
                    .formatted(count % 8, count, count % 200 == 0 ? " with 0 errors" : ""));
            count++;
        }
        Path archive = directory.resolve("big.log.gz");
        try (OutputStream out = Files.newOutputStream(archive)) {
            ByteArrayOutputStream member = new ByteArrayOutputStream();
            gzip(member, lines.toString());
            for (int i = 0; i < 100; i++) {
                member.writeTo(out);
            }
            gzip(out, "src/a.c:1:2: error: 'x' undeclared\n");
        }
        try (DestillProcess destill =
                DestillProcess.start(Map.of(), SMALL, "analyze", archive.toString(), "--format", "json")) {
            Result result = destill.result();

            assertThat(result.err()).doesNotContain("OutOfMemory");
            assertThat(result.exitCode()).isZero();
            JsonNode top = result.jsonCards().getFirst();
            assertThat(top.get("raw_message").asText()).isEqualTo("src/a.c:1:2: error: 'x' undeclared");
            assertThat(top.get("line").asLong()).isEqualTo(100L * count + 1);
        }
    }

    private static void gzip(OutputStream out, String text) throws IOException {
        GZIPOutputStream gzip = new GZIPOutputStream(out);
        gzip.write(text.getBytes(UTF_8));
        gzip.finish();
    }
}
