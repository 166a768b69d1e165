package io.destill.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine: reads one job's log as it comes and, at its end, ranks what went wrong in it.
 *
 * <p>Each line is searched for keywords. A line with none costs that search and nothing else: no string, no pattern. A line
 * with one is made visible and matched against the rules that ask for it. Around a line that matches, a window of lines is
 * opened, and these are put together into blocks. Only blocks are kept, at most a few hundred for each command. How the log is cut into
 * pieces makes no difference. For one job and one thread at a time.
 */
public final class LogAnalyzer {

    /** Findings at the most for one job. */
    public static final int MAX_FINDINGS = 30;

    private static final int LEAD = 8;
    private static final int TRAIL = 8;
    private static final int MAX_REGIONS = 300;

    private final RuleSet rules;
    private final KeywordScanner scanner;
    private final LineSplitter splitter = new LineSplitter(this::line);
    private final MatchMemo memo;
    private final Terminal terminal = new Terminal();
    private final Sections sections = new Sections();
    private final List<Region> regions = new ArrayList<>();
    private Region region = new Region("");
    /** A region whose command's end is still to be told. */
    private @Nullable Region ended;

    private final Segmenter segmenter = new Segmenter(block -> region.add(block));
    private final long[] hits;
    private final long[] noHits;
    private final int maxFindings;
    private final boolean failed;

    /** The last lines that were not looked at, as slices of the buffers that they came in. */
    private final byte[][] leadBytes = new byte[LEAD][];

    private final int[] leadOffset = new int[LEAD];
    private final int[] leadLength = new int[LEAD];
    private int leads;

    private long lineNumber;
    private int trail;
    private boolean contiguous;

    /** For the log of a job that failed. */
    public LogAnalyzer(RuleSet rules) {
        this(rules, MAX_FINDINGS, true);
    }

    /**
     * @param maxFindings how many findings to return at the most
     * @param failed whether the job failed: then something in its log did, even if no line says so
     */
    public LogAnalyzer(RuleSet rules, int maxFindings, boolean failed) {
        this.failed = failed;
        this.rules = rules;
        this.memo = new MatchMemo(rules);
        this.scanner = rules.scanner();
        this.hits = new long[scanner.words()];
        this.noHits = new long[scanner.words()];
        this.maxFindings = maxFindings;
        regions.add(region);
    }

    /** Reads on. The bytes must not change until the end. */
    public void read(byte[] bytes, int offset, int length) {
        splitter.read(bytes, offset, length);
    }

    /** Ends the log and ranks. To be called once, last. */
    public List<Finding> finish() {
        return Ranking.rank(judge(), maxFindings);
    }

    /** Ends the log and judges all its blocks, in their order. To be called once, last. */
    List<JobEvidence.Judged> judge() {
        splitter.finish();
        lineNumber++;
        showTail();
        lineNumber--;
        segmenter.close();
        return new JobEvidence(rules).judge(regions, failed);
    }

    /** How many lines were read so far. */
    public long lines() {
        return lineNumber;
    }

    private void line(byte[] bytes, int offset, int length) {
        lineNumber++;
        boolean hit = scanner.scan(bytes, offset, offset + length, hits);
        if (length > 2) {
            region.visibleLines++;
        }
        boolean marked = (hit && rules.isMarked(hits)) || sections.isInExitMessage();
        if (trail == 0 && !marked && !(hit && rules.isPromising(hits))) {
            if (hit) {
                Arrays.fill(hits, 0);
            }
            remember(bytes, offset, length);
            return;
        }
        String visible = terminal.visible(bytes, offset, length);
        Sections.Kind kind = marked ? sections.line(bytes, offset, length, visible) : Sections.Kind.CONTENT;
        List<Rule> matching = kind == Sections.Kind.CONTENT ? memo.matching(visible, hits, trail > 0) : List.of();
        if (hit) {
            Arrays.fill(hits, 0);
        }
        if (kind == Sections.Kind.MARKER) {
            // Nothing that a person reads: it parts what stands above from what stands below.
            segmenter.close();
            if (trail == 0) {
                remember(bytes, offset, 0);
            }
            return;
        }
        if (kind != Sections.Kind.CONTENT) {
            marker(kind, visible);
            return;
        }
        Line line = new Line(lineNumber, visible, matching);
        if (line.isEvidence() || line.is(Role.SUMMARY)) {
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
        if (trail == 0) {
            segmenter.gap();
            contiguous = false;
        }
    }

    private void marker(Sections.Kind kind, String visible) {
        switch (kind) {
            case EXIT -> {
                exit(visible, !sections.exitStatus().equals("0"));
                begin("");
            }
            case END -> {
                showTail();
                ended = region;
                begin("");
            }
            case COMMAND -> {
                segmenter.close();
                begin(visible);
            }
            default -> throw new IllegalStateException("not the start or end of a command: " + kind);
        }
        segmenter.gap();
        contiguous = false;
        leads = 0;
        trail = 0;
    }

    private void exit(String visible, boolean commandFailed) {
        if (commandFailed && ended != null) {
            segmenter.close();
            ended.status = Sections.Status.FAILED;
            ended = null;
        } else if (commandFailed) {
            showTail();
            region.status = Sections.Status.FAILED;
            segmenter.add(new Line(lineNumber, visible, List.of(rules.named("command-exit"))), sections.title());
            segmenter.close();
        } else {
            segmenter.close();
            region.status = Sections.Status.PASSED;
        }
    }

    private void begin(String command) {
        endRegion();
        region = new Region(command);
        if (regions.size() >= MAX_REGIONS) {
            dropOldest();
        }
        regions.add(region);
    }

    private void endRegion() {
        if (region == ended) {
            return;
        }
        if (region.isEmpty()) {
            regions.remove(regions.size() - 1);
        } else {
            region.settle();
        }
    }

    /** Forgets the oldest command that did not fail. */
    private void dropOldest() {
        for (int i = 0; i < regions.size(); i++) {
            if (regions.get(i).status != Sections.Status.FAILED) {
                regions.remove(i);
                return;
            }
        }
        regions.remove(regions.size() - 1);
    }

    private void remember(byte[] bytes, int offset, int length) {
        int slot = (int) (lineNumber % LEAD);
        leadBytes[slot] = bytes;
        leadOffset[slot] = offset;
        leadLength[slot] = length;
        leads = Math.min(LEAD, leads + 1);
    }

    /** Makes the remembered lines visible: something came up right after them. */
    private void showLead() {
        if (leads > 0 && !contiguous) {
            segmenter.gap();
        }
        long first = lineNumber - leads;
        for (long number = first; number < lineNumber; number++) {
            showRemembered(number);
        }
        leads = 0;
        contiguous = true;
    }

    private void showRemembered(long number) {
        int slot = (int) (number % LEAD);
        byte[] bytes = leadBytes[slot];
        if (bytes != null) {
            String visible = terminal.visible(bytes, leadOffset[slot], leadLength[slot]);
            show(new Line(number, visible, rules.matching(visible, noHits, true)));
        }
    }

    /** Shows the last lines before the end of a command that failed: if nothing else explains it, they are the card. */
    private void showTail() {
        showLead();
        segmenter.close();
        region.keepWords();
    }

    private void show(Line line) {
        segmenter.add(line, sections.title());
    }
}
