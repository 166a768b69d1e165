package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {

    private static final int HALF = LineSplitter.HALF_LINE;

    @Test
    void aLineEndsAtANewline() {
        assertThat(split("a\nb\r\n\nc", 100)).containsExactly("a", "b\r", "", "c");
        assertThat(split("a\n", 1)).containsExactly("a");
        assertThat(split("\n\n", 1)).containsExactly("", "");
        assertThat(split("", 1)).isEmpty();
    }

    @Property(tries = 300)
    void ofALongLineTheHeadAndTheTailAreKept(
            @ForAll @Size(max = 5) List<@IntRange(max = 6 * 1990) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 30_000) int piece,
            @ForAll long seed) {
        StringBuilder log = new StringBuilder();
        List<String> expected = new ArrayList<>();
        Random random = new Random(seed);
        for (int length : lengths) {
            String line = text(random, length);
            log.append(line).append('\n');
            expected.add(kept(line));
        }
        assertThat(split(log.toString(), piece)).isEqualTo(expected);
    }

    /** Leaving out less than the mark takes would shorten nothing. */
    @ParameterizedTest
    @ValueSource(ints = {-5, -4, -1, 0, 1})
    void aLineIsCutOnlyWhereThatShortensIt(int beyondTheLongest) {
        int length = LineSplitter.LONGEST + beyondTheLongest;
        String line = text(new Random(length), length);
        for (int piece : new int[] {1, HALF, length, length + 1}) {
            assertThat(split(line + "\n", piece)).containsExactly(kept(line));
        }
    }

    private static String kept(String line) {
        return line.length() <= LineSplitter.LONGEST
                ? line
                : line.substring(0, HALF) + " … " + line.substring(line.length() - HALF);
    }

    private static String text(Random random, int length) {
        return random.ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static List<String> split(String log, int piece) {
        List<String> lines = new ArrayList<>();
        LineSplitter splitter =
                LineSplitter.ofLines((bytes, offset, length) -> lines.add(new String(bytes, offset, length, UTF_8)));
        byte[] bytes = log.getBytes(UTF_8);
        for (int from = 0; from < bytes.length; from += piece) {
            byte[] part = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece));
            splitter.read(part, 0, part.length);
        }
        splitter.finish();
        return lines;
    }
}
