package io.destill.analysis;

import io.destill.contracts.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lines that belong together: what becomes a card. Filled by {@link Segmenter}, then judged by {@link JobEvidence}. */
final class Block {

    /** A card is at most this long; what follows still belongs to the block, but is not shown. */
    static final int MAX_LINES = 30;

    /** An item that nothing else is known of is shown to here, or to a blank line. */
    private static final int HEAD_LINES = 5;

    /** Stack frames shown under the last line that says something else. */
    private static final int FRAMES = 5;

    /** A card that says nothing of a new kind below this line ends here. */
    private static final int LONG = 10;

    /** A line with this much against it is one of a tool's progress. In hundredths of confidence. */
    private static final int CHATTER = -9;

    /** A longer list of numbered lines is an inventory, not a list of failures. */
    private static final int LONGEST_LIST = 25;

    final List<Line> lines = new ArrayList<>();
    /** Each rule that fired, with the first line that it fired on. */
    final Map<Rule, Line> fired = new LinkedHashMap<>();

    final List<String> before;
    final List<String> after = new ArrayList<>();
    final @Nullable String section;
    /** 2 for an item, 1 for a diagnostic, 0 for anything else: see {@link Line#level}. */
    final int level;
    /** Whether it stands right under a line that announces failures. */
    final boolean announced;

    /** Lines, with those that are not kept. */
    private int size;

    /** Whether the next line says that a test passed. */
    boolean beforePass;

    /** Whether all that it says of a failure stands in the log of a job that passed, too. */
    boolean seenInPassedLog;

    /** Lines above it that said that all tests of a run went well. */
    int successesAbove;

    /** The line right above it that says what it is about: shown as its first, and not judged. */
    @Nullable
    Line title;

    int strength;
    int strongLines;
    int passLines;
    long visibleLinesBefore;

    Block(Line first, List<String> before, @Nullable String section, boolean announced) {
        this(first, first.level(), before, section, announced);
    }

    private Block(Line first, int level, List<String> before, @Nullable String section, boolean announced) {
        this.before = before;
        this.section = section;
        this.level = level;
        this.announced = announced;
        add(first);
    }

    /** An item that has the lines under a ruler as its headline. */
    Block titled() {
        List<String> above = new ArrayList<>(before);
        above.add(head().text);
        Block titled = new Block(lines.get(1), 2, above, section, announced);
        lines.subList(2, lines.size()).forEach(titled::add);
        return titled;
    }

    /** Whether a ruler stands below its first line. */
    boolean isUnderlined() {
        return lines.size() > 1 && lines.get(1).isRuled() && lines.get(1).isPunctuation();
    }

    /** Whether it is a ruler and a headline of a line or two. */
    boolean isTitle() {
        return head().isRuled()
                && head().isPunctuation()
                && (lines.size() == 2 || lines.size() == 3)
                && lines.subList(1, lines.size()).stream()
                        .noneMatch(line -> line.isPunctuation() || line.strength < 0 || line.is(Role.PASS));
    }

    void add(Line line) {
        size++;
        if (lines.size() >= MAX_LINES) {
            return;
        }
        lines.add(line);
        if (line.isStrong()) {
            strongLines++;
        }
        if (line.is(Role.PASS)) {
            passLines++;
        }
    }

    /**
     * Ends the block. What counts is what its head and its strongest line say, and the details of any line: a block does not
     * gain by being long.
     */
    void end() {
        trim();
        if (isInventory()) {
            keepPrimary();
        }
        if (isEvidence()) {
            shorten();
            if (level > 0) {
                count(head(), true);
            }
            count(primary(), true);
        }
        lines.forEach(line -> count(line, false));
    }

    private void count(Line line, boolean whole) {
        for (Rule rule : line.rules) {
            if ((whole || (rule.countsAnywhere() && (rule.weight > 0 || isEvidence())))
                    && (!line.isQuoted() || rule.role == Role.DETAIL)
                    && fired.putIfAbsent(rule, line) == null
                    && rule.role != Role.SUMMARY) {
                strength += rule.weight;
            }
        }
    }

    Line head() {
        return lines.get(0);
    }

    /** The lines of its card. */
    List<Line> shown() {
        if (title == null || lines.size() >= MAX_LINES) {
            return lines;
        }
        List<Line> shown = new ArrayList<>(lines);
        shown.addFirst(title);
        return shown;
    }

    /** What stands above its card. */
    List<String> above() {
        return title == null || before.isEmpty() || lines.size() >= MAX_LINES
                ? before
                : before.subList(0, before.size() - 1);
    }

    Line last() {
        return lines.get(lines.size() - 1);
    }

