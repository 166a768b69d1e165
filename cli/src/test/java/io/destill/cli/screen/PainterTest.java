package io.destill.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PainterTest {

    private static final Colors TRUE = new Colors(Colors.Depth.TRUE, Colors.Background.UNKNOWN);

    private static Canvas canvas(String... lines) {
        Canvas canvas = new Canvas(20, 4, true);
        for (int y = 0; y < lines.length; y++) {
            canvas.text(0, y, 20, lines[y], Style.PLAIN);
        }
        return canvas;
    }

    @Test
    void onlyWhatDiffersIsSent() {
        Painter painter = new Painter(TRUE);
        painter.paint(canvas("the same", "value: 1"));

        assertThat(painter.paint(canvas("the same", "value: 2")))
                .contains("\u001b[2;8H", "2")
                .doesNotContain("value", "same");
        assertThat(painter.paint(canvas("the same", "value: 2"))).isEmpty();
    }

    @Test
    void whateverStoodThereTheTerminalShowsTheCanvas() {
        String[] texts = {
            "plain ascii text", "失败 wide 测试", "e\u0301a\u0302 marks", "", "─│ frame █▌", "👩‍👩‍👧 🇩🇪 👍🏽", "x"
        };
        Style[] styles = {
            Style.PLAIN, Style.BAD, Style.DIM, Style.PLAIN.on(Style.SELECTION), Style.PLAIN.on(Style.MATCH)
        };
        Random random = new Random(7);
        Painter painter = new Painter(TRUE);
        FakeTerminal terminal = new FakeTerminal(20, 4);
        for (int round = 0; round < 500; round++) {
            Canvas canvas = new Canvas(20, 4, true);
            for (int i = 0; i < 6; i++) {
                canvas.text(
                        random.nextInt(18),
                        random.nextInt(4),
                        1 + random.nextInt(20),
                        texts[random.nextInt(texts.length)],
                        styles[random.nextInt(styles.length)]);
            }

            terminal.take(painter.paint(canvas));

            assertThat(terminal.text()).isEqualTo(canvas.text());
            FakeTerminal afresh = new FakeTerminal(20, 4);
            afresh.take(new Painter(TRUE).paint(canvas));
            assertThat(terminal.looks()).isEqualTo(afresh.looks());
        }
    }

    private static String look(Colors colors, Style style) {
        Canvas canvas = new Canvas(2, 1, true);
        canvas.text(0, 0, 2, "x", style);
        FakeTerminal terminal = new FakeTerminal(2, 1);
        terminal.take(new Painter(colors).paint(canvas));
        return terminal.look(0, 0);
    }

    @Test
    void coloursAreThoseThatTheTerminalHas() {
        Style orange = new Style(Style.rgb(255, 135, 0), Style.DEFAULT, Style.BOLD);

        assertThat(look(TRUE, orange)).isEqualTo("0;1;38;2;255;135;0");
        assertThat(look(new Colors(Colors.Depth.PALETTE, Colors.Background.UNKNOWN), orange))
                .isEqualTo("0;1;38;5;208");
        assertThat(look(new Colors(Colors.Depth.SIXTEEN, Colors.Background.UNKNOWN), orange))
                .isEqualTo("0;1;33");
        assertThat(look(Colors.NONE, orange)).isEqualTo("0;1");
        assertThat(look(new Colors(Colors.Depth.SIXTEEN, Colors.Background.UNKNOWN), new Style(9, 208, 0)))
                .isEqualTo("0;91;43");
    }

    @Test
    void theSelectionIsAShadeWhereTheBackgroundIsKnownElseReversed() {
        Style selected = Style.BAD.on(Style.SELECTION);

        assertThat(look(new Colors(Colors.Depth.TRUE, Colors.Background.DARK), selected))
                .isEqualTo("0;1;31;48;5;238");
        assertThat(look(new Colors(Colors.Depth.PALETTE, Colors.Background.LIGHT), selected))
                .isEqualTo("0;1;31;48;5;253");
        assertThat(look(TRUE, selected)).isEqualTo("0;1;7");
        assertThat(look(Colors.NONE, selected)).isEqualTo("0;1;7");
    }

    @Test
    void aMatchStandsOutWithoutColoursToo() {
        assertThat(look(TRUE, Style.DIM.on(Style.MATCH))).isEqualTo("0;30;43");
        assertThat(look(Colors.NONE, Style.PLAIN.on(Style.MATCH))).isEqualTo("0;1;4");
    }

    @Test
    void theEnvironmentTellsTheDepthAndSometimesTheBackground() {
        assertThat(Colors.of(Map.of("TERM", "xterm")))
                .isEqualTo(new Colors(Colors.Depth.SIXTEEN, Colors.Background.UNKNOWN));
        assertThat(Colors.of(Map.of("TERM", "screen-256color", "COLORFGBG", "15;0")))
                .isEqualTo(new Colors(Colors.Depth.PALETTE, Colors.Background.DARK));
        assertThat(Colors.of(Map.of("TERM", "xterm", "COLORTERM", "truecolor", "COLORFGBG", "0;default;15")))
                .isEqualTo(new Colors(Colors.Depth.TRUE, Colors.Background.LIGHT));
        assertThat(TRUE.onBackground(0.1, 0.1, 0.2).dark()).isEqualTo(Colors.Background.DARK);
        assertThat(TRUE.onBackground(1, 1, 0.9).dark()).isEqualTo(Colors.Background.LIGHT);
    }
}
