package io.destill.analysis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the lines around candidates together into blocks, by shape: blank lines, indentation, repeated prefixes, heads of
 * items and diagnostics, and the place where evidence begins. One job; not thread-safe.
 */
final class Segmenter {

    /** Lines shown before and after a card. */
    static final int CONTEXT = 5;

    /** Blank lines inside an item, or inside the head of one. */
    private static final int MAX_BLANKS = 2;

    /** A diagnostic this close under the head of an item is its message, whatever its indentation. */
    private static final int HEAD_LINES = 5;

    /** Lines of source code that may stand between a path and the first of what is wrong in that file. */
    private static final int SOURCE_LINES = 7;

    private final Consumer<Block> out;
    private final ArrayDeque<String> recent = new ArrayDeque<>();

    private @Nullable Block block;
    private @Nullable Line previous;
    private int headIndent;
    private boolean wasIndented;
    private int plainLines;
    private final List<Line> blanks = new ArrayList<>();
    private @Nullable Block waitingForContext;
    private int announcedFor;
    private int successes;
    private final Hunk hunk = new Hunk();

    Segmenter(Consumer<Block> out) {
        this.out = out;
    }

    /** Adds the next line; there must be no gap to the one before. */
    void add(Line line, @Nullable String section) {
        giveContext(line.text);
        if (hunk.holds(line.text)) {
            line.quote();
        }
        if (line.is(Role.SUCCESS)) {
            if (block != null) {
                block.beforePass = blanks.isEmpty() && line.is(Role.PASS);
            }
            close();
            successes++;
        } else if (line.isBlank()) {
            blanks.add(line);
            if (blanks.size() > MAX_BLANKS) {
                close();
            }
        } else {
            if (block != null && isUnderTitle(line, block)) {
                block = block.titled();
                block.successesAbove = successes;
                headIndent = block.head().indent;
            } else if (block != null && !joins(line, block)) {
                List<Line> above = line.isOfComparison() && line.isEvidence() && blanks.isEmpty()
                        ? block.takeDetails()
                        : List.of();
                block.beforePass = blanks.isEmpty() && line.is(Role.PASS);
                close();
                for (Line detail : above) {
                    if (block == null) {
                        open(detail, section);
                    } else {
                        append(detail, block);
                    }
                }
            }
            if (block == null) {
                open(line, section);
            } else {
                append(line, block);
            }
            if (line.is(Role.SUMMARY)) {
                announcedFor = 4;
            } else if (!line.isPunctuation() && announcedFor > 0) {
                announcedFor--;
            }
        }
        previous = line;
        recent.add(line.text);
        if (recent.size() > CONTEXT) {
            recent.remove();
        }
    }

    /** What follows is not next to what was added before. */
    void gap() {
        close();
        hunk.end();
        previous = null;
        recent.clear();
        announcedFor = 0;
        waitingForContext = null;
    }

    /** Ends the block in hand. */
    void close() {
        if (block != null) {
            block.end();
            waitingForContext = block;
            for (Line blank : blanks) {
                giveContext(blank.text);
            }
            out.accept(block);
            block = null;
        }
        blanks.clear();
    }

    /** Whether lines are still expected to join the block in hand. */
    boolean isOpen() {
        return block != null && block.isEvidence();
    }

    private void giveContext(String text) {
        if (block == null && waitingForContext != null) {
            if (waitingForContext.after.size() < CONTEXT) {
                waitingForContext.after.add(text);
            } else {
                waitingForContext = null;
            }
        }
    }

    private void open(Line line, @Nullable String section) {
        blanks.clear();
        waitingForContext = null;
        block = new Block(line, List.copyOf(recent), section, announcedFor > 0);
        block.successesAbove = successes;
        if (previous != null && isOver(previous, line)) {
            block.title = previous;
        }
        headIndent = line.indent;
        wasIndented = false;
        plainLines = 0;
    }

    /** Whether a line at the margin says what the deeper one right under it is about, such as a test's name in somebody's own words. */
    private static boolean isOver(Line above, Line line) {
        return above.number == line.number - 1
                && above.indent < line.indent
                && line.level() == 0
                && !above.isBlank()
                && !above.isPunctuation()
                && above.strength >= 0
                && !above.is(Role.PASS)
                && !above.is(Role.SUCCESS);
    }

    private void append(Line line, Block block) {
        blanks.forEach(block::add);
        blanks.clear();
        block.add(line);
        if (line.indent > headIndent) {
            wasIndented = true;
        }
        plainLines = line.isEvidence() || line.isDetail() || line.isPunctuation() ? 0 : plainLines + 1;
    }

    /** Whether a line says something of a failure under a headline that says nothing of it. */
    private boolean isUnderTitle(Line line, Block block) {
        return blanks.size() < 2 && line.isEvidence() && line.level() < 2 && !block.isEvidence() && block.isTitle();
    }

