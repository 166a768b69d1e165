package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The stages of the analysis, each over all lines of the same 8 MB of {@link GeneratedLog}, and the whole. In the whole, the
 * stages after the scan see few of the lines: their figures are of what they cost when they are needed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StagesBenchmark {

    private static final int SIZE = 8 << 20;

    private RuleSet rules;
    private byte[] log;
    /** Where lines begin, and where the one after the last would. */
    private int[] starts;

    private List<String> visible;
    private List<Line> lines;
    private List<JobEvidence.Judged> judged;

    @Setup
    public void makeLog() {
        rules = RuleSet.builtIn();
        log = GeneratedLog.of(SIZE);
        List<Integer> at = new ArrayList<>(List.of(0));
        for (int i = 0; i < log.length; i++) {
            if (log[i] == '\n') {
                at.add(i + 1);
            }
        }
        starts = at.stream().mapToInt(Integer::intValue).toArray();
        visible = new String(log, UTF_8).lines().toList();
        long[] hits = new long[rules.scanner().words()];
        lines = new ArrayList<>();
        for (int i = 0; i + 1 < starts.length; i++) {
            rules.scanner().scan(log, starts[i], starts[i + 1] - 1, hits);
            lines.add(new Line(i + 1, visible.get(i), rules.matching(visible.get(i), hits, true)));
            Arrays.fill(hits, 0);
        }
        LogAnalyzer analyzer = new LogAnalyzer(rules);
        analyzer.read(log, 0, log.length);
        judged = analyzer.judge(PassedLines.NONE);
    }

    @Benchmark
    public void terminal(Blackhole out) {
        Terminal terminal = new Terminal();
        for (int i = 0; i + 1 < starts.length; i++) {
            out.consume(terminal.visible(log, starts[i], starts[i + 1] - starts[i]));
        }
    }

    @Benchmark
    public int filter() {
        return rules.filter().find(log, 0, log.length).size();
    }

    @Benchmark
    public void keywords(Blackhole out) {
        KeywordScanner scanner = rules.scanner();
        long[] hits = new long[scanner.words()];
        for (int i = 0; i + 1 < starts.length; i++) {
            out.consume(scanner.scan(log, starts[i], starts[i + 1] - 1, hits));
        }
    }

    @Benchmark
    public void normalize(Blackhole out) {
        for (String line : visible) {
            out.consume(Normalizer.normalize(line));
        }
    }

    @Benchmark
    public void segment(Blackhole out) {
        Segmenter segmenter = new Segmenter(out::consume);
        for (Line line : lines) {
            segmenter.add(line, null);
        }
        segmenter.close();
    }

    @Benchmark
    public List<Finding> rank() {
        return Ranking.rank(judged, LogAnalyzer.MAX_FINDINGS);
    }

    @Benchmark
    public List<Finding> whole() {
        LogAnalyzer analyzer = new LogAnalyzer(rules);
        analyzer.read(log, 0, log.length);
        return analyzer.finish();
    }
}
