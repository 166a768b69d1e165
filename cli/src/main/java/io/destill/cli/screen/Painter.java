package io.destill.cli.screen;

import org.jspecify.annotations.Nullable;

/**
 * Turns what a terminal shows into a canvas, by sending only what differs. A frame is bracketed, so that terminals that know
 * how show it at once. Not thread-safe.
 */
public final class Painter {

    private static final String CSI = "\u001b[";
    private static final String BEGIN = CSI + "?2026h";
    private static final String END = CSI + "?2026l";
    /** As many equal cells are sent again rather than jumped over. */
    private static final int GAP = 4;

    private Colors colors;
    private @Nullable Canvas shown;
    private final StringBuilder out = new StringBuilder();
    private @Nullable Style style;
    private int x = -1;
    private int y = -1;

    public Painter(Colors colors) {
        this.colors = colors;
    }

    public Colors colors() {
        return colors;
    }

    /** From now on in other colours. */
    public void colors(Colors newColors) {
        colors = newColors;
        forget();
    }

    /** What the terminal shows is not to be relied on. */
    public void forget() {
        shown = null;
    }

    /** @return what to send; empty if all is as it should be */
    public String paint(Canvas canvas) {
        Canvas before = shown;
        boolean afresh = before == null || before.width() != canvas.width() || before.height() != canvas.height();
        out.setLength(0);
        style = null;
        x = -1;
        y = -1;
        if (afresh) {
            out.append(CSI).append("0m").append(CSI).append("2J");
            before = new Canvas(canvas.width(), canvas.height(), canvas.utf8());
        }
        for (int row = 0; row < canvas.height(); row++) {
            row(before, canvas, row);
        }
        boolean cursorMoved = afresh || before.cursorX() != canvas.cursorX() || before.cursorY() != canvas.cursorY();
        shown = canvas;
        if (out.isEmpty() && !cursorMoved) {
            return "";
        }
        if (canvas.hasCursor()) {
            moveTo(canvas.cursorX(), canvas.cursorY());
        }
        return BEGIN + CSI + "?25l" + out + CSI + "0m" + (canvas.hasCursor() ? CSI + "?25h" : "") + END;
    }

    private void row(Canvas before, Canvas now, int row) {
        int blankFrom = now.width();
        while (blankFrom > 0
                && now.glyph(blankFrom - 1, row).equals(" ")
                && now.style(blankFrom - 1, row).equals(Style.PLAIN)) {
            blankFrom--;
        }
        for (int column = 0; column < now.width(); column++) {
            if (same(before, now, column, row)) {
                continue;
            }
            if (column >= blankFrom && now.width() - column > GAP) {
                moveTo(column, row);
                style(Style.PLAIN);
                out.append(CSI).append('K');
                return;
            }
            // A wide character is sent as a whole.
            int from = now.glyph(column, row).equals(Canvas.COVERED) && column > 0 ? column - 1 : column;
            column = run(before, now, from, row);
        }
    }

    /** Sends cells until some are as they should be; returns the last one's column. */
    private int run(Canvas before, Canvas now, int from, int row) {
        int column = from;
        int last = from;
        moveTo(column, row);
        while (column < now.width() && column - last <= GAP) {
            if (!same(before, now, column, row)) {
                last = column;
            }
            column++;
        }
        for (int i = from; i <= last; i++) {
            String glyph = now.glyph(i, row);
            if (glyph.equals(Canvas.COVERED)) {
                continue;
            }
            moveTo(i, row);
            style(now.style(i, row));
            out.append(glyph);
            int next = i + 1 < now.width() && now.glyph(i + 1, row).equals(Canvas.COVERED) ? i + 2 : i + 1;
            // Where the terminal takes a character for wider or narrower than it is here, only that one is out of
            // place.
            x = isCertain(glyph) ? next : -1;
        }
        return last;
    }

    /** Whether all terminals agree on the width: of ASCII, and of what frames and bars are drawn with. */
    private static boolean isCertain(String glyph) {
        char c = glyph.charAt(0);
        return glyph.length() == 1 && (c < 0x7f || c >= 0x2500 && c < 0x25a0);
    }

    private static boolean same(Canvas before, Canvas now, int column, int row) {
        return before.glyph(column, row).equals(now.glyph(column, row))
                && before.style(column, row).equals(now.style(column, row));
    }

    private void moveTo(int column, int row) {
        if (x != column || y != row) {
            out.append(CSI).append(row + 1).append(';').append(column + 1).append('H');
            x = column;
            y = row;
        }
    }

    private void style(Style wanted) {
        if (wanted.equals(style)) {
            return;
        }
        style = wanted;
        int attributes = wanted.attributes();
        int foreground = colors.fit(wanted.foreground());
        int background = colors.fit(wanted.background());
        if (wanted.background() == Style.SELECTION) {
            background = selection();
            if (background == Style.DEFAULT) {
                attributes = attributes & ~Style.FAINT | Style.REVERSE;
                foreground = Style.DEFAULT;
            }
        } else if (wanted.background() == Style.MATCH) {
            if (colors.depth() == Colors.Depth.NONE) {
                attributes |= Style.BOLD | Style.UNDERLINE;
            } else {
                attributes &= ~Style.FAINT;
                foreground = 0;
                background = 3;
            }
        }
        out.append(CSI).append('0');
        attribute(attributes, Style.BOLD, ";1");
        attribute(attributes, Style.FAINT, ";2");
        attribute(attributes, Style.ITALIC, ";3");
        attribute(attributes, Style.UNDERLINE, ";4");
        attribute(attributes, Style.REVERSE, ";7");
        attribute(attributes, Style.STRIKE, ";9");
        color(foreground, 3, 9);
        color(background, 4, 10);
        out.append('m');
    }

    /** A shade of the background, if it is known. */
    private int selection() {
        boolean known = colors.dark() != Colors.Background.UNKNOWN;
        boolean shades = colors.depth() == Colors.Depth.PALETTE || colors.depth() == Colors.Depth.TRUE;
        return known && shades ? colors.dark() == Colors.Background.DARK ? 238 : 253 : Style.DEFAULT;
    }

    private void attribute(int attributes, int attribute, String code) {
        if ((attributes & attribute) != 0) {
            out.append(code);
        }
    }

    /** @param tens of the code for the first eight colours, and {@code brightTens} for the eight bright ones */
    private void color(int color, int tens, int brightTens) {
        if (color == Style.DEFAULT) {
            return;
        }
        out.append(';');
        if (Style.isRgb(color)) {
            out.append(tens).append("8;2;").append(color >> 16 & 0xff).append(';');
            out.append(color >> 8 & 0xff).append(';').append(color & 0xff);
        } else if (color < 8) {
            out.append(tens).append(color);
        } else if (color < 16) {
            out.append(brightTens).append(color - 8);
        } else {
            out.append(tens).append("8;5;").append(color);
        }
    }
}
