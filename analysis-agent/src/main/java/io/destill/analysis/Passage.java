package io.destill.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Consecutive lines of a log around what may be evidence, as they came: all that is kept of a log until it is judged. */
final class Passage {

    /** What follows goes into a passage of its own, so that long ones can be dropped in parts. In bytes. */
    private static final int FULL = 32 * 1024;

    /**
     * A line about groups and commands.
     *
     * @param hidden whether it is no output: it parts what stands above from what stands below
     * @param title of the group from there on
     */
    record Mark(long line, boolean hidden, @Nullable String title) {}

    final long firstLine;
    /** Of the group that the first line stands in. */
    final @Nullable String title;

    final List<Mark> marks = new ArrayList<>(0);
    private byte[] text = new byte[1024];
    private int length;
    private long nextLine;

    Passage(long firstLine, @Nullable String title) {
        this.firstLine = firstLine;
        this.title = title;
        this.nextLine = firstLine;
    }

    /** Adds a line without its line end. */
    void add(byte[] bytes, int offset, int size) {
        makeRoom(size + 1);
        System.arraycopy(bytes, offset, text, length, size);
        length += size;
        text[length++] = '\n';
        nextLine++;
    }

    /** Adds so many whole lines. */
    void addLines(byte[] bytes, int from, int to, int lines) {
        makeRoom(to - from);
        System.arraycopy(bytes, from, text, length, to - from);
        length += to - from;
        nextLine += lines;
    }

    private void makeRoom(int size) {
        if (length + size > text.length) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, length + size));
        }
    }

    /** The number of the line after the last one. */
    long nextLine() {
        return nextLine;
    }

    boolean isFull() {
        return length >= FULL;
    }

    /** In bytes. */
    int length() {
        return length;
    }

    /** The lines, each ended by {@code \n}, in the first {@link #length} bytes. Not to be written to. */
    byte[] text() {
        return text;
    }
}
