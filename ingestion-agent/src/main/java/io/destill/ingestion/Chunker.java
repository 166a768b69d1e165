package io.destill.ingestion;

import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one job's log into {@link LogChunk}s while it is read.
 *
 * <p>Each chunk is read into an array of its own, which the chunk then keeps; only the line that the cut falls into is
 * copied, to the next one. The array has room for one byte more than a chunk may hold: if that byte comes, there is more
 * to the log, and a chunk therefore knows whether it is the last when it is made. Memory is one chunk's, however long a
 * line is. Not thread-safe.
 */
public final class Chunker {

    /** The most content that a chunk holds by default, in bytes. */
    public static final int DEFAULT_SIZE = 512 * 1024;

    /** A character must fit a chunk. */
    private static final int SMALLEST_SIZE = 4;

    private final InputStream log;
    private final String requestId;
    private final BuildRef build;
    private final JobRef job;
    private final int size;
    private final long limit;
    private final boolean passedFollow;

    private int index;
    private long given;
    private long line = 1;
    private boolean midLine;
    private boolean ended;

    /** What was read of the next chunk already. */
    private Utf8 carried = Utf8.EMPTY;

    /**
     * @param log read to its end, not closed; a read that throws {@link IOException} ends the log as incomplete
     * @param size the most content that a chunk holds, in bytes; at least 4
     */
    public Chunker(InputStream log, String requestId, BuildRef build, JobRef job, int size) {
        this(log, requestId, build, job, size, Long.MAX_VALUE, false);
    }

    /**
     * @param limit the most content that all chunks hold, in bytes; a log that is longer ends there as incomplete
     * @param passedFollow whether the last chunk is to say that logs of jobs that passed follow
     */
    Chunker(InputStream log, String requestId, BuildRef build, JobRef job, int size, long limit, boolean passedFollow) {
        if (size < SMALLEST_SIZE) {
            throw new IllegalArgumentException("a chunk must hold at least " + SMALLEST_SIZE + " bytes, not " + size);
        }
        this.log = new ValidUtf8InputStream(log);
        this.requestId = requestId;
        this.build = build;
        this.job = job;
        this.size = size;
        this.limit = limit;
        this.passedFollow = passedFollow;
    }

    /**
     * Reads the next chunk.
     *
     * @return null after the last one; an empty log is one empty chunk
     * @throws InterruptedException if the read was cut short because this thread was interrupted
     */
    public @Nullable LogChunk next() throws InterruptedException {
        if (ended) {
            return null;
        }
        byte[] bytes = new byte[size + 1];
        int filled = carried.length();
        System.arraycopy(carried.array(), carried.offset(), bytes, 0, filled);
        String failure = null;
        try {
            while (filled <= size) {
                int n = log.read(bytes, filled, bytes.length - filled);
                if (n < 0) {
                    break;
                }
                filled += n;
            }
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            failure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
        ended = filled <= size;
        int end = ended ? filled : cut(bytes);
        carried = Utf8.wrap(bytes, end, filled - end);
        given += end;
        if (!ended && given + size > limit) {
            ended = true;
            failure = "no more than " + limit / 1_000_000
                    + " MB of a log can be passed on; raise DESTILL_NATS_LOGS_MAX_BYTES";
        }
        return chunk(bytes, end, failure);
    }

    /** Where to end a chunk of which there is more than fits: after its last line end, else before a character. */
    private int cut(byte[] bytes) {
        for (int i = size; i > 0; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        int end = size;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return end;
    }

    private LogChunk chunk(byte[] bytes, int length, @Nullable String failure) {
        long newlines = Utf8.newlines(bytes, 0, length);
        boolean endsLine = length > 0 && bytes[length - 1] == '\n';
        long lineStart = line;
        long lineEnd = length == 0 ? lineStart - 1 : endsLine ? lineStart + newlines - 1 : lineStart + newlines;
        boolean continued = midLine;
        midLine = length > 0 && !endsLine;
        line = lineStart + newlines;

        // A chunk may wait in memory among thousands: it keeps no array that is mostly empty.
        byte[] kept = length < bytes.length / 2 ? Arrays.copyOf(bytes, length) : bytes;
        String incomplete = failure == null ? null : "the log breaks off in line " + line + ": " + failure;
        return new LogChunk(
                requestId,
                build,
                job,
                index++,
                ended,
                lineStart,
                lineEnd,
                continued,
                Utf8.wrap(kept, 0, length),
                incomplete,
                null,
                ended && passedFollow,
                null);
    }
}
