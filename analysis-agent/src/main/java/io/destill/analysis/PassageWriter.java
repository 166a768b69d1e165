package io.destill.analysis;

import io.destill.contracts.Utf8;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the candidates of a log with the lines around them, while the log is read in stretches of whole lines. Lines that
 * nobody wants are not looked at: those before a candidate are found by going back from it. One job; not thread-safe.
 */
final class PassageWriter {

    /** Lines kept before a candidate. */
    static final int LEAD = 8;

    /** Lines kept after one: as many as a card may hold, and one to see that it ends. */
    static final int TRAIL = Block.MAX_LINES + 1;

    private static final byte[] NONE = new byte[0];

    private Region region;
    private @Nullable Passage open;
    private @Nullable String title;

    private byte[] bytes = NONE;
    private int from;
    /** What stands before was kept, or is not wanted any more. */
    private int at;

    /** The last lines before the stretch, if they were not kept. */
    private byte[] before = NONE;

    /** Lines still to be kept, from {@link #at} on. */
    private int trail;

    /** Marks of lines that may still be kept. */
    private final ArrayDeque<Passage.Mark> pending = new ArrayDeque<>();

    PassageWriter(Region region) {
        this.region = region;
    }

    /** Goes on with the lines from {@code from} on. The bytes must not change until {@link #endStretch}. */
    void beginStretch(byte[] bytes, int from) {
        this.bytes = bytes;
        this.from = from;
        this.at = from;
    }

    /** The stretch ends before {@code to}. */
    void endStretch(int to) {
        keepTrail(to);
        int first = back(to, LEAD);
        byte[] earlier = earlier(LEAD - Utf8.newlines(bytes, first, to));
        before = Arrays.copyOf(earlier, earlier.length + to - first);
        System.arraycopy(bytes, first, before, earlier.length, to - first);
        beginStretch(NONE, 0);
    }

    /**
     * Keeps a candidate and the lines around it.
     *
     * @param line its bytes, shortened if it is long
     * @param start where it begins in the stretch
     * @param end where its line end is
     */
    void candidate(byte[] line, int offset, int length, int start, int end, long number) {
        keepLead(start, number);
        if (open != null && open.isFull()) {
            // Only here, where it does not matter how the log came in pieces.
            open = null;
        }
        add(line, offset, length, number);
        at = end + 1;
        trail = TRAIL;
    }

    /** Notes what the line that begins at {@code start} says of groups; {@code end} is its line end. */
    void mark(int start, int end, Passage.Mark mark) {
        keepTrail(start);
        title = mark.title();
        while (!pending.isEmpty() && pending.getFirst().line() < mark.line() - LEAD) {
            pending.removeFirst();
        }
        pending.add(mark);
        keepTrail(end + 1);
    }

    /** Keeps the last lines before {@code start}, where the line of this number begins. */
    void keepLead(int start, long number) {
        keepTrail(start);
        int first = back(start, LEAD);
        int lines = Utf8.newlines(bytes, first, start);
        byte[] earlier = earlier(LEAD - lines);
        int earlierLines = Utf8.newlines(earlier, 0, earlier.length);
        keep(earlier, 0, earlier.length, earlierLines, number - lines - earlierLines);
        keep(bytes, first, start, lines, number - lines);
        before = NONE;
        at = start;
    }

    /** What comes from {@code start} on is not the command's any more. */
    void endRegion(int start) {
        keepTrail(start);
    }

    /** What comes after the line end at {@code end} is another command's. */
    void beginRegion(Region next, int end, @Nullable String title) {
        region = next;
        this.title = title;
        open = null;
        before = NONE;
        pending.clear();
        trail = 0;
        at = end + 1;
    }

    private void keepTrail(int to) {
        if (trail == 0 || open == null) {
            return;
        }
        int end = at;
        int lines = 0;
        while (lines < trail && end < to) {
            end = Bytes.newline(bytes, end, to) + 1;
            lines++;
        }
        keep(bytes, at, end, lines, open.nextLine());
        at = end;
        trail -= lines;
    }

    /** Keeps whole lines. */
    private void keep(byte[] source, int start, int end, int lines, long firstLine) {
        if (pending.isEmpty() && end - start <= LineSplitter.LONGEST && lines > 0) {
            // Nothing to mark, and nothing to shorten: most are.
            passage(firstLine).addLines(source, start, end, lines);
            return;
        }
        long number = firstLine;
        for (int i = start; i < end; number++) {
            int newline = Bytes.newline(source, i, end);
            add(source, i, newline - i, number);
            i = newline + 1;
        }
    }

    private Passage passage(long number) {
        Passage passage = open;
        if (passage == null || passage.nextLine() != number) {
            passage = new Passage(number, title);
            open = passage;
            region.add(passage);
        }
        return passage;
    }

    private void add(byte[] source, int offset, int length, long number) {
        Passage passage = passage(number);
        Passage.Mark mark = mark(number);
        if (mark != null) {
            passage.marks.add(mark);
        }
        if (mark != null && mark.hidden()) {
            passage.add(NONE, 0, 0);
        } else if (length > LineSplitter.LONGEST) {
            passage.add(LineSplitter.cut(source, offset, offset + length), 0, LineSplitter.LONGEST);
        } else {
            passage.add(source, offset, length);
        }
    }

    private Passage.@Nullable Mark mark(long number) {
        while (!pending.isEmpty() && pending.getFirst().line() < number) {
            pending.removeFirst();
        }
        return !pending.isEmpty() && pending.getFirst().line() == number ? pending.removeFirst() : null;
    }

    /** Where the last lines before {@code to} begin, of those that were not kept. */
    private int back(int to, int lines) {
        int first = to;
        for (int i = 0; i < lines && first > at; i++) {
            first = Bytes.lineStart(bytes, at, first - 1);
        }
        return first;
    }

    /** The last lines before the stretch, at most so many. */
    private byte[] earlier(int lines) {
        if (at > from) {
            return NONE;
        }
        int first = before.length;
        for (int i = 0; i < lines && first > 0; i++) {
            first = Bytes.lineStart(before, 0, first - 1);
        }
        return Arrays.copyOfRange(before, first, before.length);
    }
}
