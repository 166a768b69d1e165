package io.destill.cli.tui;

import static io.destill.cli.Samples.analyzed;
import static io.destill.cli.Samples.card;
import static io.destill.cli.Samples.fetching;
import static io.destill.cli.Samples.job;
import static io.destill.cli.Samples.jobFailed;
import static io.destill.cli.Samples.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import io.destill.cli.report.JobResult;
import io.destill.cli.report.RequestState;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent.FailureKind;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriageScreenTest {

    private final RequestState state = new RequestState();
    private final TriageView view = new TriageView(state);

    private void feed(Message... messages) {
        for (Message message : messages) {
            JobResult result = state.accept(message);
            if (result != null) {
                view.add(result);
            }
        }
    }

    private DefaultVirtualTerminal draw(int columns, int rows, boolean colors, boolean utf8) throws IOException {
        DefaultVirtualTerminal terminal = new DefaultVirtualTerminal(new TerminalSize(columns, rows));
        TerminalScreen screen = new TerminalScreen(terminal);
        screen.startScreen();
        new TriageScreen(screen, colors, utf8).draw(view, false);
        return terminal;
    }

    /** What a person sees, without blanks at line ends. */
    private List<String> drawn(int columns, int rows) throws IOException {
        return lines(draw(columns, rows, true, true));
    }

    private static List<String> lines(DefaultVirtualTerminal terminal) {
        TerminalSize size = terminal.getTerminalSize();
        return IntStream.range(0, size.getRows())
                .mapToObj(row -> {
                    StringBuilder line = new StringBuilder();
                    for (int column = 0; column < size.getColumns(); column++) {
                        TextCharacter cell = terminal.getCharacter(column, row);
                        line.append(cell.getCharacterString());
                        column += cell.isDoubleWidth() ? 1 : 0;
                    }
                    return line.toString().stripTrailing();
                })
                .toList();
    }

    private void twoFailures() {
        feed(
                resolved(3),
                card("unit", 1, 0.92, "expected: <5> but was: <4>"),
                analyzed("unit", 1),
                card("lint", 1, 0.40, "unused import"),
                analyzed("lint", 1),
                fetching("web", 12_300_000, 0));
    }

    @Test
    void everythingFitsInto80By24() throws IOException {
        twoFailures();

        assertThat(drawn(80, 24))
                .containsExactly(
                        "destill  acme/api #4821                                main · 9fceb02d0 · failed",
                        "Bump jooq — Ada",
                        "2 of 3 jobs analysed · 2 failures so far · fetching web (12.3 MB)",
                        "▸ Failures 1 of 2 ──────────────────────────────────────────────────────────────",
                        "▶  1 ███▋ 0.92 E 2× expected: <5> but was: <4>                              unit",
                        "   2 █▋   0.40 E 2× unused import                                           lint",
                        "",
                        "─ Details ──────────────────────────────────────────────────────────────────────",
                        "expected: <5> but was: <4>",
                        "unit › Running tests · lines 119–121",
                        "  118 │ the context before",
                        "  119 │ before it",
                        "▶ 120 │ expected: <5> but was: <4>",
                        "  121 │ after it",
                        "  122 │ the context after",
                        "",
                        "Why 0.92",
                        "  +1.02  heavy  seen on line 120",
                        "  −0.10  slight",
                        "",
                        "Kind         test, ERROR",
                        "Found        2 times in unit",
                        "Seen before  not tracked",
                        "↑ ↓  k j move  Enter details  / filter  o open  e edit  y copy  ? help  q quit");
    }

    @Test
    void onAWideTerminalListAndDetailsStandSideBySide() throws IOException {
        twoFailures();

        List<String> lines = drawn(160, 30);

        assertThat(lines.get(3)).startsWith("▸ Failures 1 of 2 ─").contains("─┬── Details ─");
        assertThat(lines.get(4)).startsWith("▶  1 ███▋ 0.92 E").contains("│ expected: <5> but was: <4>");
    }

    @ParameterizedTest
    @CsvSource({"60,15", "40,10", "79,12"})
    void smallTerminalsShowListDetailsAndKeys(int columns, int rows) throws IOException {
        twoFailures();

        List<String> lines = drawn(columns, rows);

        assertThat(lines).anyMatch(line -> line.startsWith("▸ Failures 1 of 2"));
        assertThat(lines).anyMatch(line -> line.startsWith("─ Details"));
        assertThat(lines).anyMatch(line -> line.startsWith("▶  1 "));
        assertThat(lines.getLast()).startsWith("↑ ↓  k j move");
    }

    @ParameterizedTest
    @CsvSource({"39,24", "80,9", "10,2", "1,1"})
    void aTerminalThatIsTooSmallSaysSo(int columns, int rows) throws IOException {
        twoFailures();

        assertThat("Destill needs 40×10")
                .startsWith(drawn(columns, rows).getFirst().replace("…", ""));
    }

    @Test
    void beforeAnythingIsKnownItSaysWhatItWaitsFor() throws IOException {
        assertThat(drawn(80, 24))
                .contains("looking up the build", "  Failures appear here as soon as a job is analysed.");
    }

    @Test
    void whereNothingWasFoundItSaysSo() throws IOException {
        feed(resolved(1), analyzed("unit", 0));

        assertThat(drawn(80, 24)).contains("  No failure was found.");
    }

    @Test
    void jobsThatCouldNotBeAnalysedAreCounted() throws IOException {
        feed(resolved(1), jobFailed("unit", FailureKind.NOT_FOUND, "gone"));

        assertThat(drawn(80, 24)).anyMatch(line -> line.contains("1 job not whole (reasons follow when you quit)"));
    }

    @Test
    void theFilterIsShownWhereItIsTyped() throws IOException {
        twoFailures();
        view.press(Action.FILTER);
        view.type('u');
        view.type('n');

        List<String> lines = drawn(80, 24);

        assertThat(lines.getLast()).isEqualTo("/un   Enter keeps it, Esc clears it");
        assertThat(lines.get(3)).startsWith("▸ Failures 1 of 2 · filter “un” of 2 ─");
    }

    @Test
    void theHelpNamesEveryKeyOfTheTable() throws IOException {
        view.press(Action.HELP);

        String help = String.join("\n", drawn(60, 15));

        assertThat(KeyTable.BINDINGS)
                .allSatisfy(binding -> assertThat(help).contains(binding.keys()).contains(binding.help()));
    }

    @Test
    void withoutColoursWhatMattersStillStandsOut() throws IOException {
        twoFailures();

        DefaultVirtualTerminal terminal = draw(80, 24, false, true);

        for (int row = 0; row < 24; row++) {
            for (int column = 0; column < 80; column++) {
                assertThat(terminal.getCharacter(column, row).getForegroundColor())
                        .isEqualTo(TextColor.ANSI.DEFAULT);
            }
        }
        assertThat(terminal.getCharacter(0, 4).getModifiers()).contains(SGR.REVERSE);
        assertThat(terminal.getCharacter(0, 8).getModifiers()).contains(SGR.BOLD);
    }

    @Test
    void aTerminalThatKnowsOnlyAsciiGetsOnlyAscii() throws IOException {
        feed(resolved(1), card(job("unit"), 1, 0.9, "失败: naïve"), analyzed("unit", 1));

        assertThat(String.join("", lines(draw(80, 24, true, false)))).isASCII().contains("####", "?: na?ve");
    }

    @ParameterizedTest
    @CsvSource({"80,24", "160,30", "60,15"})
    void noTextOfALogBreaksTheFrame(int columns, int rows) throws IOException {
        String hostile = "👩‍👩‍👧 🇩🇪 e\u0301 失败 ❌\u001b[2J\u0007\ttab \u009b31m ﷽ \uD800 ".repeat(5);
        feed(resolved(1), card(job(hostile), 1, 0.9, hostile, List.of(hostile, hostile)), analyzed(hostile, 1));

        DefaultVirtualTerminal terminal = draw(columns, rows, true, true);

        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                String cell = terminal.getCharacter(column, row).getCharacterString();
                assertThat(cell.codePoints().noneMatch(Character::isISOControl)).isTrue();
            }
        }
        assertThat(lines(terminal).getLast()).startsWith("↑ ↓  k j move");
    }
}
