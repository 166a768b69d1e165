package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Runs the engine over whole logs. */
final class Logs {

    static final RuleSet RULES = RuleSet.of(RuleSet.rulesOfFiles().values());

    private Logs() {}

    static List<Finding> analyze(String log) {
        return analyze(log.getBytes(UTF_8), List.of());
    }

    /** @param cuts where the log is cut into pieces, in any order; what is outside the log is passed over */
    static List<Finding> analyze(byte[] log, Collection<Integer> cuts) {
        LogAnalyzer analyzer = new LogAnalyzer(RULES);
        int from = 0;
        for (int cut : new TreeSet<>(cuts)) {
            if (cut > from && cut < log.length) {
                read(analyzer, log, from, cut);
                from = cut;
            }
        }
        read(analyzer, log, from, log.length);
        return analyzer.finish();
    }

    /** Each piece comes in an array of its own, and not at its start. */
    private static void read(LogAnalyzer analyzer, byte[] log, int from, int to) {
        byte[] padded = new byte[to - from + 6];
        Arrays.fill(padded, (byte) 'x');
        System.arraycopy(log, from, padded, 3, to - from);
        analyzer.read(padded, 3, to - from);
    }
}
