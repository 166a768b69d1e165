package io.destill.cli.screen;

import io.destill.cli.report.SafeText;

/**
 * Text as a grid of cells can hold it on every terminal. On the width of emoji of several parts no two terminals agree: of a
 * joined sequence the first is kept, skin tones and variation selectors are left out, and a flag becomes its two letters.
 */
public final class Glyphs {

    private static final int JOINER = 0x200d;
    private static final int REGIONAL_A = 0x1f1e6;
    private static final int REGIONAL_Z = 0x1f1ff;

    private Glyphs() {}

    /** The text as one {@link SafeText#line safe line} whose width is the sum of its code points' widths. */
    public static String line(String text) {
        String safe = SafeText.line(text);
        int plain = 0;
        while (plain < safe.length() && safe.charAt(plain) < 0x200d) {
            plain++;
        }
        if (plain == safe.length()) {
            return safe;
        }
        StringBuilder simple = new StringBuilder(safe.length());
        boolean afterEmoji = false;
        boolean joined = false;
        for (int i = 0, c; i < safe.length(); i += Character.charCount(c)) {
            c = safe.codePointAt(i);
            if (c == JOINER && afterEmoji) {
                joined = true;
            } else if (joined && Character.isExtendedPictographic(c)) {
                joined = false;
            } else if (!isSelector(c) && !(Character.isEmojiModifier(c) && afterEmoji)) {
                boolean regional = c >= REGIONAL_A && c <= REGIONAL_Z;
                simple.appendCodePoint(regional ? 'A' + c - REGIONAL_A : c);
                afterEmoji = Character.isExtendedPictographic(c);
                joined = false;
            }
        }
        return simple.toString();
    }

    /** Of a variant, or of a flag's region. */
    private static boolean isSelector(int c) {
        return c >= 0xfe00 && c <= 0xfe0f || c >= 0xe0020 && c <= 0xe007f;
    }
}
