package io.destill.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mockwebserver3.MockResponseBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;

/** Bytes to send, from a file or from memory: files are streamed. */
final class Content implements MockResponseBody {

    private static final int CHUNK = 8 * 1024;

    private final Opener opener;
    private final long skip;
    private final long length;
    private final boolean chunked;
    private final boolean whole;

    private Content(Opener opener, long skip, long length, boolean chunked, boolean whole) {
        this.opener = opener;
        this.skip = skip;
        this.length = length;
        this.chunked = chunked;
        this.whole = whole;
    }

    static Content of(Path file) {
        try {
            return new Content(() -> Okio.source(file), 0, Files.size(file), false, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Content of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Content(() -> new Buffer().write(bytes), 0, bytes.length, false, true);
    }

    Content last(long bytes) {
        long kept = Math.min(bytes, length);
        return new Content(opener, skip + length - kept, kept, chunked, whole);
    }

    /** Without what comes after so many bytes, and without the mark of its end. */
    Content cutAfter(long bytes) {
        return new Content(opener, skip, Math.min(bytes, length), chunked, false);
    }

    /** In chunks, as HTTP/1.1 frames them. */
    Content chunked() {
        return new Content(opener, skip, length, true, whole);
    }

    long length() {
        return length;
    }

    /** Unknown to the server that sends it, so that headers can say something else. */
    @Override
    public long getContentLength() {
        return -1;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        try (BufferedSource source = Okio.buffer(opener.open())) {
            source.skip(skip);
            if (!chunked) {
                sink.write(source, length);
                return;
            }
            for (long left = length; left > 0; left -= Math.min(left, CHUNK)) {
                long size = Math.min(left, CHUNK);
                sink.writeHexadecimalUnsignedLong(size).writeUtf8("\r\n");
                sink.write(source, size);
                sink.writeUtf8("\r\n");
            }
            if (whole) {
                sink.writeUtf8("0\r\n\r\n");
            }
        }
    }

    private interface Opener {
        Source open() throws IOException;
    }
}