    /** Whether a line that is not blank goes on with the block. */
    private boolean joins(Line line, Block block) {
        Line head = block.head();
        if (line.isQuoted() && block.isEvidence()) {
            return true;
        }
        if (block.level == 2 && (head.isRuled() || head.level() < 2 || block.isUnderlined())) {
            // A section with a headline goes on to the next one.
            return !line.isRuled() && line.level() < 2;
        }
        if (block.level == 2 && head.isBulleted()) {
            // A check in a list of checks goes on to the next one.
            return !(line.isBulleted() && line.indent <= headIndent) && line.level() < 2;
        }
        if (blanks.isEmpty() && line.isNumbered() && line.indent == headIndent && block.isList()) {
            return true;
        }
        if (blanks.size() == 1 && block.level == 1 && block.lines.size() == 1 && isDeeper(line) && line.isEvidence()) {
            // A place in a file as a headline.
            return true;
        }
        if (!blanks.isEmpty() && !bridges(line, block)) {
            return false;
        }
        if (line.is(Role.PASS) && block.isEvidence()) {
            return false;
        }
        if (!line.prefix.equals(head.prefix) && !line.isDetail()) {
            // The message under a test's name and the notes under a diagnostic, which a runner prints as they came.
            return line.prefix.isEmpty()
                    && blanks.isEmpty()
                    && ((block.level == 2 && block.lines.size() == 1 && line.level() == 1)
                            || (block.level == 2
                                    && block.lines.size() < HEAD_LINES
                                    && block.last().prefix.isEmpty()
                                    && line.level() == 0
                                    && !line.is(Role.PASS))
                            || (block.level == 1 && isDeeper(line) && line.level() == 0 && !line.isOnlyVerdict()));
        }
        if (!block.isEvidence()) {
            return (!line.isEvidence() && !(line.isRuled() && line.isPunctuation()))
                    || (isDeeper(line) && head.isPath() && block.isBelowHead(SOURCE_LINES));
        }
        if (blanks.isEmpty() && block.lines.size() == 1 && head.level() > 0 && head.text.endsWith(":")) {
            // A head that announces its message.
            return line.level() < 2;
        }
        if (line.isDetail() && !line.is(Role.ITEM)) {
            return true;
        }
        return line.level() > 0 ? joinsAsHead(line, block) : joinsAsBody(line, block);
    }

    private boolean isDeeper(Line line) {
        return line.indent > headIndent;
    }

    /** Whether a line goes on with the block over blank lines: inside an item only, and only what is clearly inside it. */
    private boolean bridges(Line line, Block block) {
        if (block.level == 2
                && (isDeeper(line)
                        || (line.level() == 1 && (block.lines.size() < HEAD_LINES || isLabelOf(block, line))))) {
            return true;
        }
        if (blanks.size() == 1
                && block.level == 1
                && block.lines.size() == 1
                && block.head().isRulerToPlace()) {
            return line.level() == 0;
        }
        if (blanks.size() == 1 && block.isEvidence() && block.last().text.endsWith(":")) {
            // A line that announces what follows.
            return line.indent > block.last().indent && line.level() < 2;
        }
        return line.isDetail() && !line.is(Role.ITEM) && block.isEvidence();
    }

    /** Whether the head of an item or of a diagnostic belongs to the block that it follows. */
    private boolean joinsAsHead(Line line, Block block) {
        if (line.level() < block.level) {
            return isDeeper(line) || block.lines.size() < HEAD_LINES || endsTrace(block) || isLabelOf(block, line);
        }
        if (line.level() == 2 && block.lines.size() == 1 && blanks.isEmpty() && isDeeper(line) && !line.isNumbered()) {
            // What a test's name is followed by.
            return true;
        }
        if (line.level() == 2 && block.level > 0 && line.indent < headIndent && blanks.isEmpty()) {
            // The name of a test under what it said.
            return true;
        }
        if (block.level == 1
                && line.level() == 1
                && blanks.isEmpty()
                && block.head().text.endsWith(":")
                && holdsOnlyDetails(block)) {
            // A place in a file, its source, and then what is wrong there.
            return true;
        }
        // The message of an exception under the trace that led to it.
        return block.level == 1 && line.level() == 1 && !isDeeper(line) && endsTrace(block);
    }

    /** Whether nothing but source code and the marks in it stands below its head. */
    private static boolean holdsOnlyDetails(Block block) {
        return block.lines.subList(1, block.lines.size()).stream().allMatch(Line::isDetail);
    }

    /** Whether a line such as {@code NameError:} announces the message of an item that has none yet. */
    private boolean isLabelOf(Block block, Line line) {
        return blanks.size() == 1 && line.isLabel() && block.lines.stream().noneMatch(above -> above.level() == 1);
    }

    private boolean joinsAsBody(Line line, Block block) {
        if (line.isOnlyVerdict() != block.isOnlyVerdict()) {
            return isDeeper(line) && (block.level == 2 || !line.isOnlyVerdict());
        }
        if (isDeeper(line) || line.isPunctuation()) {
            return block.level == 2 || isDeeper(line) || block.lines.size() == 1 || !line.isRuled();
        }
        if (line.isEvidence()) {
            return line.indent == headIndent
                    && !wasIndented
                    && !(line.isStrong() && block.isWeak())
                    && (plainLines == 0 || (block.level == 2 && block.lines.size() < HEAD_LINES));
        }
        if (line.isPath() && (block.last().text.endsWith(":") || block.last().isPath())) {
            return true;
        }
        // At the margin, without evidence: right under a head it is its message.
        return block.level > 0 && !wasIndented && block.lines.size() < HEAD_LINES - 2;
    }

    /** Whether what stands last in the block is a frame, or a line of source under one. */
    private boolean endsTrace(Block block) {
        return wasIndented && block.last().indent > headIndent && block.hasFrames();
    }
}
