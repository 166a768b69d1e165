package io.destill.ingestion;

import java.io.IOException;
import java.io.InputStream;

/** A stream whose reads never give a byte. */
final class BrokenStream extends InputStream {

    interface Failure {
        IOException fail() throws IOException;
    }

    private final Failure failure;

    BrokenStream(Failure failure) {
        this.failure = failure;
    }

    @Override
    public int read() throws IOException {
        throw failure.fail();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        throw failure.fail();
    }
}
