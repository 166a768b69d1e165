package io.destill.analysis;

import java.util.ArrayList;
import java.util.List;

/** The output of one command. */
final class Region {

    /** Blocks beyond this many are dropped, the weaker ones first: memory must not grow with the log. */
    private static final int MAX_BLOCKS = 400;

    final String command;
    Sections.Status status = Sections.Status.UNKNOWN;
    final List<Block> blocks = new ArrayList<>();
    /** Non-blank lines up to now. */
    long visibleLines;

    /** The last block in which nothing points to a failure, for commands that fail without a word. */
    @org.jspecify.annotations.Nullable
    Block lastWords;

    Region(String command) {
        this.command = command;
    }

    void add(Block block) {
        block.visibleLinesBefore = visibleLines;
        if (!block.isEvidence()) {
            lastWords = block;
            return;
        }
        blocks.add(block);
        if (blocks.size() > MAX_BLOCKS) {
            thin();
        }
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
