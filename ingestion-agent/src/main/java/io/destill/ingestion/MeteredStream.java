package io.destill.ingestion;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongConsumer;

/** Counts the bytes that are read and tells how many, now and then. For one thread. */
final class MeteredStream extends FilterInputStream {

    private final long intervalNanos;
    private final LongConsumer report;
    private long bytes;
    private long reportedAt = System.nanoTime();

    /** @param interval the least time between two reports */
    MeteredStream(InputStream in, Duration interval, LongConsumer report) {
        super(in);
        this.intervalNanos = interval.toNanos();
        this.report = report;
    }

    /** How many bytes were read so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = super.read(target, offset, length);
        if (n > 0) {
            bytes += n;
            long now = System.nanoTime();
            if (now - reportedAt >= intervalNanos) {
                reportedAt = now;
                report.accept(bytes);
            }
        }
        return n;
    }
}
