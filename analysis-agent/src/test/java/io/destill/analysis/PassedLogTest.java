package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.destill.contracts.Evidence;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What logs of jobs that passed do to the ranks of one that failed. */
class PassedLogTest {

    private static final String NOISE = """
            java.lang.IllegalStateException: cannot reach replica 10.1.2.3:7000
                at db.Replica.open(Replica.java:31)
            """;

    private static final String FAILED = """
            $ make check
            2026-03-01 12:00:01 starting
            java.lang.IllegalStateException: cannot reach replica 10.1.2.3:7000
                at db.Replica.open(Replica.java:31)
            going on with the others



            expected 3 rows but was 4



            done
            make: *** [check] Error 1
            """;

    private static PassedLines passed(String log) {
        PassedLog passed = new PassedLog(Logs.RULES);
        byte[] bytes = log.getBytes(UTF_8);
        passed.read(bytes, 0, bytes.length / 2);
        passed.read(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
        return passed.finish();
    }

    private static LogAnalyzer read(String log) {
        LogAnalyzer analyzer = new LogAnalyzer(Logs.RULES);
        byte[] bytes = log.getBytes(UTF_8);
        analyzer.read(bytes, 0, bytes.length);
        return analyzer;
    }

    private static List<String> evidence(List<Finding> findings, String message) {
        Finding finding = findings.stream()
                .filter(f -> f.lines().stream().anyMatch(line -> line.contains(message)))
                .findFirst()
                .orElseThrow();
        assertThat(finding.evidence().stream()
                        .mapToDouble(Evidence::contribution)
                        .sum())
                .isCloseTo(finding.confidence(), within(1e-9));
        return finding.evidence().stream().map(Evidence::rule).toList();
    }

    @Test
    void whatPassedJobsPrintTooIsDemotedAndKeptAndTheFirstElseGains() {
        LogAnalyzer analyzer = read(FAILED);
        List<Finding> alone = analyzer.finish();
        assertThat(alone.getFirst().message()).contains("cannot reach replica");
        assertThat(evidence(alone, "replica")).doesNotContain("seen-in-passed-log", "first-unseen");

        List<Finding> compared = analyzer.rankAgain(
                passed("$ make check\n2026-03-02 09:30:00 starting\n" + NOISE.replace(":31", ":32")));

        assertThat(compared.getFirst().message()).contains("expected 3 rows");
        assertThat(evidence(compared, "expected 3 rows"))
                .contains("first-unseen")
                .doesNotContain("seen-in-passed-log");
        assertThat(evidence(compared, "replica")).contains("seen-in-passed-log").doesNotContain("first-strong");
    }

    @Test
    void rankedAgainItIsAsIfTheLogHadBeenThereFromTheStart() {
        PassedLines passed = passed(NOISE);
        LogAnalyzer again = read(FAILED);
        List<Finding> alone = again.finish();

        assertThat(again.rankAgain(passed)).isEqualTo(read(FAILED).finish(passed));
        assertThat(again.rankAgain(PassedLines.NONE)).isEqualTo(alone);
    }

    @Test
    void aBlockThatSaysSomethingNewIsNotDemoted() {
        String log = """
                $ go test ./...
                --- FAIL: TestRows (0.01s)
                    rows_test.go:12: error: no such column: age
                FAIL
                """;
        String retried = log.replace("no such column: age", "cannot connect, trying again");
        List<Finding> findings = read(log).finish(passed(retried));
        assertThat(evidence(findings, "no such column"))
                .contains("first-unseen")
                .doesNotContain("seen-in-passed-log");
    }

    @Test
    void aSeriesBeginsWithTheFirstThatIsNew() {
        String log = "$ ./check\nerror: cannot read config\nerror: no such column: age\n\n\nexit status 1\n";
        List<Finding> findings = read(log).finish(passed("error: cannot read config\n"));
        assertThat(evidence(findings, "no such column"))
                .contains("first-unseen", "first-strong")
                .doesNotContain("follows-similar");
    }

    @Test
    void withoutAWordOnHowCommandsEndedTheLastThatSaysSomethingNewCountsAsFailed() {
        String log = """
                ##[group]Run ./build
                src/a.c:1:2: error: 'x' undeclared
                ##[endgroup]
                ##[group]Run ./report
                error: no coverage token, report is not sent
                ##[endgroup]
                """;
        List<Finding> findings = read(log).finish(passed("error: no coverage token, report is not sent\n"));
        assertThat(evidence(findings, "undeclared")).contains("in-failed-command", "first-unseen");
        assertThat(findings.getFirst().message()).contains("undeclared");
    }

    @Test
    void whenAllOfItPassedBeforeTheOrderIsStillThatOfTheCards() {
        List<Finding> findings = read(FAILED).finish(passed(FAILED));
        assertThat(findings).hasSameSizeAs(read(FAILED).finish());
        assertThat(evidence(findings, "expected 3 rows")).contains("seen-in-passed-log");
    }

    @Test
    void hashesCanBeStoredAndPutTogether() {
        PassedLines first = passed(NOISE);
        PassedLines second = passed("error: disk full\n");

        assertThat(PassedLines.of(first.hashes(), 1).hashes()).isEqualTo(first.hashes());
        PassedLines both = PassedLines.union(List.of(first, second));
        assertThat(both.logs()).isEqualTo(2);
        assertThat(both.contains(Normalizer.normalize("error: disk full"))).isTrue();
        assertThat(both.hashes()).hasSize(first.hashes().length + 1).isSorted();
        assertThat(PassedLines.union(List.of()).logs()).isZero();
    }

    @Test
    void whatIsNotedOfOneLogIsBounded() {
        String letters = "abcdefghijklmnopqrstuvwxyz";
        StringBuilder log = new StringBuilder();
        IntStream.range(0, 3 * PassedLog.MAX_LINES).forEach(i -> {
            log.append("error: ");
            for (int rest = i; rest > 0; rest /= 26) {
                log.append(letters.charAt(rest % 26));
            }
            log.append('\n');
        });
        assertThat(passed(log.toString()).hashes()).hasSizeBetween(PassedLog.MAX_LINES, 2 * PassedLog.MAX_LINES);
    }
}
