package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class InkedLineTest {

    private static InkedLine read(String raw) {
        byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
        return InkedLine.of(bytes, 0, bytes.length);
    }

    private static Ink ink(int foreground) {
        return new Ink(foreground, Ink.DEFAULT, false, false, false, false, false);
    }

    @Test
    void aPlainLineHasNoRuns() {
        assertThat(read("plain\n")).isEqualTo(new InkedLine("plain", List.of()));
    }

    @Test
    void coloursBeginAndEndWhereTheSequencesStand() {
        assertThat(read("a \u001b[31mred\u001b[0m b"))
                .isEqualTo(new InkedLine("a red b", List.of(new InkedLine.Run(2, 5, ink(1)))));
    }

    @Test
    void aColourWithoutEndGoesOnToTheEndOfTheLine() {
        assertThat(read("\u001b[92mgreen").runs()).containsExactly(new InkedLine.Run(0, 5, ink(10)));
    }

    @Test
    void attributesAddUpAndAreTakenAwayOneByOne() {
        List<InkedLine.Run> runs = read("\u001b[1;4;38;5;208mx\u001b[24;22my\u001b[7;48;2;1;2;3mz\u001b[mo")
                .runs();
        assertThat(runs)
                .containsExactly(
                        new InkedLine.Run(0, 1, new Ink(208, Ink.DEFAULT, true, false, false, true, false)),
                        new InkedLine.Run(1, 2, ink(208)),
                        new InkedLine.Run(2, 3, new Ink(208, Ink.RGB | 0x010203, false, false, false, false, true)));
    }

    @Test
    void whatOverwritesBringsItsOwnColour() {
        assertThat(read("\u001b[31mred\r\u001b[0mok"))
                .isEqualTo(new InkedLine("okd", List.of(new InkedLine.Run(2, 3, ink(1)))));
    }

    @Test
    void aStampBeforeTheLineMovesNoColour() {
        assertThat(read("\u001b_bk;t=1700000000000\u0007\u001b[33mwarn").runs())
                .containsExactly(new InkedLine.Run(0, 4, ink(3)));
    }

    @Test
    void nonsenseIsLeftOut() {
        assertThat(read("\u001b[38;5mx\u001b[999;;;99999999999my\u001b[38mz").text())
                .isEqualTo("xyz");
    }
}
