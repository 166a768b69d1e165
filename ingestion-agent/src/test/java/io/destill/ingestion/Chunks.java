package io.destill.ingestion;

import io.destill.contracts.BuildRef;
import io.destill.contracts.LogChunk;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Chunks for tests to look at. */
final class Chunks {

    private static final BuildRef BUILD =
            new BuildRef("file", "file:///tmp/build.log", "build.log", null, null, null, null, null, null);

    private Chunks() {}

    static Chunker chunker(InputStream log, int size) {
        return new Chunker(log, "request", BUILD, LocalLog.jobNamed("build.log"), size);
    }

    static List<LogChunk> of(InputStream log, int size) throws InterruptedException {
        return of(chunker(log, size));
    }

    static List<LogChunk> of(InputStream log, int size, long limit) throws InterruptedException {
        return of(new Chunker(log, "request", BUILD, LocalLog.jobNamed("build.log"), size, limit, false));
    }

    private static List<LogChunk> of(Chunker chunker) throws InterruptedException {
        List<LogChunk> chunks = new ArrayList<>();
        for (LogChunk chunk = chunker.next(); chunk != null; chunk = chunker.next()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    static List<LogChunk> of(JobLog log, int size) throws Exception {
        try (InputStream stream = log.open()) {
            return of(stream, size);
        }
    }

    static byte[] content(List<LogChunk> chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (LogChunk chunk : chunks) {
            all.write(
                    chunk.content().array(),
                    chunk.content().offset(),
                    chunk.content().length());
        }
        return all.toByteArray();
    }
}
