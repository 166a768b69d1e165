package io.destill.analysis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines at {@code \n}. How the stream is cut into pieces makes no difference, and memory does
 * not grow with a line: of a long one, the head and the tail are kept. One stream; not thread-safe.
 */
final class LineSplitter {

    /**
     * Of a line longer than twice this, this much of its head and of its tail is kept: as much as {@link Terminal} shows, so
     * that the tail is not cut off there. In bytes.
     */
    static final int HALF_LINE = Terminal.MAX_COLUMNS / 2 - 10;

    /** Stands for what was left out of a long line. */
    private static final byte[] MARK = " … ".getBytes(StandardCharsets.UTF_8);

    /** Takes lines, without their line ends. The bytes do not change any more. */
    interface Sink {
        void line(byte[] bytes, int offset, int length);
    }

    private final Sink sink;

    /** The line in hand, if it began in an earlier piece: its head, a ring of its tail, and its length so far. */
    private byte[] partial = new byte[0];

    private int partialLength;
    private final byte[] partialTail = new byte[HALF_LINE];
    private long partialTotal;

    LineSplitter(Sink sink) {
        this.sink = sink;
    }

    /** Reads on; gives every line that ends in these bytes. */
    void read(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int start = offset;
        if (partialTotal > 0) {
            int newline = newline(bytes, start, end);
            keepPartial(bytes, start, (newline < 0 ? end : newline) - start);
            if (newline < 0) {
                return;
            }
            endPartial();
            start = newline + 1;
        }
        while (start < end) {
            int newline = newline(bytes, start, end);
            if (newline < 0) {
                keepPartial(bytes, start, end - start);
                return;
            }
            if (newline - start > 2 * HALF_LINE) {
                keepPartial(bytes, start, newline - start);
                endPartial();
            } else {
                sink.line(bytes, start, newline - start);
            }
            start = newline + 1;
        }
    }

    /** Gives the last line, if it has no line end. */
    void finish() {
        if (partialTotal > 0) {
            endPartial();
        }
    }

    private static int newline(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Adds to a line that is not whole yet, or is too long: its head grows, then a ring of its tail turns. */
    private void keepPartial(byte[] bytes, int offset, int length) {
        int head = (int) Math.min(length, Math.max(0, HALF_LINE - partialTotal));
        if (head > 0) {
            if (partial.length < HALF_LINE) {
                partial = new byte[HALF_LINE];
            }
            System.arraycopy(bytes, offset, partial, partialLength, head);
            partialLength += head;
        }
        long tailPosition = partialTotal + head - HALF_LINE;
        partialTotal += length;
        int rest = length - head;
        int skip = Math.max(0, rest - HALF_LINE);
        for (int i = head + skip; i < length; i++) {
            partialTail[(int) ((tailPosition + i - head) % HALF_LINE)] = bytes[offset + i];
        }
    }

    private void endPartial() {
        byte[] whole;
        long tail = partialTotal - partialLength;
        if (tail <= HALF_LINE) {
            whole = Arrays.copyOf(partial, (int) partialTotal);
            System.arraycopy(partialTail, 0, whole, partialLength, (int) tail);
        } else {
            whole = new byte[HALF_LINE * 2 + MARK.length];
            System.arraycopy(partial, 0, whole, 0, HALF_LINE);
            System.arraycopy(MARK, 0, whole, HALF_LINE, MARK.length);
            int at = HALF_LINE + MARK.length;
            int from = (int) (tail % HALF_LINE);
            System.arraycopy(partialTail, from, whole, at, HALF_LINE - from);
            System.arraycopy(partialTail, 0, whole, at + HALF_LINE - from, from);
        }
        partialLength = 0;
        partialTotal = 0;
        sink.line(whole, 0, whole.length);
    }
}
