package io.destill.cli.pager;

import io.destill.analysis.InkedLine;
import io.destill.analysis.LogGroup;
import io.destill.cli.report.Cells;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** What is looked at of a log: moves in, rows out. It knows lines, not keys or cells of a screen. For one thread. */
public final class Pager {

    /** How far a line moves to the side at a time. In cells. */
    private static final int SIDE_STEP = 20;

    /**
     * A failure in the log.
     *
     * @param line the primary line, counted from 1
     * @param lineStart the first line of its span
     * @param lineEnd the last line of its span
     * @param confidence 0 to 1
     */
    public record Failure(long line, long lineStart, long lineEnd, double confidence) {

        private static final double LIKELY = 0.10;

        boolean isLikely() {
            return confidence >= LIKELY;
        }
    }

    /** What a line is to the failures. */
    public enum Mark {
        NONE,
        SPAN,
        PRIMARY
    }

    /**
     * A row of the view: a line, or with long lines wrapped a piece of one.
     *
     * @param number the line's, counted from 1
     * @param from the index of its first character that is shown
     * @param to the index after the last
     * @param matches the stretches of the line that match what is searched for; begin and end in turn
     * @param continued whether the piece goes on with the line of the row above
     * @param hidden how many lines are folded away below it; 0 unless it is the head of a folded group
     */
    public record Row(
            long number,
            InkedLine line,
            int from,
            int to,
            Mark mark,
            boolean current,
            boolean continued,
            List<Integer> matches,
            long hidden) {}

    private final OpenLog log;
    private List<Failure> failures = List.of();
    private boolean failuresGiven;
    private final Set<Long> folded = new HashSet<>();
    private int width = 80;
    private int height = 24;

    private long top = 1;
    private long current = 1;
    private int side;
    private boolean wrapping;

    /** A line that is gone to as soon as it is known; 0 if none is. */
    private long awaited;

    private @Nullable Pattern pattern;
    private @Nullable Search search;
    private String notice = "";

    /** Finds the failures itself. */
    public Pager(OpenLog log) {
        this.log = log;
    }

    /** @param failures what is known of the log already */
    public Pager(OpenLog log, List<Failure> failures) {
        this.log = log;
        show(failures);
        failuresGiven = true;
    }

    /** What is unlikely is not marked where something likelier is there. */
    private void show(List<Failure> found) {
        boolean anyLikely = found.stream().anyMatch(Failure::isLikely);
        failures = found.stream()
                .filter(failure -> failure.isLikely() || !anyLikely)
                .sorted(Comparator.comparingLong(Failure::line))
                .toList();
    }

    /** How much room there is, without what stands around the text. In cells. */
    public void resize(int columns, int rows) {
        width = Math.max(1, columns);
        height = Math.max(1, rows);
        keepInView();
    }

    /** Takes note of what other threads found; returns whether something changed. */
    public boolean tick() {
        boolean changed = false;
        if (!failuresGiven && log.isAnalysed()) {
            failuresGiven = true;
            show(log.findings().stream()
                    .map(finding ->
                            new Failure(finding.line(), finding.lineStart(), finding.lineEnd(), finding.confidence()))
                    .toList());
            changed = true;
        }
        if (awaited > 0 && (log.lines() > awaited || log.isComplete())) {
            goTo(awaited);
            changed = true;
        }
        Search running = search;
        if (running != null && running.isDone()) {
            search = null;
            finish(running);
            changed = true;
        }
        return changed;
    }

    private void finish(Search ended) {
        String problem = ended.problem();
        if (problem != null) {
            notice = problem;
        } else if (ended.found() == 0) {
            notice = "Nothing in this log matches.";
        } else {
            goTo(ended.found());
            notice = ended.isWrapped() ? "Went on at the other end of the log." : "";
        }
    }

    /** Moves by so many visible lines, up if negative. */
    public void move(long by) {
        notice = "";
        for (long i = 0; i < Math.abs(by); i++) {
            long next = by > 0 ? after(current) : before(current);
            if (next == 0) {
                break;
            }
            current = next;
        }
        keepInView();
    }

    public void page(int by) {
        int rows = Math.max(1, height - 1);
        move((long) by * rows);
    }

