package io.destill.analysis;

import java.util.Arrays;
import java.util.Collection;

/**
 * What logs of jobs that passed hold of lines that could be taken for failures: the hashes of these lines, normalized. A line
 * that is among them did not break a build by itself. Immutable, thread-safe.
 */
public final class PassedLines {

    /** For when no log of a job that passed is at hand. */
    public static final PassedLines NONE = new PassedLines(new long[0], 0);

    /** Digits of a {@link Normalizer#hash} that are kept: two of a million lines meet with a chance of 1 to 37 million. */
    private static final int DIGITS = 16;

    private final long[] sorted;
    private final int logs;

    private PassedLines(long[] sorted, int logs) {
        this.sorted = sorted;
        this.logs = logs;
    }

    /**
     * @param hashes as {@link #hashes()} gave them, in any order, made with the same {@link Normalizer#VERSION}
     * @param logs how many logs they are from
     */
    public static PassedLines of(long[] hashes, int logs) {
        return new PassedLines(Arrays.stream(hashes).sorted().distinct().toArray(), logs);
    }

    /** What a normalized line is known by: the first 64 bits of its {@link Normalizer#hash}. */
    static long hash(String normalized) {
        return Long.parseUnsignedLong(Normalizer.hash(normalized).substring(0, DIGITS), 16);
    }

    boolean contains(String normalized) {
        return Arrays.binarySearch(sorted, hash(normalized)) >= 0;
    }

    /** What several hold together. */
    public static PassedLines union(Collection<PassedLines> parts) {
        return of(
                parts.stream().flatMapToLong(part -> Arrays.stream(part.sorted)).toArray(),
                parts.stream().mapToInt(PassedLines::logs).sum());
    }

    /** Each once, in ascending order; to be stored with {@link Normalizer#VERSION}. */
    public long[] hashes() {
        return sorted.clone();
    }

    /** How many logs they are from; 0 if there is nothing to compare with. */
    public int logs() {
        return logs;
    }
}
