package io.destill.analysis;

import io.destill.contracts.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The engine: reads one job's log as it comes and, at its end, ranks what went wrong in it.
 *
 * <p>While the log is read, {@link LineFilter} finds the lines that hold a keyword. Those that may be markers are followed by
 * {@link Sections}, which cut the log into {@link Region}s, one for each command. Those that may be evidence are kept with the
 * lines around them, as they are; a line that is neither costs the search and nothing else. At the end, when it is known which
 * command failed, {@link RegionReader} makes blocks of what was kept, {@link JobEvidence} judges them, and {@link Ranking} sorts
 * them. What is kept is bounded, and so is the work at the end, however long the log is. How the log is cut into pieces makes
 * no difference. For one job and one thread at a time.
 */
public final class LogAnalyzer {

    /** Findings at the most for one job. */
    public static final int MAX_FINDINGS = 30;

    private static final int MAX_REGIONS = 300;

    /** Nobody looks through more; the last one goes on to the end of the log. */
    private static final int MAX_GROUPS = 20_000;

    /** What is kept of all commands that are over. In bytes. */
    private static final int MAX_KEPT = 2 * 1024 * 1024;

    /** Less is read for blocks by one thread: to start another one takes as long. In bytes. */
    private static final int WORTH_A_THREAD = 64 * 1024;

    private final RuleSet rules;
    private final LineSplitter splitter = new LineSplitter(this::lines);
    private final Terminal terminal = new Terminal();
    private final Sections sections = new Sections();
    private final List<Region> regions = new ArrayList<>();
    private final List<LogGroup> groups = new ArrayList<>();
    private Region region = new Region("");
    /** A region whose command's end is still to be told. */
    private @Nullable Region ended;

    private final PassageWriter passages = new PassageWriter(region);
    private final int maxFindings;
    private final boolean failed;

    /** Of the regions before the current one. In bytes. */
    private int kept;

    /** Lines before {@link #counted} in the stretch in hand. */
    private long lines;

    private int counted;
    /** Where the line after the last one that was followed begins in the stretch. */
    private int next;

