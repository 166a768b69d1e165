package io.destill.analysis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log line as a person sees it, and in which colours.
 *
 * @param runs the stretches that are not {@link Ink#PLAIN}, in order
 */
public record InkedLine(String text, List<Run> runs) {

    public InkedLine {
        runs = List.copyOf(runs);
    }

    /**
     * A stretch of one ink.
     *
     * @param start the index of its first character in the text
     * @param end the index after its last
     */
    public record Run(int start, int end, Ink ink) {}

    /** Reads a raw log line, with or without its line end. Thread-safe. */
    public static InkedLine of(byte[] bytes, int offset, int length) {
        return new Terminal().inked(bytes, offset, length);
    }

    /** The text alone. Thread-safe. */
    public static String text(byte[] bytes, int offset, int length) {
        return new Terminal().visible(bytes, offset, length);
    }

    static InkedLine of(String text, @Nullable Ink[] inks) {
        List<Run> runs = new ArrayList<>();
        int start = 0;
        Ink current = Ink.PLAIN;
        for (int i = 0; i <= text.length(); i++) {
            Ink ink = i == text.length() || i >= inks.length || inks[i] == null ? Ink.PLAIN : inks[i];
            if (!ink.equals(current) || i == text.length()) {
                if (!current.equals(Ink.PLAIN) && i > start) {
                    runs.add(new Run(start, i, current));
                }
                start = i;
                current = ink;
            }
        }
        return new InkedLine(text, runs);
    }
}
