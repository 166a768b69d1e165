package io.destill.ingestion;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads bytes as valid UTF-8: each maximal ill-formed subsequence comes out as one U+FFFD, as the Unicode standard (section
 * 3.9) recommends and Java's own decoder does. The result depends on the bytes alone, not on how many of them a read gets.
 *
 * <p>Bytes that are valid, which a log's nearly always are, are read into the caller's array and only looked at. A character
 * that a read cuts in two is kept back for the next one. Where the underlying stream throws, what it gave before comes
 * first. Not thread-safe.
 */
final class ValidUtf8InputStream extends InputStream {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final byte[] NONE = {};

    /** Where the caller's room is smaller than this, its bytes take the slow way. */
    private static final int LEAST_ROOM = 16;

    private final InputStream raw;

    /** The raw bytes of a character whose rest has not been read. */
    private byte[] begun = NONE;

    /** Valid bytes that the caller's array had no room for, from {@code readyOffset} on. */
    private byte[] ready = NONE;

    private int readyOffset;
    private boolean ended;
    private @Nullable IOException failure;

    ValidUtf8InputStream(InputStream raw) {
        this.raw = raw;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (readyOffset == ready.length && !ended) {
            boolean direct = length >= LEAST_ROOM;
            byte[] bytes = direct ? target : new byte[LEAST_ROOM];
            int from = direct ? offset : 0;
            int to = readCharacters(bytes, from, from + (direct ? length : LEAST_ROOM));
            if (direct && to > from && isValid(bytes, from, to)) {
                return to - from;
            }
            ready = new String(bytes, from, to - from, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            readyOffset = 0;
        }
        int n = Math.min(length, ready.length - readyOffset);
        if (n > 0) {
            System.arraycopy(ready, readyOffset, target, offset, n);
            readyOffset += n;
            return n;
        }
        if (failure != null) {
            throw failure;
        }
        return -1;
    }

    /** Reads once, without a character that is cut in two at the end. Returns where the bytes end. */
    private int readCharacters(byte[] bytes, int from, int limit) {
        System.arraycopy(begun, 0, bytes, from, begun.length);
        int to = from + begun.length;
        int n;
        try {
            n = raw.read(bytes, to, limit - to);
        } catch (IOException e) {
            failure = e;
            n = -1;
        } catch (RuntimeException e) {
            failure = new IOException("reading it failed unexpectedly (" + e + ")", e);
            n = -1;
        }
        if (n < 0) {
            ended = true;
            begun = NONE;
            return to;
        }
        to += n;
        int cut = lastBoundary(bytes, from, to);
        begun = cut == to ? NONE : Arrays.copyOfRange(bytes, cut, to);
        return cut;
    }

    /** The end, or the start of the character that goes on past it. */
    private static int lastBoundary(byte[] bytes, int from, int to) {
        for (int i = to - 1; i >= Math.max(from, to - 3); i--) {
            if (!isContinuation(bytes[i])) {
                return i + announcedLength(bytes[i]) > to ? i : to;
            }
        }
        return to;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }

    private static int announcedLength(byte first) {
        int b = first & 0xff;
        return b < 0xc2 || b > 0xf4 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    }

    /** Whether the bytes are well-formed, by table 3-7 of the Unicode standard. */
    private static boolean isValid(byte[] bytes, int from, int to) {
        int i = from;
        while (true) {
            while (i <= to - Long.BYTES && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
                i += Long.BYTES;
            }
            if (i == to) {
                return true;
            }
            int length = bytes[i] >= 0 ? 1 : wellFormedLength(bytes, i, to);
            if (length == 0) {
                return false;
            }
            i += length;
        }
    }

    /** The length of the well-formed character of several bytes at {@code i}, 0 if there is none. */
    private static int wellFormedLength(byte[] bytes, int i, int to) {
        int length = announcedLength(bytes[i]);
        if (length == 1 || i + length > to) {
            return 0;
        }
        int second = bytes[i + 1] & 0xff;
        boolean wellFormed = switch (bytes[i] & 0xff) {
            case 0xe0 -> second >= 0xa0 && second <= 0xbf;
            case 0xed -> second >= 0x80 && second <= 0x9f;
            case 0xf0 -> second >= 0x90 && second <= 0xbf;
            case 0xf4 -> second >= 0x80 && second <= 0x8f;
            default -> second >= 0x80 && second <= 0xbf;
        };
        for (int k = 2; k < length; k++) {
            wellFormed &= isContinuation(bytes[i + k]);
        }
        return wellFormed ? length : 0;
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