    /** Makes the line of a row the current one. */
    public void pick(int row) {
        try {
            List<Row> rows = rows();
            if (row >= 0 && row < rows.size()) {
                current = rows.get(row).number();
                notice = "";
            }
        } catch (IOException e) {
            notice = "The log cannot be read: " + e.getMessage();
        }
    }

    /** Says something to the person until the next move. */
    public void notice(String sentence) {
        notice = sentence;
    }

    /** Shows a line in the middle, as soon as it is known; beyond the end, the last one. */
    public void goTo(long line) {
        notice = "";
        if (line > log.lines() && !log.isComplete()) {
            awaited = line;
            return;
        }
        awaited = 0;
        current = Math.clamp(line, 1, Math.max(1, log.lines()));
        LogGroup group = group(current);
        if (group != null && group.line() != current) {
            folded.remove(group.line());
        }
        top = current;
        for (int i = 0; i < height / 2; i++) {
            long above = before(top);
            if (above == 0) {
                break;
            }
            top = above;
        }
        keepInView();
    }

    /** Goes to the next failure below, or above. */
    public void failure(boolean forward) {
        if (failures.isEmpty()) {
            notice = failuresGiven ? "No failure was found in this log." : "Still looking for failures.";
            return;
        }
        Failure next = null;
        for (Failure failure : failures) {
            if (forward ? failure.line() > current && next == null : failure.line() < current) {
                next = failure;
            }
        }
        if (next == null) {
            notice = forward ? "No failure below." : "No failure above.";
        } else {
            goTo(next.line());
        }
    }

    /** Folds or unfolds the group of the current line. */
    public void fold() {
        notice = "";
        LogGroup group = group(current);
        if (group == null) {
            notice = "This line stands in no group.";
        } else if (!folded.remove(group.line())) {
            folded.add(group.line());
            current = group.line();
            keepInView();
        }
    }

    /** Folds all groups, or unfolds all if one is folded. */
    public void foldAll() {
        notice = "";
        if (folded.isEmpty()) {
            log.groups().forEach(group -> folded.add(group.line()));
            LogGroup group = group(current);
            current = group == null ? current : group.line();
            notice = folded.isEmpty() ? "There are no groups in this log." : "";
        } else {
            folded.clear();
        }
        top = isHidden(top) ? current : top;
        keepInView();
    }

    /** Wraps long lines, or cuts them. */
    public void wrap() {
        wrapping = !wrapping;
        side = 0;
        keepInView();
    }

    /** Moves cut lines to the side. */
    public void side(boolean right) {
        side = wrapping ? 0 : Math.max(0, side + (right ? SIDE_STEP : -SIDE_STEP));
    }

    /** Searches from the current line on; an empty text ends the search. */
    public void search(String typed) {
        cancelSearch();
        notice = "";
        pattern = null;
        if (typed.isEmpty()) {
            return;
        }
        try {
            pattern = Search.pattern(typed);
        } catch (PatternSyntaxException e) {
            notice = "This is no regular expression: " + e.getDescription().toLowerCase(Locale.ROOT) + ".";
            return;
        }
        search = Search.begin(log, pattern, current, true);
    }

    /** Goes to the next match below, or above. */
    public void match(boolean forward) {
        Pattern wanted = pattern;
        if (wanted == null) {
            notice = "Nothing is searched for; / begins.";
            return;
        }
        cancelSearch();
        search = Search.begin(log, wanted, current + (forward ? 1 : -1), forward);
    }

    /** Ends what is under way, or else what is marked; returns whether there was anything. */
    public boolean escape() {
        boolean any = search != null || pattern != null || awaited > 0;
        cancelSearch();
        pattern = null;
        awaited = 0;
        notice = "";
        return any;
    }

    private void cancelSearch() {
        if (search != null) {
            search.cancel();
            search = null;
        }
    }

    /** What there is to say now; empty if nothing. */
    public String notice() {
        if (search != null) {
            return "Searching…  Esc ends it.";
        }
        if (log.lines() == 0 && !log.isComplete()) {
            return "Fetching the log…";
        }
        if (awaited > 0) {
            return "Reading up to the line: " + log.lines() + " lines so far.";
        }
        String problem = log.problem();
        return notice.isEmpty() && problem != null ? problem : notice;
    }

