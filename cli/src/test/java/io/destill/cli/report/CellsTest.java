package io.destill.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {

    @ParameterizedTest
    @CsvSource({"abc,3", "é,1", "e\u0301,1", "失败,4", "❌,2", "⚠,1", "🚀,2", "│─▶,3", "ｱ,1", "한글,4", "'',0"})
    void countsTheCellsThatATerminalTakes(String text, int cells) {
        assertThat(Cells.width(text)).isEqualTo(cells);
    }

    @Test
    void cutsAtTheWidthAndSaysSo() {
        assertThat(Cells.cut("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Cells.cut("abcdefg", 6)).isEqualTo("abcde…");
        assertThat(Cells.cut("失败失败", 6)).isEqualTo("失败…");
        assertThat(Cells.cut("abc", 0)).isEmpty();
    }

    @Test
    void padsToTheWidth() {
        assertThat(Cells.pad("失", 4)).isEqualTo("失  ");
        assertThat(Cells.pad("abcdef", 4)).isEqualTo("abc…");
    }

    @Test
    void wrapsAtSpacesAndInsideWordsThatAreTooLong() {
        assertThat(Cells.wrap("expected five but was four", 14)).containsExactly("expected five", "but was four");
        assertThat(Cells.wrap("abcdefghij", 4)).containsExactly("abcd", "efgh", "ij");
        assertThat(Cells.wrap("", 4)).containsExactly("");
    }

    @Test
    void wrapsWhateverFitsNotAtAll() {
        assertThat(Cells.wrap("失败", 1)).containsExactly("失", "败");
    }
}
