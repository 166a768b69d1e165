package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.destill.contracts.Evidence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What holds for the findings of any bytes at all. */
final class Soundness {

    private Soundness() {}

    /**
     * Analyses a log in one piece, again, and cut up.
     *
     * @param cuts where it is cut up; what is outside the log is passed over
     */
    static void check(byte[] log, Collection<Integer> cuts) {
        List<Finding> findings = Logs.analyze(log, List.of());
        check(findings, log);
        assertThat(Logs.analyze(log, List.of())).as("the same log again").isEqualTo(findings);
        assertThat(Logs.analyze(log, cuts)).as("the same log, cut at %s", cuts).isEqualTo(findings);
    }

    static void check(List<Finding> findings, byte[] log) {
        long lines = lines(log);
        assertThat(findings).hasSizeLessThanOrEqualTo(LogAnalyzer.MAX_FINDINGS);
        double last = 1;
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            assertThat(finding.rank()).isEqualTo(i + 1);
            assertThat(finding.confidence()).isBetween(0.0, last);
            last = finding.confidence();
            double sum = finding.evidence().stream()
                    .mapToDouble(Evidence::contribution)
                    .sum();
            assertThat(sum)
                    .as("the evidence adds up: %s", finding.evidence())
                    .isCloseTo(finding.confidence(), within(1e-9));
            assertThat(finding.lineStart()).isBetween(1L, finding.line());
            assertThat(finding.lineEnd()).isBetween(finding.line(), lines);
            assertThat(finding.lines()).hasSizeLessThanOrEqualTo(Block.MAX_LINES);
            assertThat(finding.lineEnd() - finding.lineStart()).isLessThan(Block.MAX_LINES);
            assertThat(finding.occurrences().count()).isPositive();
            assertThat(finding.occurrences().firstLines())
                    .allSatisfy(line -> assertThat(line).isBetween(1L, lines));
            for (String text : texts(finding)) {
                assertThat(text.codePoints().filter(Soundness::isNoText))
                        .as("control characters and halves of characters in: %s", text)
                        .isEmpty();
            }
        }
        assertThat(findings.stream().map(Finding::messageHash)).doesNotHaveDuplicates();
    }

    private static long lines(byte[] log) {
        long lines = log.length > 0 && log[log.length - 1] != '\n' ? 1 : 0;
        for (byte b : log) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }

    /** Control characters, marks that reorder text, and what is left of a surrogate pair that was cut apart. */
    private static boolean isNoText(int c) {
        return Character.isISOControl(c)
                || Character.getType(c) == Character.SURROGATE
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }

    private static List<String> texts(Finding finding) {
        List<String> texts = new ArrayList<>(finding.lines());
        texts.addAll(finding.before());
        texts.addAll(finding.after());
        texts.add(finding.message());
        texts.add(finding.normalizedMessage());
        texts.add(String.valueOf(finding.section()));
        finding.evidence().forEach(evidence -> texts.add(String.valueOf(evidence.detail())));
        return texts;
    }
}
