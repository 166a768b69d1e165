package io.destill.analysis;

import java.util.Arrays;

/**
 * Reads the log of a job that passed for the lines that would be candidates if it had failed. Memory does not grow with the
 * log. One log, one thread.
 */
public final class PassedLog {

    /** Different lines noted of one log; more of them say nothing of a kind that these do not. */
    static final int MAX_LINES = 200_000;

    private final LineFilter filter;
    private final LineSplitter splitter = new LineSplitter(this::lines);
    private final Terminal terminal = new Terminal();
    private long[] hashes = new long[1024];
    private int size;
    private boolean full;

    public PassedLog(RuleSet rules) {
        filter = rules.filter();
    }

    /** Reads on; keeps none of the bytes. */
    public void read(byte[] bytes, int offset, int length) {
        splitter.read(bytes, offset, length);
    }

    /** Ends the log. To be called once, last. */
    public PassedLines finish() {
        splitter.finish();
        return PassedLines.of(Arrays.copyOf(hashes, size), 1);
    }

    private void lines(byte[] bytes, int from, int to) {
        LineFilter.Found found = filter.find(bytes, from, to);
        for (int i = 0; i < found.size() && !full; i++) {
            if ((found.meaning(i) & LineFilter.CANDIDATE) != 0) {
                line(bytes, found.start(i), found.end(i));
            }
        }
    }

    private void line(byte[] bytes, int start, int end) {
        String visible = end - start > LineSplitter.LONGEST
                ? terminal.visible(LineSplitter.cut(bytes, start, end), 0, LineSplitter.LONGEST)
                : terminal.visible(bytes, start, end - start);
        note(PassedLines.hash(Normalizer.normalize(visible)));
    }

    private void note(long hash) {
        if (size == hashes.length) {
            long[] different =
                    Arrays.stream(hashes, 0, size).sorted().distinct().toArray();
            size = different.length;
            hashes = Arrays.copyOf(different, size > hashes.length / 2 ? 2 * hashes.length : hashes.length);
            full = size >= MAX_LINES;
        }
        hashes[size++] = hash;
    }
}
