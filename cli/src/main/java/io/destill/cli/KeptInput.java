package io.destill.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Standard input, of which what was read is kept in a file that nobody else sees and that is gone with the process. One thread
 * reads; what was kept can be read by any.
 */
final class KeptInput extends FilterInputStream {

    private static final long MOST = 1L << 30;

    private final FileChannel file;
    private final long most;
    private final AtomicLong kept = new AtomicLong();
    private volatile boolean full;

    /** @throws IOException if there is no place for the file */
    static KeptInput of(InputStream in) throws IOException {
        return new KeptInput(in, MOST);
    }

    /** @param most how many bytes are kept */
    KeptInput(InputStream in, long most) throws IOException {
        super(in);
        this.most = most;
        Path path = Files.createTempFile("destill-", ".log");
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count > 0 && !full) {
            keep(ByteBuffer.wrap(bytes, offset, (int) Math.min(count, most - kept.get())));
            if (kept.get() == most) {
                full = true;
            }
        }
        return count;
    }

    /** A disk that is full ends it; the analysis goes on. */
    private void keep(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                kept.addAndGet(file.write(bytes, kept.get()));
            }
        } catch (IOException e) {
            full = true;
        }
    }

    /** What was kept by now. */
    InputStream again() {
        return new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = at >= kept.get()
                        ? -1
                        : file.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, kept.get() - at)), at);
                at += Math.max(0, count);
                return count;
            }
        };
    }
}
