package io.destill.analysis;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Analyses a log as always, looks at one of its lines with the same stages once more, and tells what became of it. One log,
 * one thread.
 */
public final class LineExplainer {

    private final RuleSet rules;
    private final long wanted;
    private final LogAnalyzer analyzer;
    private final LineSplitter splitter = LineSplitter.ofLines(this::line);
    private final Sections sections = new Sections();
    private final Terminal terminal = new Terminal();
    private final long[] hits;

    private long number;
    private String command = "";
    private Sections.Kind kind = Sections.Kind.CONTENT;
    private @Nullable String section;
    private @Nullable Line line;

    /** @param line from 1 */
    public LineExplainer(RuleSet rules, long line) {
        this.rules = rules;
        this.wanted = line;
        this.analyzer = new LogAnalyzer(rules);
        this.hits = new long[rules.scanner().words()];
    }

    /** Reads on. The bytes must not change until the end. */
    public void read(byte[] bytes, int offset, int length) {
        analyzer.read(bytes, offset, length);
        splitter.read(bytes, offset, length);
    }

    /** How many lines were read so far, the last one only if it has ended. */
    public long lines() {
        return number;
    }

    /**
     * Ends the log; returns null if it has no such line. To be called once, last.
     *
     * @param passed what logs of jobs that passed hold, to compare with
     */
    public @Nullable Explanation finish(PassedLines passed) {
        splitter.finish();
        List<JobEvidence.Judged> judged = analyzer.judge(passed);
        List<Finding> findings = Ranking.rank(judged, LogAnalyzer.MAX_FINDINGS);
        Line explained = line;
        if (explained == null) {
            return null;
        }
        Ranking.Candidate candidate = candidate(judged);
        Finding finding = candidate == null ? null : finding(candidate, findings);
        return new Explanation(
                wanted,
                explained.text,
                section,
                candidate == null ? command : candidate.command,
                rules.keywords(hits),
                explained.rules.stream().map(Rule::summary).toList(),
                candidate == null ? null : span(candidate),
                finding == null ? null : finding.rank(),
                findings.size(),
                candidate == null ? leftAt(explained) : ranked(candidate, finding));
    }

    private void line(byte[] bytes, int offset, int length) {
        if (++number > wanted) {
            return;
        }
        Arrays.fill(hits, 0);
        rules.scanner().scan(bytes, offset, offset + length, hits);
        boolean marked = rules.filter().isMarked(bytes, offset, length) || sections.isInExitMessage();
        String visible = marked || number == wanted ? terminal.visible(bytes, offset, length) : "";
        kind = marked ? sections.line(bytes, offset, length, visible) : Sections.Kind.CONTENT;
        if (kind == Sections.Kind.COMMAND) {
            command = visible;
        }
        if (number == wanted) {
            section = sections.title();
            line = new Line(
                    number, visible, kind == Sections.Kind.CONTENT ? rules.matching(visible, hits, true) : List.of());
        } else if (kind == Sections.Kind.EXIT || kind == Sections.Kind.END) {
            command = "";
        }
    }

    private Ranking.@Nullable Candidate candidate(List<JobEvidence.Judged> judged) {
        for (JobEvidence.Judged one : judged) {
            Block block = one.block();
            if (block.shown().getFirst().number <= wanted && wanted <= block.last().number) {
                Ranking.Candidate candidate = new Ranking.Candidate(one);
                candidate.normalize();
                return candidate;
            }
        }
        return null;
    }

    private static @Nullable Finding finding(Ranking.Candidate candidate, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.messageHash().equals(candidate.hash))
                .findFirst()
                .orElse(null);
    }

    private static Explanation.Span span(Ranking.Candidate candidate) {
        return new Explanation.Span(
                candidate.block.shown().getFirst().number,
                candidate.block.last().number,
                candidate.line.number,
                candidate.evidence,
                candidate.confidence());
    }

    private static String ranked(Ranking.Candidate candidate, @Nullable Finding finding) {
        if (finding == null) {
            return "Its block is not among the " + LogAnalyzer.MAX_FINDINGS + " strongest, which become cards.";
        }
        return finding.line() == candidate.line.number
                ? "It is in card " + finding.rank() + "."
                : "It counts as an occurrence of card " + finding.rank() + " (line " + finding.line()
                        + "), whose message is the same once normalized.";
    }

    /** At which stage a line that is in no block was left. */
    private String leftAt(Line explained) {
        if (kind != Sections.Kind.CONTENT) {
            return "Left at the sections: it is a marker that says where a group or a command begins or ends.";
        }
        if (explained.rules.isEmpty()) {
            return rules.keywords(hits).isEmpty()
                    ? "Left at the keywords: it holds none, and belongs to no block of lines that do."
                    : "Left at the rules: it holds keywords, but the patterns of their rules do not match.";
        }
        if (explained.is(Role.PASS) || explained.is(Role.SUCCESS)) {
            return "Left at the rules: it says that something went well.";
        }
        if (explained.isEvidence()) {
            return "Left at the blocks: it is evidence, but its block was cut before it, or given up for stronger ones.";
        }
        return explained.is(Role.NOISE)
                ? "Left at the rules: what speaks against it outweighs what speaks for it."
                : "Left at the rules: those that match say nothing of a failure by themselves.";
    }
}
