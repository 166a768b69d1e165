package io.destill.analysis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into stretches of whole lines. How the stream is cut into pieces makes no difference to the lines,
 * and memory does not grow with a line: of one that is longer than {@link #LONGEST}, the head and the tail are kept. One
 * stream; not thread-safe.
 */
final class LineSplitter {

    /**
     * Of a long line, this much of its head and of its tail is kept: as much as {@link Terminal} shows, so that the tail is
     * not cut off there. In bytes.
     */
    static final int HALF_LINE = Terminal.MAX_COLUMNS / 2 - 10;

    /** Stands for what was left out of a long line. */
    private static final byte[] MARK = " … ".getBytes(StandardCharsets.UTF_8);

    /** The most that is kept of a line, without its line end. In bytes. */
    static final int LONGEST = 2 * HALF_LINE + MARK.length;

    /** Takes one or more whole lines, each ended by {@code \n}, of any length. The bytes stay as they are until it returns. */
    interface Sink {
        void lines(byte[] bytes, int from, int to);
    }

    /** Takes a line without its line end, shortened if it is long. */
    interface LineSink {
        void line(byte[] bytes, int offset, int length);
    }

    private static final int HEAD = LONGEST - HALF_LINE;

    private final Sink sink;

    /** The line in hand, if it began in an earlier piece: its head, a ring of its tail, and its length so far. */
    private byte[] head = new byte[0];

    private int headLength;
    private final byte[] tail = new byte[HALF_LINE];
    private long total;

    LineSplitter(Sink sink) {
        this.sink = sink;
    }

    /** One that gives line by line. */
    static LineSplitter ofLines(LineSink sink) {
        return new LineSplitter((bytes, from, to) -> {
            for (int start = from; start < to; ) {
                int end = Bytes.newline(bytes, start, to);
                if (end - start > LONGEST) {
                    sink.line(cut(bytes, start, end), 0, LONGEST);
                } else {
                    sink.line(bytes, start, end - start);
                }
                start = end + 1;
            }
        });
    }

    /** Reads on; gives every line that ends in these bytes. */
    void read(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int start = offset;
        if (total > 0) {
            int newline = Bytes.newline(bytes, start, end);
            keep(bytes, start, newline - start);
            if (newline == end) {
                return;
            }
            give();
            start = newline + 1;
        }
        int last = Bytes.lineStart(bytes, start, end);
        if (last > start) {
            sink.lines(bytes, start, last);
        }
        if (last < end) {
            keep(bytes, last, end - last);
        }
    }

    /** Gives the last line, if it has no line end. */
    void finish() {
        if (total > 0) {
            give();
        }
    }

    /** What is kept of a line that is longer than {@link #LONGEST}, without its line end. */
    static byte[] cut(byte[] bytes, int from, int to) {
        byte[] kept = new byte[LONGEST];
        System.arraycopy(bytes, from, kept, 0, HALF_LINE);
        System.arraycopy(MARK, 0, kept, HALF_LINE, MARK.length);
        System.arraycopy(bytes, to - HALF_LINE, kept, HALF_LINE + MARK.length, HALF_LINE);
        return kept;
    }

    /** Adds to a line that is not whole yet: its head grows, then a ring of its tail turns. */
    private void keep(byte[] bytes, int offset, int length) {
        int first = Math.min(length, HEAD - headLength);
        if (first > 0) {
            if (head.length < HEAD) {
                head = new byte[HEAD];
            }
            System.arraycopy(bytes, offset, head, headLength, first);
            headLength += first;
        }
        total += length;
        int rest = length - first;
        int at = (int) ((total - HEAD - rest) % HALF_LINE);
        for (int i = length - Math.min(rest, HALF_LINE); i < length; i++) {
            tail[(at + i - first) % HALF_LINE] = bytes[offset + i];
        }
    }

    private void give() {
        int kept = (int) Math.min(total, LONGEST);
        byte[] line = Arrays.copyOf(head, kept + 1);
        if (kept > HEAD) {
            long inTail = total - HEAD;
            int most = (int) Math.min(inTail, HALF_LINE);
            int oldest = inTail > HALF_LINE ? (int) (inTail % HALF_LINE) : 0;
            for (int i = 0; i < most; i++) {
                line[kept - most + i] = tail[(oldest + i) % HALF_LINE];
            }
        }
        if (total > LONGEST) {
            System.arraycopy(MARK, 0, line, HALF_LINE, MARK.length);
        }
        line[kept] = '\n';
        headLength = 0;
        total = 0;
        sink.lines(line, 0, line.length);
    }
}