    /** Drops what follows the last line that says something, and blank lines and rulers at the end. */
    private void trim() {
        int last = lines.size() - 1;
        while (last > 0 && !lines.get(last).isEvidence() && !lines.get(last).isDetail()) {
            last--;
        }
        // Below the last line with evidence, what is indented may belong to it, and in an item one line more.
        int end = last + 1;
        if (end < lines.size()
                && lines.get(end).isBlank()
                && lines.get(last).text.endsWith(":")) {
            end++;
        }
        while (end < lines.size()
                && (level > 0 || (announces() && end < LONG))
                && lines.get(end).indent > head().indent) {
            end++;
        }
        if (level == 2 && end == last + 1) {
            // Where no line of an item says anything, it is a test's name and a message in somebody's own words.
            int most = last == 0 ? HEAD_LINES : end + 1;
            while (end < Math.min(most, lines.size()) && !lines.get(end).isBlank()) {
                end++;
            }
        }
        while (end < lines.size() && end < LONG && lines.get(end).isPath()) {
            // A list of files under what is wrong with them.
            end++;
        }
        if (last > 0 || head().isEvidence()) {
            lines.subList(end, lines.size()).clear();
        }
        while (lines.size() > 1
                && (last().isBlank() || (last().isPunctuation() && last().rules.isEmpty()))) {
            lines.remove(lines.size() - 1);
        }
    }

    /** Cuts what is only more of the same: frames under a message, and the end of what is long. */
    private void shorten() {
        int last = 0;
        Set<Rule> known = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            if (known.addAll(line.rules) && !line.is(Role.FRAME) || i < LONG && !line.isMoreOfTheSame()) {
                last = i;
            }
        }
        int end = Math.max(last + 1, Math.min(LONG, last + 1 + FRAMES));
        if (end < lines.size()) {
            cut(end);
        }
    }

    /** Ends the card before a line; what follows is shown as what stands after it. */
    private void cut(int end) {
        List<Line> rest = lines.subList(end, lines.size());
        for (Line line : rest.subList(0, Math.min(Segmenter.CONTEXT, rest.size()))) {
            after.add(line.text);
        }
        rest.clear();
    }

    /** Whether it is a list too long to be one of failures, or the end of one: what came before is not always kept. */
    private boolean isInventory() {
        return !announced && isList() && (size > LONGEST_LIST || last().listNumber() > LONGEST_LIST);
    }

    /** Of an inventory, keeps the line that says most beside being in it. */
    private void keepPrimary() {
        Line primary = primary();
        lines.clear();
        strongLines = 0;
        lines.add(primary);
    }

    /** Whether all lines but the first are indented below it, and are at most so many. */
    boolean isBelowHead(int most) {
        return lines.size() <= 1 + most
                && lines.subList(1, lines.size()).stream().allMatch(line -> line.indent > head().indent);
    }

    /** Takes the details at its end out, for what follows them; one line stays. */
    List<Line> takeDetails() {
        int first = lines.size();
        while (!isEvidence() && first > 1 && lines.get(first - 1).isOfComparison()) {
            first--;
        }
        List<Line> details = List.copyOf(lines.subList(first, lines.size()));
        lines.subList(first, lines.size()).clear();
        return details;
    }

    /** Keeps the last lines only. */
    void keepLast(int most) {
        if (lines.size() > most) {
            lines.subList(0, lines.size() - most).clear();
        }
    }

    boolean isEvidence() {
        for (Line line : lines) {
            if (line.isEvidence() && (!line.isOnlyNumbered() || announced || size <= LONGEST_LIST)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it begins with a line that announces failures. */
    boolean announces() {
        return head().is(Role.SUMMARY);
    }

    boolean isOnlyVerdict() {
        if (announces() && lines.size() > 1 && !last().isEvidence()) {
            // What it announces needs no word of failure.
            return false;
        }
        return lines.stream().filter(Line::isEvidence).allMatch(Line::isOnlyVerdict);
    }

    /** Whether all of its lines that could be looked for in logs of jobs that passed are there; there must be one. */
    boolean isIn(PassedLines passed) {
        boolean any = false;
        for (Line line : lines) {
            if (line.isCandidate()) {
                if (!passed.contains(Normalizer.normalize(line.text))) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    boolean isStrong() {
        return strongLines > 0;
    }

    /** Whether it is a run of lines of which none explains anything by itself. */
    boolean isWeak() {
        return level == 0 && strongLines == 0 && size > 2;
    }

    /** Whether it is nothing but numbered lines. */
    boolean isList() {
        return lines.stream().allMatch(Line::isNumbered);
    }

    /** Whether it holds nothing but rulers and what a tool says of its progress. */
    boolean isChatter() {
        return lines.stream().allMatch(line -> line.isBlank() || line.isPunctuation() || line.strength <= CHATTER);
    }

    boolean hasFrames() {
        return lines.stream().anyMatch(line -> line.is(Role.FRAME));
    }

    boolean has(Role role) {
        return fired.keySet().stream().anyMatch(rule -> rule.role == role);
    }

    /** The worst that a rule says of it. */
    Severity severity() {
        Severity worst = Severity.INFO;
        for (Rule rule : fired.keySet()) {
            if (rule.severity != null && rule.severity.compareTo(worst) < 0) {
                worst = rule.severity;
            }
        }
        return worst;
    }

    /** The line that says most. */
    Line primary() {
        boolean labelled = level > 0 && lines.size() > 1 && head().isLabel();
        Line best = labelled ? lines.get(1) : head();
        for (Line line : labelled ? lines.subList(1, lines.size()) : lines) {
            if (line.strength > best.strength && line.isEvidence()) {
                best = line;
            }
        }
        return best;
    }
}
