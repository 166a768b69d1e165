package io.destill.cli.pager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.destill.analysis.RuleSet;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Input;
import io.destill.cli.screen.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogScreenTest {

    private static final String LOG = """
            ##[group]Run make
            ##[endgroup]
            cc -c a.c
            \u001b[31ma.c:3:1: error: unknown type name 'x'\u001b[0m
                3 | x y;
                  | ^
            make: *** [a.o] Error 1
            ##[error]Process completed with exit code 2.
            ##[group]Post job
            日本語 and a line that goes on beyond the right edge of the window
            bye
            """;

    @TempDir
    Path folder;

    private OpenLog log;
    private LogScreen screen;

    @BeforeEach
    void open() throws IOException {
        log = OpenLog.ofFile(Files.writeString(folder.resolve("log"), LOG), RuleSet::builtIn);
        await().until(log::isAnalysed);
        screen = new LogScreen(new Pager(log), "build.log");
        screen.tick(0);
    }

    @AfterEach
    void close() throws IOException {
        log.close();
    }

    private Canvas draw() {
        Canvas canvas = new Canvas(60, 15, true);
        screen.draw(canvas);
        return canvas;
    }

    private void press(String... keys) {
        for (String key : keys) {
            screen.take(new Input.Key(key));
        }
    }

    private void type(String text) {
        text.chars().forEach(c -> press(c == ' ' ? "Space" : String.valueOf((char) c)));
    }

    @Test
    void theWholePicture() {
        press("f");
        assertThat(draw().text()).isEqualTo("""
                ▸ build.log · Run make ─────────────────────── line 4 of 11
                 1 ##[group]Run make
                 2 ##[endgroup]
                 3 cc -c a.c
                 4▶a.c:3:1: error: unknown type name 'x'
                 5│    3 | x y;
                 6│      | ^
                 7 make: *** [a.o] Error 1
                 8 ##[error]Process completed with exit code 2.
                 9 ##[group]Post job
                10 日本語 and a line that goes on beyond the right edge of
                11 bye


                Space page  : line  f failure  / search  ? help  q quit
                """);
    }

    @Test
    void coloursAreTheLogsOwn() {
        press("f");
        Canvas canvas = draw();
        assertThat(canvas.style(3, 4).foreground()).isEqualTo(1);
        assertThat(canvas.style(3, 3).foreground()).isEqualTo(Style.DEFAULT);
        assertThat(canvas.style(3, 4).background()).isEqualTo(Style.SELECTION);
    }

    @Test
    void whatIsSearchedForStandsOut() {
        press("/");
        type("error");
        assertThat(draw().line(14)).isEqualTo("Search: error");
        press("Enter");
        await().until(() -> {
            screen.tick(0);
            return screen.pager().current() == 4;
        });
        Canvas canvas = draw();
        assertThat(List.of(canvas.style(11, 4).background(), canvas.style(12, 4).background()))
                .doesNotContain(Style.DEFAULT);
        assertThat(canvas.style(13, 7 + 1).background()).isNotEqualTo(Style.SELECTION);
        press("Esc");
        assertThat(screen.isOver()).isFalse();
        press("Esc");
        assertThat(screen.isOver()).isTrue();
    }

    @Test
    void aFoldedGroupSaysHowMuchIsInIt() {
        press("z");
        assertThat(draw().line(1)).isEqualTo(" 1 ##[group]Run make … 7 more lines, z shows them");
        assertThat(draw().line(2)).isEqualTo(" 9 ##[group]Post job");
    }

    @Test
    void wrappedLinesHaveOneNumber() {
        press("w");
        assertThat(draw().line(10)).startsWith("10 日本語");
        assertThat(draw().line(11)).startsWith("   the window");
    }

    @Test
    void aLineIsGoneToByItsNumber() {
        press(":");
        type("7x");
        press("Enter");
        assertThat(draw().line(14)).isEqualTo("'7x' is no line number.");
        press(":");
        type("7x");
        press("Backspace", "Enter");
        assertThat(screen.pager().current()).isEqualTo(7);
    }

    @Test
    void aClickChoosesALineAndTheWheelMoves() {
        draw();
        screen.take(new Input.Click(5, 6));
        assertThat(screen.pager().current()).isEqualTo(6);
        screen.take(new Input.Wheel(5, 6, -3));
        assertThat(screen.pager().current()).isEqualTo(3);
    }

    @Test
    void theHelpNamesEveryKey() {
        press("?");
        Canvas canvas = new Canvas(80, 24, true);
        screen.draw(canvas);
        for (LogAction action : LogAction.values()) {
            assertThat(canvas.text()).contains(action.help());
        }
        press("q");
        assertThat(screen.isOver()).isFalse();
    }
}
