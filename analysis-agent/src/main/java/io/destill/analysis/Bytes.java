package io.destill.analysis;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches of bytes, eight at a time: within a register, as in Lamport, Communications of the ACM 18(8), 1975. */
final class Bytes {

    static final long ONES = 0x0101010101010101L;
    static final long HIGHS = 0x8080808080808080L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long NEWLINES = '\n' * ONES;

    private Bytes() {}

    /** Four bytes, the first one lowest. */
    static int four(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    /** Eight bytes, the first one lowest. */
    static long eight(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** The index of the first {@code \n}; {@code to} if there is none. */
    static int newline(byte[] bytes, int from, int to) {
        return index(NEWLINES, bytes, from, to);
    }

    /**
     * The index of the first byte of one kind; {@code to} if there is none.
     *
     * @param eight the byte, eight times
     */
    static int index(long eight, byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long found = zeroes(eight(bytes, i) ^ eight);
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && bytes[i] != (byte) eight) {
            i++;
        }
        return i;
    }

    /** The start of the line that {@code at} stands in, or right after: behind the last {@code \n} before {@code at}. */
    static int lineStart(byte[] bytes, int from, int at) {
        int i = at;
        while (i > from && bytes[i - 1] != '\n') {
            i--;
        }
        return i;
    }

    /** The high bit of each byte that is zero. */
    private static long zeroes(long word) {
        return ~(((word & ~HIGHS) + ~HIGHS) | word | ~HIGHS);
    }
}
