package io.destill.cli.pager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.destill.analysis.InkedLine;
import io.destill.analysis.RuleSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenLogTest {

    @TempDir
    Path folder;

    private OpenLog open(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("build.log"), text);
        OpenLog log = OpenLog.ofFile(file, RuleSet::builtIn);
        await().until(log::isAnalysed);
        return log;
    }

    private static String text(OpenLog log, long number) throws IOException {
        InkedLine line = log.line(number);
        return line == null ? "(none)" : line.text();
    }

    @Test
    void everyLineIsFoundByItsNumber() throws IOException {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        int lines = 40_000;
        for (int i = 1; i <= lines; i++) {
            text.append(i).append(' ').append("x".repeat(random.nextInt(40))).append('\n');
            if (i % 9_000 == 0) {
                text.append("y".repeat(200_000)).append('\n');
                i++;
            }
        }
        try (OpenLog log = open(text.toString())) {
            assertThat(log.lines()).isEqualTo(lines);
            for (int i = 0; i < 2_000; i++) {
                int number = 1 + random.nextInt(lines);
                String line = text(log, number);
                if (number % 9_001 == 0) {
                    assertThat(line).startsWith("yyyy");
                } else if (!line.startsWith("yyyy")) {
                    assertThat(line).startsWith(number + " ");
                }
            }
            assertThat(text(log, lines)).startsWith(lines + " ");
            assertThat(log.line(lines + 1L)).isNull();
            assertThat(log.line(0)).isNull();
        }
    }

    @Test
    void theLastLineNeedsNoLineEnd() throws IOException {
        try (OpenLog log = open("one\n\nthree")) {
            assertThat(log.lines()).isEqualTo(3);
            assertThat(text(log, 2)).isEmpty();
            assertThat(text(log, 3)).isEqualTo("three");
        }
    }

    @Test
    void anEmptyLogHasNoLines() throws IOException {
        try (OpenLog log = open("")) {
            assertThat(log.lines()).isZero();
            assertThat(log.line(1)).isNull();
            assertThat(log.find(Pattern.compile("x"), 1, true, () -> false)).isZero();
        }
    }

    @Test
    void findsMatchesOfWhatAPersonSees() throws IOException {
        StringBuilder text = new StringBuilder("\u001b[31mneed\u001b[0mle\n");
        text.append("hay\n".repeat(100_000)).append("needle\n").append("hay\n".repeat(100_000));
        try (OpenLog log = open(text.toString())) {
            Pattern needle = Pattern.compile("NEEDLE", Pattern.CASE_INSENSITIVE);
            assertThat(log.find(needle, 1, true, () -> false)).isEqualTo(1);
            assertThat(log.find(needle, 2, true, () -> false)).isEqualTo(100_002);
            assertThat(log.find(needle, 100_003, true, () -> false)).isZero();
            assertThat(log.find(needle, log.lines(), false, () -> false)).isEqualTo(100_002);
            assertThat(log.find(needle, 100_001, false, () -> false)).isEqualTo(1);
            assertThat(log.find(needle, 2, true, () -> true)).isZero();
        }
    }

    @Test
    void groupsAndFailuresAreFound() throws IOException {
        try (OpenLog log = open("""
                ##[group]Run make
                ##[endgroup]
                a.c:3:1: error: unknown type name 'x'
                make: *** [a.o] Error 1
                ##[error]Process completed with exit code 2.
                ##[group]Post job
                bye
                """)) {
            assertThat(log.groups())
                    .extracting(group -> group.line() + " " + group.title())
                    .containsExactly("1 Run make", "6 Post job");
            assertThat(log.findings().getFirst().line()).isEqualTo(3);
        }
    }

    @Test
    void aLogFromElsewhereLeavesNothingBehind() throws IOException {
        byte[] bytes = "first\nsecond\n".getBytes(StandardCharsets.UTF_8);
        try (OpenLog log = OpenLog.of(() -> new ByteArrayInputStream(bytes), RuleSet::builtIn)) {
            await().until(log::isAnalysed);
            assertThat(text(log, 2)).isEqualTo("second");
        }
    }

    @Test
    void whatWasReadBeforeAnErrorIsThere() throws IOException {
        InputStream breaks = new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (given == 4) {
                    throw new IOException("the line is dead");
                }
                return "one\n".charAt(given++);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                bytes[offset] = (byte) read();
                return 1;
            }
        };
        try (OpenLog log = OpenLog.of(() -> breaks, RuleSet::builtIn)) {
            await().until(log::isAnalysed);
            assertThat(text(log, 1)).isEqualTo("one");
            assertThat(log.problem()).contains("the line is dead");
        }
    }

    @Test
    void aLogThatCannotBeHadSaysWhy() throws IOException {
        OpenLog.Source gone = () -> {
            throw new IOException("The log has been deleted.");
        };
        try (OpenLog log = OpenLog.of(gone, RuleSet::builtIn)) {
            await().until(log::isAnalysed);
            assertThat(log.problem()).isEqualTo("The log has been deleted.");
            assertThat(log.lines()).isZero();
        }
    }
}
