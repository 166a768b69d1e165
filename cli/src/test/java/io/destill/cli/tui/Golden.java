package io.destill.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Screens as they should be, in files. {@code mvn -pl cli -am test -Dtest='ScreensTest' -Dbless=true
 * -Dsurefire.failIfNoSpecifiedTests=false} writes them anew; then read what Git says has changed.
 */
final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/io/destill/cli/tui/screens");
    private static final boolean BLESS = Boolean.getBoolean("bless");

    private static final Map<Style, Character> LETTERS = Map.of(
            Style.PLAIN, '.',
            Style.DIM, 'd',
            Style.STRONG, 's',
            Style.ACCENT, 'a',
            Style.TITLE, 't',
            Style.BAD, 'b',
            Style.WARN, 'w',
            Style.GOOD, 'g');

    private final StringBuilder text = new StringBuilder();

    Golden add(String heading, Canvas canvas) {
        text.append("== ").append(heading).append('\n').append(canvas.text());
        return this;
    }

    /** How every cell looks: a letter for each style, a capital one where it is selected, # for a match. */
    Golden addStyles(Canvas canvas) {
        text.append("== styles\n");
        for (int y = 0; y < canvas.height(); y++) {
            StringBuilder line = new StringBuilder();
            for (int x = 0; x < canvas.width(); x++) {
                line.append(letter(canvas.style(x, y)));
            }
            text.append(line.toString().replaceFirst("\\.+$", "")).append('\n');
        }
        return this;
    }

    private static char letter(Style style) {
        if (style.background() == Style.MATCH) {
            return '#';
        }
        char letter = LETTERS.getOrDefault(style.on(Style.DEFAULT), '?');
        return style.background() == Style.SELECTION ? letter == '.' ? ':' : Character.toUpperCase(letter) : letter;
    }

    /** A screen as it should be. */
    static String screen(String name, String heading) throws IOException {
        String all = Files.readString(FOLDER.resolve(name + ".txt"));
        String from = "== " + heading + "\n";
        assertThat(all).contains(from);
        String rest = all.substring(all.indexOf(from) + from.length());
        int end = rest.indexOf("\n== ");
        return end < 0 ? rest : rest.substring(0, end);
    }

    void matches(String name) {
        Path file = FOLDER.resolve(name + ".txt");
        try {
            if (BLESS) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, text.toString());
            }
            assertThat(text.toString().lines().toList())
                    .as("what is drawn, and %s; if it is as it should be: -Dbless=true", file)
                    .isEqualTo(Files.exists(file) ? Files.readAllLines(file) : List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
