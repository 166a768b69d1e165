package io.destill.cli.screen;

/** What comes from a terminal. */
public sealed interface Input {

    /**
     * A key that was pressed.
     *
     * @param name the character; or {@code Enter}, {@code Tab}, {@code Esc}, {@code Space}, {@code Backspace},
     *     {@code Delete}, {@code Insert}, {@code Up}, {@code Down}, {@code Left}, {@code Right}, {@code PgUp}, {@code PgDn},
     *     {@code Home}, {@code End}, {@code F1} to {@code F12}; behind {@code Ctrl-}, {@code Alt-} or {@code Shift-} if that
     *     was held. Letters with {@code Ctrl-} are capital.
     */
    record Key(String name) implements Input {

        /** What it types; empty if it is no character. */
        public String typed() {
            if (name.equals("Space")) {
                return " ";
            }
            return name.codePointCount(0, name.length()) == 1 ? name : "";
        }
    }

    /** Text that was pasted, where the terminal tells. */
    record Paste(String text) implements Input {}

    /** @param x the column, from 0; {@code y} the line */
    record Click(int x, int y) implements Input {}

    /** @param lines how far to scroll: up if negative */
    record Wheel(int x, int y, int lines) implements Input {}

    /** The terminal's background, each part from 0 to 1. */
    record Background(double red, double green, double blue) implements Input {}
}
