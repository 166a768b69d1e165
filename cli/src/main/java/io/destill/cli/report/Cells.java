package io.destill.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Text measured as a terminal shows it: in cells, of which a wide character takes two. For text that is {@link SafeText safe}. */
public final class Cells {

    private static final String CUT = "…";

    /** The ranges that Unicode's EastAsianWidth.txt calls wide or fullwidth, joined where only unassigned lies between. */
    private static final int[] WIDE = {
        0x1100, 0x115f, 0x2e80, 0x303e, 0x3041, 0xa4cf, 0xa960, 0xa97c, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19,
        0xfe30, 0xfe6b, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x17000, 0x18cff, 0x1b000, 0x1b2ff, 0x20000, 0x3fffd
    };

    private Cells() {}

    /** 0, 1 or 2. */
    public static int width(int codePoint) {
        if (codePoint < 0x300) {
            return 1;
        }
        switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> {
                return 0;
            }
            default -> {}
        }
        for (int i = 0; i < WIDE.length && WIDE[i] <= codePoint; i += 2) {
            if (codePoint <= WIDE[i + 1]) {
                return 2;
            }
        }
        return Character.isEmojiPresentation(codePoint) ? 2 : 1;
    }

    public static int width(String text) {
        return text.codePoints().map(Cells::width).sum();
    }

    /** The text, or as much of it as fits, ending in an ellipsis. */
    public static String cut(String text, int width) {
        if (text.length() <= width && width(text) <= width) {
            return text;
        }
        if (width <= 0) {
            return "";
        }
        return text.substring(0, fitting(text, 0, width - 1)) + CUT;
    }

    /** {@link #cut}, filled up with spaces. */
    public static String pad(String text, int width) {
        String cut = cut(text, width);
        return cut + " ".repeat(Math.max(0, width - width(cut)));
    }

    /** The text in pieces of at most so many cells, broken at spaces where there is one in a piece's second half. */
    public static List<String> wrap(String text, int width) {
        int room = Math.max(2, width);
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (true) {
            int end = fitting(text, start, room);
            if (end == text.length()) {
                pieces.add(text.substring(start));
                return pieces;
            }
            int space = text.lastIndexOf(' ', end);
            if (space > start + (end - start) / 2) {
                pieces.add(text.substring(start, space));
                start = space + 1;
            } else {
                pieces.add(text.substring(start, end));
                start = end;
            }
        }
    }

    /** The index up to which the text from {@code start} fits into so many cells. */
    public static int fitting(String text, int start, int width) {
        int used = 0;
        int i = start;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            used += width(c);
            if (used > width) {
                break;
            }
            i += Character.charCount(c);
        }
        return i;
    }
}
