package io.destill.analysis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a person would see of a raw log line: carriage returns, backspaces and erase codes carried out, all other control
 * sequences dropped, tabs expanded, and the time stamp that a provider puts before each line taken off.
 *
 * <p>Follows ECMA-48 for the sequences, and terminals for a carriage return: it moves to the first column, and what is
 * printed next overwrites what stood there. Not thread-safe: it keeps its screen line between calls.
 */
final class Terminal {

    /** Longer lines are cut: nobody reads on, and a card must stay small. In UTF-16 units. */
    static final int MAX_COLUMNS = 4_000;

    private static final int TAB = 8;
    private static final char ESC = 0x1b;
    private static final char BEL = 0x07;

    private static final int USUAL_WIDTH = 512;

    private char[] screen = new char[0];
    private int length;
    private int column;

    /** The ink of each column, if somebody wants to know; null while only the text counts. */
    private Ink @Nullable [] inks;

    private Ink ink = Ink.PLAIN;

    /** A line with the colours that a person sees it in. */
    InkedLine inked(byte[] bytes, int offset, int size) {
        inks = new Ink[Math.min(size, MAX_COLUMNS) + 1];
        ink = Ink.PLAIN;
        String text = visible(bytes, offset, size);
        InkedLine line = InkedLine.of(text, inks);
        inks = null;
        return line;
    }

    String visible(byte[] bytes, int offset, int size) {
        int end = offset + size;
        while (end > offset && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        int start = offset;
        while (end - start > 1 && bytes[start] == ESC && bytes[start + 1] == '_') {
            start = Math.min(end, skipSequence(bytes, start + 1, end) + 1);
        }
        start += providerPrefix(bytes, start, end);
        String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        if (text.length() <= MAX_COLUMNS && isPlain(text)) {
            return text;
        }
        return draw(text);
    }

    /**
     * The length of the stamp before a line: GitHub's {@code 2026-08-20T09:14:09.1234567Z } (a byte order mark may come
     * first) or GitLab's {@code 2026-08-20T09:14:09.123456Z 01E }; 0 if there is none.
     */
    static int providerPrefix(byte[] bytes, int offset, int end) {
        int i = offset;
        if (end - i > 3 && bytes[i] == (byte) 0xEF && bytes[i + 1] == (byte) 0xBB && bytes[i + 2] == (byte) 0xBF) {
            i += 3;
        }
        if (end - i < 28 || bytes[i + 4] != '-' || bytes[i + 10] != 'T' || bytes[i + 19] != '.' || bytes[i] != '2') {
            return i - offset;
        }
        if (bytes[i + 27] == 'Z') {
            return (end - i > 28 && bytes[i + 28] == ' ' ? i + 29 : i + 28) - offset;
        }
        if (bytes[i + 26] == 'Z'
                && end - i >= 31
                && bytes[i + 27] == ' '
                && (bytes[i + 30] == 'O' || bytes[i + 30] == 'E')) {
            return Math.min(end, i + 32) - offset;
        }
        return i - offset;
    }

    /** The index of the last byte of the control sequence whose introducer stands at {@code i}. */
    static int skipSequence(byte[] bytes, int i, int end) {
        if (i >= end) {
            return end;
        }
        byte kind = bytes[i];
        if (kind == '[') {
            do {
                i++;
            } while (i < end && bytes[i] >= 0x20 && bytes[i] < 0x40);
            return i < end && bytes[i] >= 0 && bytes[i] < 0x20 ? i - 1 : i;
        }
        if (kind == '_' || kind == ']' || kind == 'P' || kind == '^' || kind == 'X') {
            while (i < end && bytes[i] != BEL && !(bytes[i] == '\\' && bytes[i - 1] == ESC)) {
                i++;
            }
            return i;
        }
        return i - 1;
    }

    private String draw(String text) {
        if (screen.length == 0) {
            screen = new char[USUAL_WIDTH];
        }
        length = 0;
        column = 0;
        int n = text.length();
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (c == ESC) {
                i = escape(text, i + 1);
            } else if (c == '\r') {
                column = 0;
            } else if (c == '\b') {
                column = Math.max(0, column - 1);
            } else if (c == '\t') {
                int stop = Math.min((column / TAB + 1) * TAB, MAX_COLUMNS);
                while (column < stop) {
                    put(' ');
                }
            } else if (!Character.isISOControl(c) && !isInvisibleFormat(c)) {
                put(c);
            }
        }
        int end = length;
        while (end > 0 && screen[end - 1] == ' ') {
            end--;
        }
        replaceHalves(end);
        return new String(screen, 0, end).stripTrailing();
    }

