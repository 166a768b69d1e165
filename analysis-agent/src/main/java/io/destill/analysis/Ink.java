package io.destill.analysis;

/**
 * How a terminal prints a character: what the "select graphic rendition" sequences of ECMA-48 set, with the 256 colours and
 * the 24-bit ones that xterm added.
 *
 * @param foreground {@link #DEFAULT}, a colour of the palette from 0 to 255, or one with {@link #RGB} set above red, green and
 *     blue of 8 bits each
 * @param background as the foreground
 */
public record Ink(
        int foreground,
        int background,
        boolean bold,
        boolean dim,
        boolean italic,
        boolean underlined,
        boolean reversed) {

    /** The terminal's own colour. */
    public static final int DEFAULT = -1;

    /** Marks a colour that is not one of the palette. */
    public static final int RGB = 1 << 24;

    public static final Ink PLAIN = new Ink(DEFAULT, DEFAULT, false, false, false, false, false);

    /** The ink after a sequence with these parameters, which stand between {@code ESC [} and {@code m}. */
    Ink after(String parameters) {
        Ink ink = this;
        String[] numbers = parameters.replace(':', ';').split(";", -1);
        for (int i = 0; i < numbers.length; i++) {
            int number = number(numbers, i);
            if (number == 38 || number == 48) {
                int color = color(numbers, i + 1);
                ink = number == 38 ? ink.withForeground(color) : ink.withBackground(color);
                i += number(numbers, i + 1) == 2 ? 4 : 2;
            } else {
                ink = ink.after(number);
            }
        }
        return ink;
    }

    private Ink after(int number) {
        return switch (number) {
            case 0 -> PLAIN;
            case 1 -> new Ink(foreground, background, true, dim, italic, underlined, reversed);
            case 2 -> new Ink(foreground, background, bold, true, italic, underlined, reversed);
            case 3 -> new Ink(foreground, background, bold, dim, true, underlined, reversed);
            case 4 -> new Ink(foreground, background, bold, dim, italic, true, reversed);
            case 7 -> new Ink(foreground, background, bold, dim, italic, underlined, true);
            case 22 -> new Ink(foreground, background, false, false, italic, underlined, reversed);
            case 23 -> new Ink(foreground, background, bold, dim, false, underlined, reversed);
            case 24 -> new Ink(foreground, background, bold, dim, italic, false, reversed);
            case 27 -> new Ink(foreground, background, bold, dim, italic, underlined, false);
            case 39 -> withForeground(DEFAULT);
            case 49 -> withBackground(DEFAULT);
            default -> {
                if (number >= 30 && number < 38) {
                    yield withForeground(number - 30);
                }
                if (number >= 40 && number < 48) {
                    yield withBackground(number - 40);
                }
                if (number >= 90 && number < 98) {
                    yield withForeground(number - 90 + 8);
                }
                yield number >= 100 && number < 108 ? withBackground(number - 100 + 8) : this;
            }
        };
    }

    private Ink withForeground(int color) {
        return new Ink(color, background, bold, dim, italic, underlined, reversed);
    }

    private Ink withBackground(int color) {
        return new Ink(foreground, color, bold, dim, italic, underlined, reversed);
    }

    /** What {@code 5;N} or {@code 2;R;G;B} names. */
    private static int color(String[] numbers, int at) {
        return switch (number(numbers, at)) {
            case 5 -> number(numbers, at + 1) & 0xff;
            case 2 ->
                RGB
                        | (number(numbers, at + 1) & 0xff) << 16
                        | (number(numbers, at + 2) & 0xff) << 8
                        | (number(numbers, at + 3) & 0xff);
            default -> DEFAULT;
        };
    }

    /** An empty parameter is 0, and so is a missing one. */
    private static int number(String[] numbers, int at) {
        int number = 0;
        String digits = at < numbers.length ? numbers[at] : "";
        for (int i = 0; i < digits.length() && i < 4; i++) {
            char c = digits.charAt(i);
            number = c >= '0' && c <= '9' ? number * 10 + c - '0' : number;
        }
        return number;
    }
}
