package io.destill.cli.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How far a request is, on standard error: on a terminal one line that is written over, elsewhere a line now and then. For
 * one thread, except {@link #clear()}.
 */
public final class ProgressLine {

    private static final long TERMINAL_INTERVAL = Duration.ofMillis(100).toNanos();
    private static final long PLAIN_INTERVAL = Duration.ofSeconds(10).toNanos();

    private final PrintStream err;
    private final boolean terminal;
    private final boolean utf8;
    private final int width;
    private final LongSupplier nanoTime;
    private long shownAt;
    private boolean standing;
    private String last = "";

    /** @param width of the terminal, in cells; 0 if it is not known */
    public ProgressLine(PrintStream err, boolean terminal, boolean utf8, int width, LongSupplier nanoTime) {
        this.err = err;
        this.terminal = terminal;
        this.utf8 = utf8;
        this.width = width > 0 ? width : 80;
        this.nanoTime = nanoTime;
        this.shownAt = nanoTime.getAsLong();
    }

    /** Shows the state, unless one was shown a moment ago. */
    public synchronized void show(RequestState state) {
        long now = nanoTime.getAsLong();
        if (now - shownAt < (terminal ? TERMINAL_INTERVAL : PLAIN_INTERVAL)) {
            return;
        }
        shownAt = now;
        String text = Wording.progress(state);
        if (terminal) {
            String fitting = Cells.cut(text, width - 1);
            err.print("\r" + (utf8 ? fitting : SafeText.ascii(fitting)) + "\u001b[K");
            standing = true;
        } else if (!text.equals(last)) {
            err.println("destill: " + text);
            last = text;
        }
        err.flush();
    }

    /** Takes the line away, so that something else can be written. */
    public synchronized void clear() {
        if (standing) {
            err.print("\r\u001b[K");
            err.flush();
            standing = false;
        }
    }
}