    /** Blanks what overwriting or the cut left of a character of two units. */
    private void replaceHalves(int end) {
        for (int i = 0; i < end; i++) {
            if (i + 1 < end && Character.isSurrogatePair(screen[i], screen[i + 1])) {
                i++;
            } else if (Character.isSurrogate(screen[i])) {
                screen[i] = ' ';
            }
        }
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || (c >= 0x7f && (Character.isISOControl(c) || isInvisibleFormat(c)))) {
                return false;
            }
        }
        return true;
    }

    /** Marks that reorder or hide text would let a log fake what a person reads. */
    private static boolean isInvisibleFormat(char c) {
        return (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\u200e'
                || c == '\u200f'
                || c == '\u061c'
                || c == '\ufeff';
    }

    private void put(char c) {
        if (column >= MAX_COLUMNS) {
            return;
        }
        if (column >= screen.length) {
            screen = Arrays.copyOf(screen, Math.min(MAX_COLUMNS, Math.max(screen.length * 2, column + 1)));
        }
        while (length < column) {
            screen[length++] = ' ';
        }
        if (inks != null) {
            if (column >= inks.length) {
                inks = Arrays.copyOf(inks, Math.max(inks.length * 2, column + 1));
            }
            inks[column] = ink;
        }
        screen[column++] = c;
        length = Math.max(length, column);
    }

    /** Carries out the sequence whose introducer is at {@code i}; returns the index of its last character. */
    private int escape(String text, int i) {
        int n = text.length();
        if (i >= n) {
            return i;
        }
        char kind = text.charAt(i);
        switch (kind) {
            case '[' -> {
                int parameters = i + 1;
                int end = parameters;
                while (end < n && text.charAt(end) >= 0x20 && text.charAt(end) < 0x40) {
                    end++;
                }
                if (end < n && text.charAt(end) < 0x20) {
                    // Not a sequence after all: what broke it off stands for itself.
                    return end - 1;
                }
                if (end < n) {
                    control(text.charAt(end), text, parameters, end);
                }
                return end;
            }
            case ']', '_', 'P', '^', 'X' -> {
                for (int end = i + 1; end < n; end++) {
                    char c = text.charAt(end);
                    if (c == BEL || (c == '\\' && text.charAt(end - 1) == ESC)) {
                        return end;
                    }
                }
                return n;
            }
            case '(', ')', '*', '+', '#', '%' -> {
                return i + 1;
            }
            default -> {
                // A bare ESC before anything printable: only the ESC is dropped, except for the two-character
                // sequences.
                return kind >= '0' && kind <= '~' && "78=>MDEHc".indexOf(kind) >= 0 ? i : i - 1;
            }
        }
    }

    private void control(char command, String text, int from, int to) {
        int argument = 0;
        boolean given = false;
        for (int i = from; i < to && text.charAt(i) >= '0' && text.charAt(i) <= '9' && argument < MAX_COLUMNS; i++) {
            argument = argument * 10 + text.charAt(i) - '0';
            given = true;
        }
        switch (command) {
            case 'K' -> {
                if (argument == 0) {
                    length = Math.min(length, column);
                } else if (argument == 2) {
                    length = 0;
                } else {
                    Arrays.fill(screen, 0, Math.min(column, length), ' ');
                }
            }
            case 'J' -> {
                if (argument == 0) {
                    length = Math.min(length, column);
                }
            }
            case 'm' -> {
                if (inks != null) {
                    ink = ink.after(text.substring(from, to));
                }
            }
            case 'G' -> column = Math.clamp(given ? argument - 1L : 0, 0, MAX_COLUMNS);
            case 'C' -> column = Math.min(MAX_COLUMNS, column + (given ? argument : 1));
            case 'D' -> column = Math.max(0, column - (given ? argument : 1));
            default -> {}
        }
    }
}
