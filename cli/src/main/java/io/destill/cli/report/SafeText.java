package io.destill.cli.report;

/**
 * The last gate before a terminal: text that came from a log, a server or a file name, made harmless. The analysis has
 * resolved control sequences already; this holds even where it has not.
 */
public final class SafeText {

    private static final int TAB = 4;
    private static final char REPLACEMENT = '\uFFFD';

    private SafeText() {}

    /**
     * The text as one line without control characters: tabs become spaces, line ends one space, C0 controls their visible
     * pictures, and everything else that could steer a terminal or reorder text U+FFFD.
     */
    public static String line(String text) {
        int plain = 0;
        while (plain < text.length() && text.charAt(plain) >= ' ' && text.charAt(plain) <= '~') {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, plain);
        int next;
        for (int i = plain; i < text.length(); i = next) {
            int c = text.codePointAt(i);
            next = i + Character.charCount(c);
            if (c == '\t') {
                safe.repeat(' ', TAB - safe.length() % TAB);
            } else if (c == '\n' || c == '\r') {
                safe.append(' ');
            } else if (c < ' ') {
                safe.appendCodePoint(0x2400 + c);
            } else if (c == 0x7f) {
                safe.append('\u2421');
            } else if (steers(c)) {
                safe.append(REPLACEMENT);
            } else {
                safe.appendCodePoint(c);
            }
        }
        return safe.toString();
    }

    /** C1 controls, bidirectional overrides, line separators and halves of surrogate pairs. */
    private static boolean steers(int c) {
        return c >= 0x80 && c <= 0x9f
                || c >= 0x202a && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069
                || c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || c == 0x2028
                || c == 0x2029
                || Character.getType(c) == Character.SURROGATE;
    }

    /** JSON with what its grammar allows in a string but could steer a terminal or reorder text escaped. */
    static String json(String json) {
        StringBuilder safe = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == 0x7f || c > 0x7f && !Character.isSurrogate(c) && steers(c)) {
                if (safe == null) {
                    safe = new StringBuilder(json.length() + 16).append(json, 0, i);
                }
                safe.append(String.format("\\u%04x", (int) c));
            } else if (safe != null) {
                safe.append(c);
            }
        }
        return safe == null ? json : safe.toString();
    }

    /** The nearest ASCII text, for terminals that know nothing else. */
    public static String ascii(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        text.codePoints().forEach(c -> ascii.append(ascii(c)));
        return ascii.toString();
    }

    private static char ascii(int c) {
        if (c < 0x80) {
            return (char) c;
        }
        return switch (c) {
            case '─', '–', '−', '—', '·', '∅' -> '-';
            case '━' -> '=';
            case '│' -> '|';
            case '┬' -> '+';
            case '…' -> '~';
            case '×' -> 'x';
            case '▶', '▸', '›', '→' -> '>';
            case '←' -> '<';
            case '█', '▌', '▋', '▊', '▉' -> '#';
            case '▏', '▎', '▍' -> ' ';
            case '★' -> '*';
            case '↑', '▲' -> '^';
            case '↓', '▼', '▾' -> 'v';
            case '░' -> '.';
            case '“', '”' -> '"';
            case '‘', '’' -> '\'';
            default -> '?';
        };
    }
}
