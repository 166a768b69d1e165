package io.destill.ingestion;

import io.destill.contracts.JobRef;
import io.destill.contracts.ProgressEvent.FailureKind;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file as one job's log, decoded if its name ends in {@code .gz}. */
record LocalLog(JobRef job, Path file) implements JobLog {

    private static final int GZIP_BUFFER = 64 * 1024;

    /** The job of a log of which nothing else is known. */
    static JobRef jobNamed(String name) {
        return new JobRef(name, name, null, null, "failed", null, false, 0, null, null);
    }

    @Override
    public InputStream open() throws SourceException {
        try {
            InputStream bytes = Files.newInputStream(file);
            return file.toString().endsWith(".gz") ? gunzip(bytes) : bytes;
        } catch (NoSuchFileException e) {
            throw new SourceException(
                    FailureKind.NOT_FOUND,
                    Files.isSymbolicLink(file)
                            ? file + " is a link to a file that does not exist. Remove the link or restore its target."
                            : "there is no file " + file + ". Check the path.",
                    e);
        } catch (AccessDeniedException e) {
            throw new SourceException(
                    FailureKind.BAD_REQUEST, file + " may not be read by this user. Check its permissions.", e);
        } catch (IOException e) {
            throw new SourceException(FailureKind.UNAVAILABLE, file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private InputStream gunzip(InputStream bytes) throws SourceException, IOException {
        try {
            return new Gunzipped(new GZIPInputStream(bytes, GZIP_BUFFER));
        } catch (ZipException | EOFException e) {
            bytes.close();
            throw new SourceException(
                    FailureKind.BAD_REQUEST,
                    file + " is named .gz but does not begin with gzip data. If it is plain text, name it without .gz;"
                            + " if it was cut short, fetch it again.",
                    e);
        }
    }

    /** Says what is wrong with the file where the decoder would only say what is wrong with its input. */
    private static final class Gunzipped extends FilterInputStream {

        Gunzipped(GZIPInputStream decoder) {
            super(decoder);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (EOFException e) {
                throw new IOException("the gzip file is cut short", e);
            } catch (ZipException e) {
                throw new IOException("the gzip file is damaged (" + e.getMessage() + ")", e);
            }
        }
    }
}
