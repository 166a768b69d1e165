package io.destill.analysis;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;

/** A log with each line in the form that its hash is made of: what is left to compare when two runs are compared. */
public final class NormalizedLog {

    private static final int BUFFER = 1 << 16;

    private final Terminal terminal = new Terminal();
    private final Writer out;

    private NormalizedLog(Writer out) {
        this.out = out;
    }

    /**
     * Writes one line for each line of a log, ended by {@code \n}, as it is read. Memory does not grow with the log: a line
     * longer than a person sees is cut as the analysis cuts it. Neither stream is closed.
     */
    public static void write(InputStream log, Writer out) throws IOException {
        Writer buffered = new BufferedWriter(out, BUFFER);
        NormalizedLog normalized = new NormalizedLog(buffered);
        LineSplitter splitter = LineSplitter.ofLines(normalized::line);
        byte[] bytes = new byte[BUFFER];
        try {
            for (int read = log.read(bytes); read >= 0; read = log.read(bytes)) {
                splitter.read(bytes, 0, read);
                if (log.available() == 0) {
                    buffered.flush();
                }
            }
            splitter.finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        buffered.flush();
    }

    private void line(byte[] bytes, int offset, int length) {
        try {
            out.write(Normalizer.normalize(terminal.visible(bytes, offset, length)));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
