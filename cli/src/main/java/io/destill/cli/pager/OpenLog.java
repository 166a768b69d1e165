package io.destill.cli.pager;

import io.destill.analysis.Finding;
import io.destill.analysis.InkedLine;
import io.destill.analysis.LogAnalyzer;
import io.destill.analysis.LogGroup;
import io.destill.analysis.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A log on disk that is looked at while a thread of its own still reads it from its beginning to its end, for its lines, its
 * groups and its failures. Of the log, only what was looked at last is in memory. Thread-safe.
 */
public final class OpenLog implements AutoCloseable {

    /** What is read of a line at the most, in bytes; more is neither shown nor searched. */
    static final int MAX_LINE = LineIndex.STRIDE;

    private static final int BUFFER = 1 << 18;
    private static final int CACHED_LINES = 2_048;

    /** The way to a log, which may be a long one. */
    public interface Source {

        /** @throws IOException that says, as a sentence, why there is no log to be had */
        InputStream open() throws IOException, InterruptedException;
    }

    private final Source source;
    private final FileChannel file;
    private final boolean spooled;
    private final Supplier<RuleSet> rules;
    private final LineIndex index = new LineIndex();

    /** Of the lines that were looked at, the newest. */
    private final Map<Long, InkedLine> cache = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, InkedLine> eldest) {
            return size() > CACHED_LINES;
        }
    };

    private volatile List<LogGroup> groups = List.of();
    private volatile List<Finding> findings = List.of();
    private volatile @Nullable String problem;
    private volatile boolean analysed;
    private volatile boolean closed;

    private OpenLog(Source source, FileChannel file, boolean spooled, Supplier<RuleSet> rules) {
        this.source = source;
        this.file = file;
        this.spooled = spooled;
        this.rules = rules;
        Thread.ofPlatform().daemon().name("log-reader").start(this::read);
    }

    /**
     * Opens a log that is a file as it is.
     *
     * @param rules what counts as a failure in it; asked for by another thread
     */
    public static OpenLog ofFile(Path path, Supplier<RuleSet> rules) throws IOException {
        return new OpenLog(() -> Files.newInputStream(path), FileChannel.open(path), false, rules);
    }

    /**
     * Opens a log that comes from elsewhere: it is written to a file first, which is gone when the log is closed.
     *
     * @param log opened by another thread, and closed when it has been read
     * @param rules what counts as a failure in it; asked for by another thread
     */
    public static OpenLog of(Source log, Supplier<RuleSet> rules) throws IOException {
        Path path = Files.createTempFile("destill-", ".log");
        return new OpenLog(
                log,
                FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE),
                true,
                rules);
    }

    /** How many lines are known by now, at least. */
    public long lines() {
        return index.lines();
    }

    /** How many bytes have been read by now. */
    public long length() {
        return index.length();
    }

    /** Whether all its lines are known; {@link #problem} says if that failed. */
    public boolean isComplete() {
        return index.isComplete();
    }

    /** Whether all its groups and failures are known. */
    public boolean isAnalysed() {
        return analysed;
    }

    /** Why not all of it could be read, as a sentence; null if nothing went wrong so far. */
    public @Nullable String problem() {
        return problem;
    }

    /** The groups that are known by now, in their order. */
    public List<LogGroup> groups() {
        return groups;
    }

    /** Its failures, best first; none until all of it has been read. */
    public List<Finding> findings() {
        return findings;
    }

    private void read() {
        try (InputStream log = source.open()) {
            index(log);
        } catch (IOException e) {
            problem = lines() == 0 ? e.getMessage() : "The rest of this log cannot be read: " + e.getMessage();
        } catch (InterruptedException e) {
            problem = "The log was not fetched.";
        } finally {
            index.complete();
        }
        try {
            analyse();
        } catch (IOException e) {
            problem = "This log cannot be read again: " + e.getMessage();
        } finally {
            analysed = true;
        }
    }

    /** Finds the lines; a person waits for this. */
    private void index(InputStream log) throws IOException {
        byte[] bytes = new byte[BUFFER];
        for (int count = log.read(bytes); count >= 0 && !closed; count = log.read(bytes)) {
            if (spooled) {
                write(ByteBuffer.wrap(bytes, 0, count), index.length());
            }
            index.add(bytes, 0, count);
        }
    }

    /** Finds what is in the lines, which takes longer. */
    private void analyse() throws IOException {
        LogAnalyzer analyzer = new LogAnalyzer(rules.get());
        byte[] bytes = new byte[BUFFER];
        long end = index.length();
        for (long at = 0; at < end && !closed; ) {
            int count = file.read(ByteBuffer.wrap(bytes, 0, (int) Math.min(bytes.length, end - at)), at);
            if (count < 0) {
                break;
            }
            at += count;
            analyzer.read(bytes, 0, count);
            groups = analyzer.groups();
        }
        if (!closed) {
            findings = analyzer.finish();
            groups = analyzer.groups();
        }
    }

    private void write(ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += file.write(bytes, position);
        }
    }

    /**
     * One line as a person sees it.
     *
     * @param number counted from 1
     * @return null if it is not known, or not yet
     * @throws IOException if the file cannot be read
     */
    public @Nullable InkedLine line(long number) throws IOException {
        if (number < 1 || number > lines()) {
            return null;
        }
        synchronized (cache) {
            InkedLine cached = cache.get(number);
            // The last line may have grown since.
            if (cached == null || (!isComplete() && number == lines())) {
                load(index.of(number), number);
                cached = cache.get(number);
            }
            return cached;
        }
    }

    /** Puts a line and those around it into the cache. */
    private void load(LineIndex.Stretch stretch, long number) throws IOException {
        long first = Math.max(1, number - CACHED_LINES / 4);
        long last = number + CACHED_LINES / 4;
        lines(stretch, (at, bytes, from, to) -> {
            if (at >= first && at <= last) {
                cache.put(at, InkedLine.of(bytes, from, to - from));
            }
            return at < last;
        });
    }

    /**
     * The next line that holds a match, as a person sees it.
     *
     * @param from the first line to look at
     * @param forward whether to look at the lines after it next, or at those before
     * @param cancelled asked now and then; ends the search
     * @return its number; 0 if there is none, or the search was cancelled
     * @throws IOException if the file cannot be read
     */
    public long find(Pattern pattern, long from, boolean forward, BooleanSupplier cancelled) throws IOException {
        long line = from;
        while (line >= 1 && line <= lines() && !cancelled.getAsBoolean()) {
            LineIndex.Stretch stretch = index.of(line);
            long start = line;
            long[] found = {0, stretch.line()};
            lines(stretch, (number, bytes, first, last) -> {
                found[1] = number + 1;
                boolean wanted = forward ? number >= start : number <= start;
                if (wanted
                        && pattern.matcher(InkedLine.text(bytes, first, last - first))
                                .find()) {
                    found[0] = number;
                    return !forward;
                }
                return forward || number < start;
            });
            if (found[0] > 0) {
                return found[0];
            }
            line = forward ? Math.max(line + 1, found[1]) : stretch.line() - 1;
        }
        return 0;
    }

    private interface LineVisitor {
        /** @return whether to go on */
        boolean line(long number, byte[] bytes, int from, int to);
    }

    /** Goes through the lines of a stretch; of a line longer than {@link #MAX_LINE}, its head. */
    private void lines(LineIndex.Stretch stretch, LineVisitor visitor) throws IOException {
        byte[] bytes = new byte[(int) Math.min(stretch.end() - stretch.start(), LineIndex.STRIDE + MAX_LINE)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, stretch.start() + buffer.position()) < 0) {
                break;
            }
        }
        int end = buffer.position();
        long number = stretch.line();
        for (int start = 0; start < end; number++) {
            int newline = start;
            while (newline < end && bytes[newline] != '\n') {
                newline++;
            }
            if (!visitor.line(number, bytes, start, newline)) {
                return;
            }
            start = newline + 1;
        }
    }

    /** Lets go of the file. What is read or searched at the moment ends. */
    @Override
    public void close() throws IOException {
        closed = true;
        file.close();
    }
}
