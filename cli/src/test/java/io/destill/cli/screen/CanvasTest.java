package io.destill.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.cli.report.Cells;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanvasTest {

    private final Canvas canvas = new Canvas(12, 2, true);

    @ParameterizedTest
    @CsvSource({
        "👩‍👩‍👧!, 👩!",
        "👍🏽!, 👍!",
        "🇩🇪🇫🇷!, DEFR!",
        "❤️!, ❤!",
        "e\u0301a, e\u0301a",
        "نه‌خیر, نه‌خیر",
    })
    void ofEmojiOfSeveralPartsNoMoreIsKeptThanAllTerminalsAgreeOn(String text, String kept) {
        assertThat(Glyphs.line(text)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"👩‍👩‍👧 ab", "失败x", "a\u0301\u0302\u0303\u0304\u0305 b", "🇩🇪 c", "\u0301 lone mark", "tab\tx"
            })
    void theColumnAfterATextIsTheSumOfItsWidths(String text) {
        int end = canvas.text(1, 0, 11, text, Style.PLAIN);

        assertThat(end).isEqualTo(1 + Cells.width(Glyphs.line(text)));
        assertThat(canvas.line(0).length()).isLessThanOrEqualTo(12 + 5);
    }

    @Test
    void aWideCharacterThatIsHalfCoveredIsGone() {
        canvas.text(0, 0, 12, "失败", Style.PLAIN);
        canvas.text(1, 0, 1, "x", Style.PLAIN);
        assertThat(canvas.line(0)).isEqualTo(" x败");
        canvas.text(2, 0, 1, "y", Style.PLAIN);
        assertThat(canvas.line(0)).isEqualTo(" xy");
    }

    @Test
    void whatLiesOutsideIsNotDrawn() {
        canvas.text(10, 0, 9, "abcdef", Style.PLAIN);
        canvas.text(0, 5, 9, "abcdef", Style.PLAIN);
        canvas.fill(-3, 1, 30, '─', Style.PLAIN);

        assertThat(canvas.text()).isEqualTo("          a…\n────────────\n");
    }

    @Test
    void matchesStandOutInAnyCase() {
        canvas.text(0, 0, 12, "An Error, error", Style.PLAIN, new Canvas.Highlight(List.of("ERROR", " ")));

        assertThat(canvas.style(2, 0)).isEqualTo(Style.PLAIN);
        assertThat(canvas.style(3, 0).background()).isEqualTo(Style.MATCH);
        assertThat(canvas.style(7, 0).background()).isEqualTo(Style.MATCH);
        assertThat(canvas.style(8, 0)).isEqualTo(Style.PLAIN);
    }
}
