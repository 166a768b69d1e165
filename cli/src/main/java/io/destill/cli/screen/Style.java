package io.destill.cli.screen;

/**
 * How a cell looks.
 *
 * @param foreground a colour: 0 to 255 of the terminal's palette, {@link #rgb}, or {@link #DEFAULT}
 * @param background a colour, too, or {@link #SELECTION} or {@link #MATCH}, for which {@link Painter} finds one that fits
 * @param attributes a sum of {@link #BOLD} and the others
 */
public record Style(int foreground, int background, int attributes) {

    public static final int DEFAULT = -1;
    public static final int SELECTION = -2;
    public static final int MATCH = -3;

    public static final int BOLD = 1;
    public static final int FAINT = 2;
    public static final int ITALIC = 4;
    public static final int UNDERLINE = 8;
    public static final int REVERSE = 16;
    public static final int STRIKE = 32;

    /** The terminal's own sixteen colours fit any theme, and faint is legible on any background. */
    public static final Style PLAIN = new Style(DEFAULT, DEFAULT, 0);

    public static final Style DIM = new Style(DEFAULT, DEFAULT, FAINT);
    public static final Style STRONG = new Style(DEFAULT, DEFAULT, BOLD);
    public static final Style ACCENT = new Style(6, DEFAULT, 0);
    public static final Style TITLE = new Style(6, DEFAULT, BOLD);
    public static final Style BAD = new Style(1, DEFAULT, BOLD);
    public static final Style WARN = new Style(3, DEFAULT, 0);
    public static final Style GOOD = new Style(2, DEFAULT, 0);

    private static final int RGB = 1 << 24;

    public static int rgb(int red, int green, int blue) {
        return RGB | red << 16 | green << 8 | blue;
    }

    static boolean isRgb(int color) {
        return color >= RGB;
    }

    public Style on(int newBackground) {
        return new Style(foreground, newBackground, attributes);
    }

    public Style with(int moreAttributes) {
        return new Style(foreground, background, attributes | moreAttributes);
    }
}
