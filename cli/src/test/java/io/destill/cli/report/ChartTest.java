package io.destill.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChartTest {

    @Test
    void drawsALine() {
        assertThat(Chart.sparkline(new int[] {0, 1, 4, 8}, true)).isEqualTo(" ▁▄█");
        assertThat(Chart.sparkline(new int[] {0, 1, 4, 8}, false)).isEqualTo(" .=@");
        assertThat(Chart.sparkline(new int[] {1, 100_000}, true))
                .as("what is there is seen")
                .isEqualTo("▁█");
        assertThat(Chart.sparkline(new int[] {0, 0}, true)).isEqualTo("  ");
    }

    @Test
    void drawsBars() {
        assertThat(Chart.bars(new int[] {16, 0, 4}, 2, 2, true)).containsExactly("16 ┤█", "   ┤█   ▄", " 0 └──────");
        assertThat(Chart.bars(new int[] {2, 1}, 2, 2, false)).containsExactly("2 |#", "  |# #", "0 +----");
    }

    @Test
    void addsUpWhatDoesNotFit() {
        assertThat(Chart.fitted(new int[] {1, 2, 3, 4, 5}, 5)).containsExactly(1, 2, 3, 4, 5);
        assertThat(Chart.fitted(new int[] {1, 2, 3, 4, 5}, 3)).containsExactly(1, 5, 9);
    }
}