    private byte[] stretch = new byte[0];

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
        this.maxFindings = maxFindings;
        regions.add(region);
    }

    /** Reads on; keeps none of the bytes. */
    public void read(byte[] bytes, int offset, int length) {
        splitter.read(bytes, offset, length);
    }

    /** Ends the log and ranks, with no log of a job that passed to compare with. To be called once. */
    public List<Finding> finish() {
        return finish(PassedLines.NONE);
    }

    /** Ends the log and ranks. To be called once. */
    public List<Finding> finish(PassedLines passed) {
        return Ranking.rank(judge(passed), maxFindings);
    }

    /** Ranks anew a log that has ended, with more to compare it with. */
    public List<Finding> rankAgain(PassedLines passed) {
        return Ranking.rank(judgeAgain(passed), maxFindings);
    }

    /** Ends the log and judges all its blocks, in their order. To be called once. */
    List<JobEvidence.Judged> judge(PassedLines passed) {
        splitter.finish();
        passages.keepLead(0, lines + 1);
        region.endsOpen = true;
        readRegions();
        return judgeAgain(passed);
    }

    private List<JobEvidence.Judged> judgeAgain(PassedLines passed) {
        return new JobEvidence(rules).judge(regions, failed, passed);
    }

    /** The groups that the provider folds, as far as the log was read, in their order; the first 20,000 of them. */
    public List<LogGroup> groups() {
        return List.copyOf(groups);
    }

    /** How many lines were read so far. */
    public long lines() {
        return lines;
    }

    /** Reads whole lines. Of many, a second thread searches all but the first quarter: this one has the rest to do. */
    private void lines(byte[] bytes, int from, int to) {
        stretch = bytes;
        counted = from;
        next = from;
        passages.beginStretch(bytes, from);
        int middle = to - from < WORTH_A_THREAD ? to : Bytes.lineStart(bytes, from, from + (to - from) / 4);
        if (middle == from || middle == to) {
            follow(rules.filter().find(bytes, from, to));
        } else {
            CompletableFuture<LineFilter.Found> others =
                    CompletableFuture.supplyAsync(() -> rules.filter().find(bytes, middle, to));
            follow(rules.filter().find(bytes, from, middle));
            follow(others.join());
        }
        followExitMessage(to);
        passages.endStretch(to);
        lines += Utf8.newlines(bytes, counted, to);
    }

    private void follow(LineFilter.Found found) {
        for (int i = 0; i < found.size(); i++) {
            followExitMessage(found.start(i));
            line(found.start(i), found.end(i), found.meaning(i));
        }
    }

    /** Follows the lines before {@code to} that go on with a message about the end of a command. */
    private void followExitMessage(int to) {
        while (sections.isInExitMessage() && next < to) {
            line(next, Bytes.newline(stretch, next, to), LineFilter.MARKER);
        }
    }

    private void line(int start, int end, int meaning) {
        next = end + 1;
        lines += Utf8.newlines(stretch, counted, start);
        counted = start;
        long number = lines + 1;
        boolean isLong = end - start > LineSplitter.LONGEST;
        byte[] bytes = isLong ? LineSplitter.cut(stretch, start, end) : stretch;
        int offset = isLong ? 0 : start;
        int length = isLong ? bytes.length : end - start;
        boolean content = true;
        if ((meaning & LineFilter.MARKER) != 0 || sections.isInExitMessage()) {
            String visible = terminal.visible(bytes, offset, length);
            String title = sections.title();
            Sections.Kind kind = sections.line(bytes, offset, length, visible);
            content = kind == Sections.Kind.CONTENT;
            String group = sections.title();
            if (group != null && !group.equals(title) && groups.size() < MAX_GROUPS) {
                groups.add(new LogGroup(number, group));
            }
            if (kind == Sections.Kind.MARKER || (content && !Objects.equals(title, sections.title()))) {
                passages.mark(start, end, new Passage.Mark(number, !content, sections.title()));
            } else if (!content) {
                boundary(kind, visible, start, end, number);
            }
        }
        if (content && (meaning & LineFilter.CANDIDATE) != 0) {
            passages.candidate(bytes, offset, length, start, end, number);
        }
    }

    /** A command begins or ends with the line that begins at {@code start} and has its line end at {@code end}. */
    private void boundary(Sections.Kind kind, String visible, int start, int end, long number) {
        boolean commandFailed =
                kind == Sections.Kind.EXIT && !sections.exitStatus().equals("0");
        if (kind == Sections.Kind.END || (commandFailed && ended == null)) {
            passages.keepLead(start, number);
            region.endsOpen = true;
        } else {
            passages.endRegion(start);
        }
        if (kind == Sections.Kind.END) {
            ended = region;
        } else if (commandFailed && ended != null) {
            ended.status = Sections.Status.FAILED;
            ended = null;
        } else if (commandFailed) {
            region.status = Sections.Status.FAILED;
            region.exitLine = number;
            region.exit = visible;
        } else if (kind == Sections.Kind.EXIT) {
            region.status = Sections.Status.PASSED;
        }
        endRegion();
        region = new Region(kind == Sections.Kind.COMMAND ? visible : "");
        regions.add(region);
        passages.beginRegion(region, end, sections.title());
    }

    private void endRegion() {
        if (region != ended && region.bytes() == 0 && region.status != Sections.Status.FAILED) {
            regions.remove(regions.size() - 1);
            return;
        }
        kept += region.bytes();
        while (regions.size() > 2 && (kept > MAX_KEPT || regions.size() >= MAX_REGIONS)) {
            Region dropped = regions.remove(leastWanted());
            kept -= dropped.bytes();
        }
    }

    /** Of at least three: the oldest that did not fail, or one in the middle of those that did: the first and the last tell most. */
    private int leastWanted() {
        for (int i = 0; i < regions.size() - 1; i++) {
            if (regions.get(i).status != Sections.Status.FAILED && regions.get(i) != ended) {
                return i;
            }
        }
        int middle = regions.size() / 2;
        return regions.get(middle) == ended ? middle - 1 : middle;
    }

    /** Makes blocks of what was kept, on a second thread too if there is enough to do. */
    private void readRegions() {
        AtomicInteger turn = new AtomicInteger();
        Runnable work = () -> {
            RegionReader regionReader = new RegionReader(rules);
            for (int i = turn.getAndIncrement(); i < regions.size(); i = turn.getAndIncrement()) {
                regionReader.read(regions.get(i));
            }
        };
        boolean shared = regions.size() > 1 && kept + region.bytes() > WORTH_A_THREAD;
        CompletableFuture<Void> other =
                shared ? CompletableFuture.runAsync(work) : CompletableFuture.completedFuture(null);
        work.run();
        other.join();
        Region last = regions.get(regions.size() - 1);
        regions.removeIf(read -> read != last && read != ended && read.isEmpty());
        regions.stream().filter(read -> read != last).forEach(Region::settle);
    }
}
