package io.destill.cli.screen;

import io.destill.cli.report.Cells;
import io.destill.cli.report.SafeText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A grid of cells that takes text of any origin: it is made safe, and every character takes the cells that {@link Cells}
 * gives it. What lies outside is not drawn. Not thread-safe.
 */
public final class Canvas {

    private static final String BLANK = " ";
    /** In the cell behind a wide character. */
    static final String COVERED = "";

    private static final int MARKS_ON_A_CHARACTER = 3;
    private static final String[] ASCII = new String[128];

    static {
        for (int c = 0; c < ASCII.length; c++) {
            ASCII[c] = String.valueOf((char) c);
        }
    }

    private final int width;
    private final int height;
    private final boolean utf8;
    private final String[] glyphs;
    private final Style[] styles;
    private int cursorX = -1;
    private int cursorY = -1;

    /** @param utf8 whether the terminal shows more than ASCII */
    public Canvas(int width, int height, boolean utf8) {
        this.width = width;
        this.height = height;
        this.utf8 = utf8;
        glyphs = new String[width * height];
        styles = new Style[width * height];
        Arrays.fill(glyphs, BLANK);
        Arrays.fill(styles, Style.PLAIN);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public boolean utf8() {
        return utf8;
    }

    public void fill(int x, int y, int count, char character, Style style) {
        if (y < 0 || y >= height) {
            return;
        }
        String glyph = utf8 ? String.valueOf(character) : SafeText.ascii(String.valueOf(character));
        for (int i = Math.max(0, x); i < Math.min(x + count, width); i++) {
            put(i, y, glyph, style);
        }
    }

    /**
     * Writes text, cut with an ellipsis where it is wider than allowed.
     *
     * @return the column after it
     */
    public int text(int x, int y, int maxWidth, String text, Style style) {
        return text(x, y, maxWidth, text, style, Highlight.NONE);
    }

    /** As above; what matches stands out. */
    public int text(int x, int y, int maxWidth, String text, Style style, Highlight highlight) {
        int room = Math.min(maxWidth, width - x);
        if (y < 0 || y >= height || room <= 0) {
            return x;
        }
        String line = Glyphs.line(text);
        String fitting = Cells.cut(utf8 ? line : SafeText.ascii(line), room);
        boolean[] marked = highlight.in(fitting);
        int column = x;
        int marks = 0;
        for (int i = 0, c; i < fitting.length(); i += Character.charCount(c)) {
            c = fitting.codePointAt(i);
            int cells = Cells.width(c);
            if (cells > 0) {
                put(column, y, glyph(c), marked.length > 0 && marked[i] ? style.on(Style.MATCH) : style);
                if (cells == 2) {
                    put(column + 1, y, COVERED, styles[y * width + column]);
                }
                column += cells;
                marks = 0;
            } else if (column > x && isMark(c) && marks++ < MARKS_ON_A_CHARACTER) {
                int last = y * width + column - (glyphs[y * width + column - 1].equals(COVERED) ? 2 : 1);
                glyphs[last] += Character.toString(c);
            }
        }
        return column;
    }

    private static String glyph(int c) {
        return c < ASCII.length ? ASCII[c] : Character.toString(c);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    /** What was half covered is gone. */
    private void put(int x, int y, String glyph, Style style) {
        int i = y * width + x;
        if (glyphs[i].equals(COVERED) && x > 0 && !glyph.equals(COVERED)) {
            glyphs[i - 1] = BLANK;
        }
        if (x + 1 < width && glyphs[i + 1].equals(COVERED) && !glyphs[i].equals(COVERED)) {
            glyphs[i + 1] = BLANK;
        }
        glyphs[i] = glyph;
        styles[i] = style;
    }

    /** Gives what stands there another background. */
    public void background(int x, int y, int count, int background) {
        if (y < 0 || y >= height) {
            return;
        }
        for (int i = Math.max(0, x); i < Math.min(x + count, width); i++) {
            Style style = styles[y * width + i];
            if (style.background() == Style.DEFAULT) {
                styles[y * width + i] = style.on(background);
            }
        }
    }

    /** Shows the cursor there; it is hidden otherwise. */
    public void cursor(int x, int y) {
        cursorX = Math.clamp(x, 0, width - 1);
        cursorY = Math.clamp(y, 0, height - 1);
    }

    boolean hasCursor() {
        return cursorX >= 0;
    }

    int cursorX() {
        return cursorX;
    }

    int cursorY() {
        return cursorY;
    }

    String glyph(int x, int y) {
        return glyphs[y * width + x];
    }

    /** Of the cell there. */
    public Style style(int x, int y) {
        return styles[y * width + x];
    }

    /** A line's text, without blanks at its end. */
    public String line(int y) {
        StringBuilder line = new StringBuilder(width);
        for (int x = 0; x < width; x++) {
            line.append(glyph(x, y));
        }
        return line.toString().stripTrailing();
    }

    /** All lines' text, each ended by a newline. */
    public String text() {
        StringBuilder text = new StringBuilder(width * height);
        for (int y = 0; y < height; y++) {
            text.append(line(y)).append('\n');
        }
        return text.toString();
    }

    /** Texts that stand out where they occur, in any case. */
    public record Highlight(List<String> texts) {

        public static final Highlight NONE = new Highlight(List.of());

        public Highlight {
            texts = texts.stream()
                    .filter(text -> !text.isBlank())
                    .map(text -> text.toLowerCase(Locale.ROOT))
                    .toList();
        }

        private static final boolean[] NOWHERE = {};

        /** For each of the line's chars; empty if none does. */
        boolean[] in(String line) {
            if (texts.isEmpty()) {
                return NOWHERE;
            }
            boolean[] marked = new boolean[line.length()];
            for (String text : texts) {
                for (int i = 0; i + text.length() <= line.length(); i++) {
                    if (line.regionMatches(true, i, text, 0, text.length())) {
                        Arrays.fill(marked, i, i + text.length(), true);
                    }
                }
            }
            return marked;
        }
    }
}
