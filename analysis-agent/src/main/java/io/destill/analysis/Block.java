package io.destill.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines that belong together: what becomes a card. Filled by {@link Segmenter}, then judged by {@link JobEvidence}. */
final class Block {

    /** A card is at most this long; what follows still belongs to the block, but is not shown. */
    static final int MAX_LINES = 30;

    final List<Line> lines = new ArrayList<>();
    /** Each rule that fired, with the first line that it fired on. */
    final Map<Rule, Line> fired = new LinkedHashMap<>();

    final List<String> before;
    final List<String> after = new ArrayList<>();
    final @Nullable String section;
    /** 2 for an item, 1 for a diagnostic, 0 for anything else: see {@link Line#level}. */
    final int level;
    /** What announced it, if it stands right under a line that announces failures. */
    final boolean announced;

    int strength;
    int strongLines;
    int passLines;
    long visibleLinesBefore;
    boolean isLastWords;

    Block(Line first, List<String> before, @Nullable String section, boolean announced) {
        this.before = before;
        this.section = section;
        this.level = first.level();
        this.announced = announced;
        add(first);
    }

    void add(Line line) {
        if (lines.size() >= MAX_LINES) {
            return;
        }
        lines.add(line);
        for (Rule rule : line.rules) {
            if (fired.putIfAbsent(rule, line) == null && rule.role != Role.SUMMARY) {
                strength += rule.weight;
            }
        }
        if (line.isStrong()) {
            strongLines++;
        }
        if (line.is(Role.PASS)) {
            passLines++;
        }
    }

    Line head() {
        return lines.get(0);
    }

    Line last() {
        return lines.get(lines.size() - 1);
    }

    /** Drops what follows the last line that says something, and blank lines and rulers at the end. */
    void trim() {
        int last = lines.size() - 1;
        while (last > 0 && !lines.get(last).isEvidence() && !lines.get(last).is(Role.DETAIL)) {
            last--;
        }
        if (last > 0 && level == 2 && last + 2 < lines.size()) {
            lines.subList(last + 2, lines.size()).clear();
        }
        while (lines.size() > 1
                && (last().isBlank() || (last().isPunctuation() && last().rules.isEmpty()))) {
            lines.remove(lines.size() - 1);
        }
    }

    /** Keeps the last lines only. */
    void keepLast(int most) {
        trim();
        if (lines.size() > most) {
            lines.subList(0, lines.size() - most).clear();
        }
    }

    boolean isEvidence() {
        return lines.stream().anyMatch(Line::isEvidence);
    }

    boolean isOnlyVerdict() {
        return lines.stream().filter(Line::isEvidence).allMatch(Line::isOnlyVerdict);
    }

    boolean isStrong() {
        return strongLines > 0;
    }

    boolean has(Role role) {
        return fired.keySet().stream().anyMatch(rule -> rule.role == role);
    }

    /** The line that says most. */
    Line primary() {
        Line best = head();
        for (Line line : lines) {
            if (line.strength > best.strength && line.isEvidence()) {
                best = line;
            }
        }
        return best;
    }
}
