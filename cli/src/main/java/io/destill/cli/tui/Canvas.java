package io.destill.cli.tui;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TerminalTextUtils;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.screen.Screen;
import io.destill.cli.report.Cells;
import io.destill.cli.report.SafeText;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;

/**
 * A screen that takes text of any origin: it is made safe, and every character takes the cells that a terminal gives it.
 *
 * <p>Terminals and Lanterna disagree on emoji, flags and combined characters. Here a cell holds one code point; what would
 * combine with the one before is left out, and what Lanterna would measure differently is written so that it does not.
 */
final class Canvas {

    private static final String UNKNOWN = "?";

    /** Makes a character one that Lanterna takes for two cells wide; {@link TtyTerminal} leaves it out. */
    static final char WIDE_MARK = '\uFE0F';

    private static final int CACHE_LIMIT = 4096;

    private record Glyph(String text, Style style) {}

    private final Screen screen;
    private final boolean colors;
    private final boolean utf8;
    private final Map<Glyph, TextCharacter> glyphs = new HashMap<>();

    Canvas(Screen screen, boolean colors, boolean utf8) {
        this.screen = screen;
        this.colors = colors;
        this.utf8 = utf8;
    }

    int width() {
        return screen.getTerminalSize().getColumns();
    }

    int height() {
        return screen.getTerminalSize().getRows();
    }

    void clear() {
        for (int y = 0; y < height(); y++) {
            fill(0, y, width(), ' ', Style.PLAIN);
        }
    }

    void fill(int x, int y, int count, char character, Style style) {
        TextCharacter cell = cell(utf8 ? String.valueOf(character) : SafeText.ascii(String.valueOf(character)), style);
        for (int i = Math.max(0, x); i < Math.min(x + count, width()); i++) {
            screen.setCharacter(i, y, cell);
        }
    }

    /**
     * Writes text, cut with an ellipsis where it is wider than allowed.
     *
     * @return the column after it
     */
    int text(int x, int y, int maxWidth, String text, Style style) {
        String safe = SafeText.line(text);
        String fitting = Cells.cut(utf8 ? safe : SafeText.ascii(safe), Math.min(maxWidth, width() - x));
        int column = x;
        for (int i = 0, c; i < fitting.length(); i += Character.charCount(c)) {
            c = fitting.codePointAt(i);
            int cells = Cells.width(c);
            if (cells > 0) {
                screen.setCharacter(column, y, cell(glyph(c, cells), style));
                column += cells;
            }
        }
        return column;
    }

    private static String glyph(int c, int cells) {
        String text = Character.toString(c);
        boolean wideForLanterna = text.length() > 1 || TerminalTextUtils.isCharDoubleWidth(text.charAt(0));
        if (cells == 2) {
            return wideForLanterna ? text : text + WIDE_MARK;
        }
        return wideForLanterna ? UNKNOWN : text;
    }

    private TextCharacter cell(String glyph, Style style) {
        if (glyphs.size() > CACHE_LIMIT) {
            glyphs.clear();
        }
        return glyphs.computeIfAbsent(
                new Glyph(glyph, style),
                g -> TextCharacter.fromString(
                        g.text,
                        colors ? color(g.style) : TextColor.ANSI.DEFAULT,
                        TextColor.ANSI.DEFAULT,
                        modifiers(g.style))[0]);
    }

    /** The terminal's own sixteen colours fit any theme. */
    private static TextColor color(Style style) {
        return switch (style) {
            case PLAIN, BOLD, SELECTED, SELECTED_ELSEWHERE -> TextColor.ANSI.DEFAULT;
            case DIM -> TextColor.ANSI.BLACK_BRIGHT;
            case ACCENT, TITLE -> TextColor.ANSI.CYAN;
            case BAD -> TextColor.ANSI.RED;
            case WARN -> TextColor.ANSI.YELLOW;
            case GOOD -> TextColor.ANSI.GREEN;
        };
    }

    private static EnumSet<SGR> modifiers(Style style) {
        return switch (style) {
            case BOLD, TITLE, BAD -> EnumSet.of(SGR.BOLD);
            case SELECTED -> EnumSet.of(SGR.REVERSE);
            case SELECTED_ELSEWHERE -> EnumSet.of(SGR.BOLD, SGR.UNDERLINE);
            case PLAIN, DIM, ACCENT, WARN, GOOD -> EnumSet.noneOf(SGR.class);
        };
    }
}