    public long current() {
        return current;
    }

    public boolean wrapping() {
        return wrapping;
    }

    public OpenLog log() {
        return log;
    }

    public List<Failure> failures() {
        return failures;
    }

    /** The group that the topmost line stands in. */
    public @Nullable LogGroup group() {
        return group(current);
    }

    /** What is to be seen, from the top, at most as many as there is room for. */
    public List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (long number = top; number != 0 && rows.size() < height; number = after(number)) {
            InkedLine line = log.line(number);
            if (line == null) {
                break;
            }
            add(rows, number, line);
        }
        return rows.subList(0, Math.min(rows.size(), height));
    }

    private void add(List<Row> rows, long number, InkedLine line) {
        String text = line.text();
        List<Integer> matches = matches(text);
        Mark mark = mark(number);
        long hidden = folded.contains(number) ? end(number) - number : 0;
        boolean continued = false;
        int from = wrapping ? 0 : Cells.fitting(text, 0, side);
        do {
            int to = Cells.fitting(text, from, width);
            // A wide character in a very narrow window.
            to = to == from && to < text.length() ? text.offsetByCodePoints(from, 1) : to;
            rows.add(new Row(number, line, from, to, mark, number == current, continued, matches, hidden));
            from = to;
            continued = true;
        } while (wrapping && from < text.length() && rows.size() < height);
    }

    private List<Integer> matches(String text) {
        if (pattern == null) {
            return List.of();
        }
        List<Integer> matches = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        try {
            while (matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    matches.add(matcher.start());
                    matches.add(matcher.end());
                }
            }
        } catch (StackOverflowError e) {
            matches.clear();
        }
        return matches;
    }

    private Mark mark(long number) {
        Mark mark = Mark.NONE;
        for (Failure failure : failures) {
            if (failure.line() == number) {
                return Mark.PRIMARY;
            }
            mark = number >= failure.lineStart() && number <= failure.lineEnd() ? Mark.SPAN : mark;
        }
        return mark;
    }

    /** Moves the view as little as it takes to show the current line, and no empty rows while there are lines above. */
    private void keepInView() {
        if (current < top) {
            top = current;
        }
        int room = height - rowsOf(current);
        for (long highest = current; highest > top; ) {
            highest = before(highest);
            room -= rowsOf(highest);
            if (room < 0) {
                top = after(highest);
                return;
            }
        }
        for (long below = after(current); below != 0 && room > 0; below = after(below)) {
            room -= rowsOf(below);
        }
        for (long above = before(top); above != 0 && rowsOf(above) <= room; above = before(top)) {
            room -= rowsOf(above);
            top = above;
        }
    }

    private int rowsOf(long number) {
        if (!wrapping) {
            return 1;
        }
        try {
            InkedLine line = log.line(number);
            return line == null ? 1 : Math.max(1, (Cells.width(line.text()) + width - 1) / width);
        } catch (IOException e) {
            return 1;
        }
    }

    /** The visible line below; 0 if there is none. */
    private long after(long line) {
        long next = folded.contains(line) ? end(line) + 1 : line + 1;
        return next > log.lines() ? 0 : next;
    }

    /** The visible line above; 0 if there is none. */
    private long before(long line) {
        if (line <= 1) {
            return 0;
        }
        LogGroup group = group(line - 1);
        return group != null && folded.contains(group.line()) ? group.line() : line - 1;
    }

    private boolean isHidden(long line) {
        LogGroup group = group(line);
        return group != null && group.line() != line && folded.contains(group.line());
    }

    private @Nullable LogGroup group(long line) {
        int index = indexOfGroup(line);
        return index < 0 ? null : log.groups().get(index);
    }

    private int indexOfGroup(long line) {
        List<LogGroup> groups = log.groups();
        int low = 0;
        int high = groups.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (groups.get(middle).line() <= line) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** The last line of the group that begins with a line. */
    private long end(long head) {
        List<LogGroup> groups = log.groups();
        int next = indexOfGroup(head) + 1;
        return next < groups.size() ? groups.get(next).line() - 1 : log.lines();
    }
}
