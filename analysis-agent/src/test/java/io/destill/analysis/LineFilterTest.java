package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LineFilterTest {

    private static final List<String> KEYWORDS = List.of("aaab", "baab", "abba", "[bb]a", "\u00e9aaa");
    private static final List<String> MARKERS = List.of("\nb$ a", "aabb");

    private final LineFilter filter = new LineFilter(KEYWORDS, MARKERS);

    @Property(tries = 2_000)
    void findsWhatASearchOfEachLineFinds(@ForAll("logs") String log) {
        List<String> expected = new ArrayList<>();
        for (String line : log.lines().toList()) {
            String visible = "\n" + line.replaceAll("\u001b\\[3\\dm", "").toLowerCase(Locale.ROOT);
            int meaning = (KEYWORDS.stream().anyMatch(visible::contains) ? LineFilter.CANDIDATE : 0)
                    | (MARKERS.stream().anyMatch(visible::contains) ? LineFilter.MARKER : 0);
            if (meaning != 0) {
                expected.add(meaning + line);
            }
        }
        assertThat(find(log)).isEqualTo(expected);
    }

    @Test
    void aKeywordInTheMiddleOfALongLineIsPassedOver() {
        String long1 = "x".repeat(LineSplitter.LONGEST);
        assertThat(find(long1 + "aaab" + long1 + "\n")).isEmpty();
        assertThat(find("aaab" + long1 + "\nx\n")).hasSize(1);
        assertThat(find("x\n" + long1 + "aaab\n")).hasSize(1);
    }

    @Test
    void aShortKeywordIsRefused() {
        assertThatThrownBy(() -> new LineFilter(List.of("oom"), List.of()))
                .hasMessage("a keyword is at least 4 bytes long: oom");
    }

    private List<String> find(String log) {
        byte[] bytes = log.getBytes(UTF_8);
        LineFilter.Found found = filter.find(bytes, 0, bytes.length);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            lines.add(found.meaning(i) + new String(bytes, found.start(i), found.end(i) - found.start(i), UTF_8));
        }
        return lines;
    }

    @Provide
    Arbitrary<String> logs() {
        return Arbitraries.of("a", "a", "b", "b", "A", "$ ", "[", "]", "\n", "\u00e9", "\u001b[31m")
                .list()
                .ofMaxSize(60)
                .map(pieces -> String.join("", pieces) + "\n");
    }
}
