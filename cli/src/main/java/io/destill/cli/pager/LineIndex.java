package io.destill.cli.pager;

import io.destill.contracts.Utf8;
import java.util.Arrays;

/**
 * Where the lines of a growing log begin: a checkpoint every so many bytes, so that its size is a small part of the log's, and
 * any line is found by reading on from the checkpoint before it. Thread-safe: one thread adds, any may look up.
 */
final class LineIndex {

    /** The bytes between two checkpoints, unless a line is longer: it then stands alone behind one. */
    static final int STRIDE = 64 * 1024;

    private long[] lines = {1};
    private long[] offsets = {0};
    private int size = 1;

    private long length;
    private long newlines;
    private boolean atLineStart = true;
    private boolean complete;

    /**
     * A stretch of whole lines.
     *
     * @param line the number of its first line, from 1
     * @param start where that line begins, in bytes
     * @param end where the stretch ends
     */
    record Stretch(long line, long start, long end) {}

    /** Reads on in the log. */
    synchronized void add(byte[] bytes, int from, int to) {
        for (int i = from; i < to; ) {
            // No checkpoint is due before here, so it does not matter where the lines begin.
            long due = Math.max(0, offsets[size - 1] + STRIDE - 1 - length);
            int counted = (int) Math.min(i + due, to);
            newlines += Utf8.newlines(bytes, i, counted);
            int newline = counted;
            while (newline < to && bytes[newline] != '\n') {
                newline++;
            }
            int next = Math.min(newline + 1, to);
            length += next - i;
            if (newline < to) {
                newlines++;
                checkpoint();
            }
            i = next;
        }
        if (to > from) {
            atLineStart = bytes[to - 1] == '\n';
        }
    }

    private void checkpoint() {
        if (size == lines.length) {
            lines = Arrays.copyOf(lines, size * 2);
            offsets = Arrays.copyOf(offsets, size * 2);
        }
        lines[size] = newlines + 1;
        offsets[size] = length;
        size++;
    }

    /** The log has been read to its end. */
    synchronized void complete() {
        complete = true;
    }

    synchronized boolean isComplete() {
        return complete;
    }

    /** How many lines are known, the last one though it has no line end. */
    synchronized long lines() {
        return newlines + (atLineStart ? 0 : 1);
    }

    /** How many bytes were read. */
    synchronized long length() {
        return length;
    }

    /** The stretch that a line stands in; the last one for a line after it. */
    synchronized Stretch of(long line) {
        int found = Arrays.binarySearch(lines, 0, size, line);
        int at = found >= 0 ? found : Math.max(0, -found - 2);
        return new Stretch(lines[at], offsets[at], at + 1 < size ? offsets[at + 1] : length);
    }
}
