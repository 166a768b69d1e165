package io.destill.cli.tui;

import static io.destill.cli.Samples.analyzed;
import static io.destill.cli.Samples.card;
import static io.destill.cli.Samples.job;
import static io.destill.cli.Samples.jobFailed;
import static io.destill.cli.Samples.requestFailed;
import static io.destill.cli.Samples.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.analysis.InkedLine;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Style;
import io.destill.contracts.ProgressEvent.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every state of interest, as it is drawn. */
class ScreensTest {

    private final Session session = new Session();

    private void looksLike(String name) {
        new Golden()
                .add("60×15", session.draw(60, 15))
                .add("80×24", session.draw(80, 24))
                .add("200×60", session.draw(200, 60))
                .matches(name);
    }

    @Test
    void beforeAnythingIsKnown() {
        looksLike("waiting");
    }

    @Test
    void whileLogsDownload() {
        session.told();
        looksLike("downloading");
    }

    @Test
    void whenAllIsDone() {
        session.done();
        looksLike("done");
    }

    @Test
    void colours() {
        session.done().press("/").type("expected");
        Canvas canvas = session.draw(80, 24);
        new Golden().add("80×24", canvas).addStyles(canvas).matches("colours");
    }

    @Test
    void theLogsOwnColours() {
        session.done();
        String line = "\u001b[31mexpected:\u001b[0m <5> but was: \u001b[1;32m<4>\u001b[0m";
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        session.state.colors(
                Objects.requireNonNull(session.state.build().card()),
                Map.of(120L, InkedLine.of(bytes, 0, bytes.length), 121L, InkedLine.of(bytes, 0, bytes.length)));

        Canvas canvas = session.draw(80, 24);

        int y = canvas.text().lines().toList().indexOf("▶ 120 │ expected: <5> but was: <4>");
        assertThat(canvas.style(8, y)).isEqualTo(new Style(1, Style.DEFAULT, 0));
        assertThat(canvas.style(18, y)).isEqualTo(Style.STRONG);
        assertThat(canvas.style(31, y)).isEqualTo(new Style(2, Style.DEFAULT, Style.BOLD));
        assertThat(canvas.style(8, y + 1)).as("of another line than the card's").isEqualTo(Style.PLAIN);
    }

    @Test
    void insideTheDetails() {
        session.done().press("Enter");
        looksLike("details");
    }

    @Test
    void anotherOccurrence() {
        session.done().press("j", "]");
        looksLike("occurrence");
    }

    @Test
    void searchingTheDetails() {
        session.done().press("Enter", "/").type("heavy");
        looksLike("search");
    }

    @Test
    void filtering() {
        session.done().press("/").type("conf:>0.3 ECONN");
        looksLike("filter");
    }

    @Test
    void aFilterThatNothingPasses() {
        session.done().press("/").type("nothing like that").press("Enter");
        looksLike("filter-empty");
    }

    @Test
    void foldedByJob() {
        session.done().press("f", ".", "p", "j", "j", "j", "h", "G");
        looksLike("by-job");
    }

    @Test
    void sortedByRecurrenceWithAllShown() {
        session.done().press("s", "s", "s", ".", "p");
        looksLike("by-recurrence");
    }

    @Test
    void marked() {
        session.done().press("j", "c", "j", "m", ".");
        looksLike("marks");
    }

    @Test
    void choosingWhatToCopy() {
        session.done().press("y");
        looksLike("copy");
    }

    @Test
    void writingToAFile() {
        session.done().press("x");
        looksLike("export");
    }

    @Test
    void severalBuilds() {
        session.done();
        session.open("https://buildkite.com/acme/shop/builds/77");
        session.press("a").type("logs/unit.log");
        looksLike("builds");
    }

    @Test
    void oneOfTheBuildsFailed() {
        session.done();
        OpenBuild other = session.open("https://buildkite.com/acme/shop/builds/77");
        session.tell(
                other, requestFailed(FailureKind.NOT_FOUND, "There is no build 77 of acme/shop. Check the address."));
        session.press(">");
        looksLike("failed");
    }

    @Test
    void theKeys() {
        session.press("?");
        looksLike("help");
    }

    @Test
    void aKeyThatIsLookedUp() {
        session.press("?").type("noise");
        looksLike("help-lookup");
    }

    @Test
    void nothingFound() {
        session.tell(resolved(1), analyzed("unit", 0));
        looksLike("nothing");
    }

    @Test
    void jobsThatCouldNotBeAnalysed() {
        session.tell(resolved(1), jobFailed("unit", FailureKind.NOT_FOUND, "gone"));
        looksLike("not-whole");
    }

    @ParameterizedTest
    @CsvSource({"39,24", "80,9", "10,2", "1,1"})
    void aTerminalThatIsTooSmallSaysSo(int columns, int rows) {
        session.told();

        assertThat("Destill needs 40×10")
                .startsWith(session.lines(columns, rows).getFirst().replace("…", ""));
    }

    @Test
    void everySizeBetween() {
        session.done();
        for (int width = 1; width <= 300; width += 7) {
            for (int height = 1; height <= 100; height += 3) {
                assertThat(session.lines(width, height)).hasSize(height);
            }
        }
    }

    @Test
    void onATerminalThatKnowsOnlyAscii() {
        session.done().tell(card(job("späte"), 1, 0.9, "失败: naïve"), analyzed("späte", 1));

        Canvas canvas = session.draw(80, 24, false);

        new Golden().add("80×24", canvas).matches("ascii");
        assertThat(canvas.text()).isASCII();
    }

    @Test
    void textsThatTerminalsDisagreeOn() {
        for (String text : List.of(
                "👩‍👩‍👧 family, 👍🏽 thumb, 🇩🇪 flag, ❤️ heart, 1️⃣ key",
                "失败: 测试失败了 こんにちは 안녕하세요",
                "e\u0301 combining, a\u0300\u0301\u0302\u0303\u0304 pile, ﷽",
                "שגיאה: خطأ في الاختبار",
                "\u202eright to left\u202c override",
                "a\ttab\tand\tmore",
                "\u001b[2Jclear \u0007bell \u009b31m C1 \uD800 half",
                "x".repeat(10_000))) {
            session.tell(card(job(text), 1, 0.9, text, List.of(text, text)), analyzed(text, 1));
        }
        session.tell(resolved(8));
        looksLike("odd-texts");
        session.press("G", "Enter");
        looksLike("odd-texts-long");
    }
}
