package io.destill.analysis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The output of one command. */
final class Region {

    /** Blocks beyond this many are dropped, the weaker ones first: memory must not grow with the log. */
    private static final int MAX_BLOCKS = 400;

    /** Blocks kept of a command that did not fail. */
    private static final int MAX_OF_OTHERS = 60;

    private static final int MAX_WORDS = 4;

    /** Lines kept of a block of {@link #words}. */
    private static final int WORDS = 6;

    /** Passages kept of its beginning, and as much of its end: memory must not grow with the log. In bytes. */
    private static final int HALF = 512 * 1024;

    final String command;
    /** What is kept of its lines, until it has been read for blocks. */
    private final List<Passage> first = new ArrayList<>();

    private final ArrayDeque<Passage> last = new ArrayDeque<>();

    private @Nullable Passage open;
    /** Of all passages but the open one. */
    private int bytesBefore;

    /** Whether the lines right above its end are of interest, because it did not end well or nobody knows how. */
    boolean endsOpen;
    /** The line that said that it failed; none if that was said elsewhere, or of a command that did not fail. */
    long exitLine;

    String exit = "";

    Sections.Status status = Sections.Status.UNKNOWN;
    final List<Block> blocks = new ArrayList<>();
    /** Lines that hold more than a line end, up to now. */
    long visibleLines;

    /**
     * Blocks in which nothing points to a failure, but that stand right above a line that says that something failed: for
     * commands that fail without a word of error.
     */
    final List<Block> words = new ArrayList<>();

    private @Nullable Block plain;

    Region(String command) {
        this.command = command;
    }

    /** Adds a passage; it may grow until the next one comes. */
    void add(Passage passage) {
        bytesBefore = bytes();
        open = passage;
        if (last.isEmpty() && bytesBefore < HALF) {
            first.add(passage);
            return;
        }
        last.add(passage);
        while (bytesBefore > 2 * HALF) {
            bytesBefore -= last.removeFirst().length();
        }
    }

    /** What it holds in passages, in bytes. */
    int bytes() {
        return bytesBefore + (open == null ? 0 : open.length());
    }

    /** All that is kept of its lines, in order; it keeps them no longer. */
    List<Passage> takePassages() {
        List<Passage> all = new ArrayList<>(first);
        all.addAll(last);
        first.clear();
        last.clear();
        open = null;
        bytesBefore = 0;
        return all;
    }

    void add(Block block) {
        block.visibleLinesBefore = visibleLines;
        if (!block.isEvidence()) {
            plain = block;
            return;
        }
        if (block.isOnlyVerdict() && plain != null && block.head().number - plain.last().number <= 2) {
            keepWords();
        }
        plain = null;
        blocks.add(block);
        if (blocks.size() > MAX_BLOCKS) {
            thin();
        }
    }

    /** Keeps the block that came last, if nothing in it points to a failure. */
    void keepWords() {
        Block block = plain;
        if (block != null && block.passLines == 0 && !block.isChatter() && words.size() < MAX_WORDS) {
            block.keepLast(WORDS);
            words.add(block);
        }
        plain = null;
    }

    /** Whether it is a group that a script on Buildkite opened, and so a part of a command. */
    boolean isGroup() {
        return command.startsWith("--- ") || command.startsWith("+++ ");
    }

    /** Whether there is nothing in it that could become a card. */
    boolean isEmpty() {
        return blocks.isEmpty() && words.isEmpty() && status != Sections.Status.FAILED;
    }

    /** Keeps, of a command that is over and is not known to have failed, the strongest blocks only. */
    void settle() {
        if (status == Sections.Status.FAILED || blocks.size() <= MAX_OF_OTHERS) {
            return;
        }
        int[] strengths =
                blocks.stream().mapToInt(block -> block.strength).sorted().toArray();
        int least = strengths[strengths.length - MAX_OF_OTHERS];
        int[] spare = {blocks.size() - MAX_OF_OTHERS};
        blocks.removeIf(block -> block.strength <= least && spare[0]-- > 0);
    }

    /** Keeps the first and the last quarter, and of what is between the stronger half. */
    private void thin() {
        int quarter = MAX_BLOCKS / 4;
        List<Block> middle = blocks.subList(quarter, blocks.size() - quarter);
        int[] strengths =
                middle.stream().mapToInt(block -> block.strength).sorted().toArray();
        int median = strengths[strengths.length / 2];
        int[] spare = {middle.size() / 2};
        middle.removeIf(block -> block.strength <= median && spare[0]-- > 0);
    }
}
