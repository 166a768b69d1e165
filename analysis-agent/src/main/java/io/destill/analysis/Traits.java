package io.destill.analysis;

/**
 * What a text holds at a glance, as a set of bits. Most lines need few of the normalizer's steps, and patterns are dear: a
 * step is tried only on a text that has a trait without which its pattern cannot match.
 */
final class Traits {

    static final int DIGIT = 1;
    static final int CONTROL = 2;
    static final int SLASH = 4;
    /** Four digits in a row, a colon between digits, or the name of a month. */
    static final int TIME = 8;
    /** As many hyphens as a UUID has. */
    static final int HYPHENS = 16;
    /** Seven hexadecimal digits in a row, one of them decimal; {@code 0x}; {@code @}. */
    static final int HEX = 32;
    /** Three dots between digits; two colons in a row, or after four hexadecimal digits, or four of them anywhere. */
    static final int ADDRESS = 64;
    /** White space that is not one space, or a ruler. */
    static final int RUN = 128;

    /** What rulers are drawn with; fit for a character class. */
    static final String RULERS = "=_*#~.-";

    private static final String MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";

    private Traits() {}

    static int of(String text) {
        int traits = 0;
        int run = 0;
        int digits = 0;
        int hex = 0;
        int hyphens = 0;
        int colons = 0;
        int dots = 0;
        boolean decimal = false;
        char before = 0;
        int n = text.length();
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            boolean isDigit = isDigit(c);
            run = c == before ? run + 1 : 1;
            if (c == ':') {
                colons++;
                if (before == ':' || hex >= 4 || colons >= 4) {
                    traits |= ADDRESS;
                }
            }
            if (isDigit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
                hex++;
                decimal |= isDigit;
                if (hex >= 7 && decimal) {
                    traits |= HEX;
                }
            } else {
                hex = 0;
                decimal = false;
            }
            if (isDigit) {
                traits |= DIGIT;
                digits++;
                if (digits >= 4 || (before == ':' && i > 1 && isDigit(text.charAt(i - 2)))) {
                    traits |= TIME;
                }
            } else {
                if (c == '.' && digits > 0 && ++dots >= 3) {
                    traits |= ADDRESS;
                }
                digits = 0;
                traits |= of(c, before, text, i);
                if (c == '-' && ++hyphens >= 4) {
                    traits |= HYPHENS;
                }
            }
            if ((run == 2 && c == ' ') || (run == 4 && RULERS.indexOf(c) >= 0)) {
                traits |= RUN;
            }
            before = c;
        }
        return traits;
    }

    /** The traits that a character at {@code i} shows by itself or with its neighbours. */
    private static int of(char c, char before, String text, int i) {
        if (c >= 'a' && c <= 'z') {
            return c == 'x' && before == '0' ? HEX : 0;
        }
        if (c >= 'A' && c <= 'Z') {
            return i + 3 <= text.length() && "JFMASOND".indexOf(c) >= 0 && MONTHS.contains(text.substring(i, i + 3))
                    ? TIME
                    : 0;
        }
        if (c < ' ' || c == 0x7f) {
            return CONTROL | RUN;
        }
        return c == '/' || c == '\\' ? SLASH : c == '@' ? HEX : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
