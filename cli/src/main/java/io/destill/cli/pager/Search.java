package io.destill.cli.pager;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A search for one match, on a thread of its own: a large log takes seconds, and keys are answered meanwhile. */
final class Search {

    /** Stands before a search for a regular expression; anything else is searched for as it is. */
    static final String REGEX = "re:";

    private static final int NOTICE_GROWTH_MS = 20;

    private final OpenLog log;
    private final Pattern pattern;
    private final boolean forward;
    private volatile boolean cancelled;
    private volatile boolean done;
    private volatile long found;
    private volatile boolean wrapped;
    private volatile @Nullable String problem;

    private Search(OpenLog log, Pattern pattern, boolean forward) {
        this.log = log;
        this.pattern = pattern;
        this.forward = forward;
    }

    /** @param from where to begin; after the end, or before the beginning, it goes on at the other one */
    static Search begin(OpenLog log, Pattern pattern, long from, boolean forward) {
        Search search = new Search(log, pattern, forward);
        Thread.ofPlatform().daemon().name("log-search").start(() -> search.run(from));
        return search;
    }

    /**
     * Reads what a person typed: capitals only count where there are any.
     *
     * @throws PatternSyntaxException if it is a regular expression that is none
     */
    static Pattern pattern(String typed) {
        boolean regex = typed.startsWith(REGEX);
        String wanted = regex ? typed.substring(REGEX.length()) : typed;
        int anyCase =
                wanted.equals(wanted.toLowerCase(Locale.ROOT)) ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        return Pattern.compile(wanted, anyCase | (regex ? 0 : Pattern.LITERAL));
    }

    private void run(long from) {
        try {
            long line = look(from);
            if (line == 0 && !cancelled) {
                wrapped = true;
                line = look(forward ? 1 : log.lines());
            }
            found = line;
        } catch (IOException e) {
            problem = "The log cannot be read: " + e.getMessage();
        } catch (StackOverflowError e) {
            problem = "This regular expression is too much for a line of this log.";
        } catch (InterruptedException e) {
            cancelled = true;
        } finally {
            done = true;
        }
    }

    /** Looks up to the end, also of a log whose end is not known yet. */
    private long look(long from) throws IOException, InterruptedException {
        long line = from;
        while (true) {
            boolean complete = log.isComplete() || !forward;
            long end = log.lines();
            long match = log.find(pattern, line, forward, () -> cancelled);
            if (match > 0 || complete || cancelled) {
                return match;
            }
            // The last line may have been half a line.
            line = Math.max(line, end);
            Thread.sleep(NOTICE_GROWTH_MS);
        }
    }

    void cancel() {
        cancelled = true;
    }

    /** Whether it has ended; what it found holds from then on. */
    boolean isDone() {
        return done;
    }

    /** The line of the match; 0 if there is none. */
    long found() {
        return found;
    }

    /** Whether the match lies beyond the end of the log, seen from where the search began. */
    boolean isWrapped() {
        return wrapped;
    }

    @Nullable
    String problem() {
        return problem;
    }
}
