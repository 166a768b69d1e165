package io.destill.analysis;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was kept of a command's output for blocks. Each line is searched for all keywords of all rules, and one with
 * some is made visible and matched against the rules that ask for it. Around a line that is evidence, all lines are made visible
 * and put together into blocks. One region at a time; not thread-safe.
 */
final class RegionReader {

    private static final int LEAD = PassageWriter.LEAD;

    /** Lines looked at after one that is evidence, and as long as a block goes on. */
    private static final int TRAIL = 8;

    private static final byte[] NOTHING = new byte[0];

    private final RuleSet rules;
    private final KeywordScanner scanner;
    private final MatchMemo memo;
    private final Terminal terminal = new Terminal();
    private final long[] hits;
    private final long[] leadHits;

    private Region region = new Region("");
    private Segmenter segmenter = new Segmenter(block -> {});
    private @Nullable String title;

    /** The last lines that were not looked at, as slices of a passage. */
    private final byte[][] leadBytes = new byte[LEAD][];

    private final int[] leadOffset = new int[LEAD];
    private final int[] leadLength = new int[LEAD];
    private int leads;

    private long number;
    private int trail;
    /** The last line that the segmenter was given. */
    private long shown;

    RegionReader(RuleSet rules) {
        this.rules = rules;
        this.memo = new MatchMemo(rules);
        this.scanner = rules.scanner();
        this.hits = new long[scanner.words()];
        this.leadHits = new long[scanner.words()];
    }

    /** Puts blocks into the region, in place of its passages. */
    void read(Region region) {
        this.region = region;
        // Lines that differ in long numbers share a memory: which of them came first must not depend on the thread.
        memo.clear();
        segmenter = new Segmenter(region::add);
        number = 0;
        gap();
        for (Passage passage : region.takePassages()) {
            if (passage.firstLine != number + 1) {
                gap();
                region.visibleLines += passage.firstLine - number - 1;
            }
            number = passage.firstLine - 1;
            read(passage);
        }
        number++;
        if (region.endsOpen) {
            showLead();
            segmenter.close();
            region.keepWords();
        }
        if (region.exitLine > 0) {
            region.visibleLines++;
            segmenter.add(new Line(region.exitLine, region.exit, List.of(rules.named("command-exit"))), title);
        }
        segmenter.close();
    }

    private void gap() {
        segmenter.gap();
        shown = 0;
        leads = 0;
        trail = 0;
    }

    private void read(Passage passage) {
        title = passage.title;
        Iterator<Passage.Mark> marks = passage.marks.iterator();
        Passage.Mark mark = marks.hasNext() ? marks.next() : null;
        byte[] text = passage.text();
        for (int start = 0; start < passage.length(); ) {
            int end = Bytes.newline(text, start, passage.length());
            number++;
            boolean hidden = false;
            if (mark != null && mark.line() == number) {
                title = mark.title();
                hidden = mark.hidden();
                mark = marks.hasNext() ? marks.next() : null;
            }
            if (hidden) {
                part();
            } else {
                line(text, start, end - start);
            }
            start = end + 1;
        }
    }

    /** Nothing that a person reads: it parts what stands above from what stands below. */
    private void part() {
        region.visibleLines++;
        segmenter.close();
        if (trail == 0) {
            remember(NOTHING, 0, 0);
        }
    }

    private void line(byte[] bytes, int offset, int length) {
        if (length > 2) {
            region.visibleLines++;
        }
        boolean hit = scanner.scan(bytes, offset, offset + length, hits);
        if (trail == 0 && !(hit && rules.isPromising(hits))) {
            if (hit) {
                Arrays.fill(hits, 0);
            }
            remember(bytes, offset, length);
            return;
        }
        String visible = terminal.visible(bytes, offset, length);
        Line line = new Line(number, visible, memo.matching(visible, hits, trail > 0));
        if (hit) {
            Arrays.fill(hits, 0);
        }
        if (line.isWorthALook()) {
            showLead();
            trail = TRAIL;
        } else if (trail == 0) {
            remember(bytes, offset, length);
            return;
        } else {
            trail--;
        }
        show(line);
        if (trail == 0 && segmenter.isOpen()) {
            trail = 1;
        }
    }

    private void remember(byte[] bytes, int offset, int length) {
        int slot = (int) (number % LEAD);
        leadBytes[slot] = bytes;
        leadOffset[slot] = offset;
        leadLength[slot] = length;
        leads = Math.min(LEAD, leads + 1);
    }

    /** Makes the remembered lines visible: something came up right after them. */
    private void showLead() {
        if (number - leads != shown + 1) {
            segmenter.gap();
        }
        for (long remembered = number - leads; remembered < number; remembered++) {
            int slot = (int) (remembered % LEAD);
            boolean hit =
                    scanner.scan(leadBytes[slot], leadOffset[slot], leadOffset[slot] + leadLength[slot], leadHits);
            String visible = terminal.visible(leadBytes[slot], leadOffset[slot], leadLength[slot]);
            show(new Line(remembered, visible, memo.matching(visible, leadHits, true)));
            if (hit) {
                Arrays.fill(leadHits, 0);
            }
        }
        leads = 0;
    }

    private void show(Line line) {
        shown = line.number;
        segmenter.add(line, title);
    }
}
