package io.destill.cli.tui;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Bytes from a keyboard. A lone Esc, or one with the byte that may begin a key's sequence, is held back for a moment: over a
 * slow line, the rest of an arrow key may still be on its way.
 */
final class KeyInput extends InputStream {

    private static final long ESCAPE_WAIT = Duration.ofMillis(40).toNanos();

    private final InputStream keyboard;
    private final byte[] buffer = new byte[256];
    private int next;
    private int end;
    private long arrivedAt;

    KeyInput(InputStream keyboard) {
        this.keyboard = keyboard;
    }

    @Override
    public synchronized int available() throws IOException {
        int waiting = Math.min(keyboard.available(), buffer.length - end);
        if (waiting > 0) {
            fill(waiting);
        }
        boolean unfinished = end - next <= 2 && next < end && buffer[next] == 0x1b;
        return unfinished && System.nanoTime() - arrivedAt < ESCAPE_WAIT ? 0 : end - next;
    }

    @Override
    public synchronized int read() throws IOException {
        if (next == end && fill(buffer.length) < 0) {
            return -1;
        }
        int value = buffer[next++] & 0xff;
        rewindIfEmpty();
        return value;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (next == end && fill(buffer.length) < 0) {
            return -1;
        }
        int count = Math.min(length, end - next);
        System.arraycopy(buffer, next, bytes, offset, count);
        next += count;
        rewindIfEmpty();
        return count;
    }

    private int fill(int atMost) throws IOException {
        int count = keyboard.read(buffer, end, Math.min(atMost, buffer.length - end));
        if (count > 0) {
            end += count;
            arrivedAt = System.nanoTime();
        }
        return count;
    }

    private void rewindIfEmpty() {
        if (next == end) {
            next = 0;
            end = 0;
        }
    }
}
