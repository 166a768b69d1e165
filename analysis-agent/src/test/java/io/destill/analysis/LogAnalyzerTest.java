package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.contracts.Severity;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class LogAnalyzerTest {

    private static final List<ExampleLog> EXAMPLES = ExampleLog.all();

    @Test
    void aFailureIsFoundWithItsPlaceAndContext() {
        List<Finding> findings = Logs.analyze("""
                $ make
                compiling a.c
                compiling b.c
                src/b.c:3:5: error: expected ';' before 'return'
                    3 |     return 1
                      |     ^
                make: *** [Makefile:9: b.o] Error 1
                """);
        Finding top = findings.getFirst();
        assertThat(top.rank()).isEqualTo(1);
        assertThat(top.line()).isEqualTo(4);
        assertThat(top.lineStart()).isEqualTo(4);
        assertThat(top.lineEnd()).isEqualTo(6);
        assertThat(top.message()).isEqualTo("src/b.c:3:5: error: expected ';' before 'return'");
        assertThat(top.lines()).hasSize(3);
        assertThat(top.before()).contains("compiling b.c");
        assertThat(top.messageHash()).isEqualTo(Normalizer.hash(top.normalizedMessage()));
    }

    @Test
    void anEmptyLogHasNoFindings() {
        assertThat(Logs.analyze("")).isEmpty();
        assertThat(Logs.analyze("\n\n\n")).isEmpty();
        assertThat(Logs.analyze("\r\n  \r\n")).isEmpty();
    }

    @Test
    void aLogThatSaysNothingOfAFailureHasItsLastWordsAsAWeakFinding() {
        List<Finding> findings = Logs.analyze("$ deploy\nall is well\n");
        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().message()).isEqualTo("all is well");
        assertThat(findings.getFirst().confidence()).isLessThan(0.3);
    }

    @Test
    void linesAreCountedAsAnEditorCountsThem() {
        assertThat(lines("")).isEqualTo(0);
        assertThat(lines("a")).isEqualTo(1);
        assertThat(lines("a\n")).isEqualTo(1);
        assertThat(lines("a\r\n\nb")).isEqualTo(3);
    }

    private static long lines(String log) {
        LogAnalyzer analyzer = new LogAnalyzer(Logs.RULES);
        byte[] bytes = log.getBytes(UTF_8);
        analyzer.read(bytes, 0, bytes.length);
        analyzer.finish();
        return analyzer.lines();
    }

    @Test
    void noMoreFindingsThanAskedFor() {
        StringBuilder log = new StringBuilder();
        for (char c = 'a'; c <= 'z'; c++) {
            log.append("src/").append(c).append(".c:3:5: error: no ").append(c).append("\n\nfine\n\n");
        }
        LogAnalyzer analyzer = new LogAnalyzer(Logs.RULES, 7, true);
        byte[] bytes = log.toString().getBytes(UTF_8);
        analyzer.read(bytes, 0, bytes.length);
        assertThat(analyzer.finish()).hasSize(7);
    }

    @Property(tries = 400)
    void howAnExampleIsCutMakesNoDifference(
            @ForAll("examples") ExampleLog example, @ForAll("cuts") List<Integer> cuts) {
        byte[] log = example.log().array();
        List<Integer> within =
                cuts.stream().map(cut -> cut % Math.max(1, log.length)).toList();
        assertThat(Logs.analyze(log, within)).isEqualTo(example.findings());
    }

    @Property(tries = 400)
    void howAnyLogIsCutMakesNoDifference(@ForAll("logs") byte[] log, @ForAll("cuts") List<Integer> cuts) {
        List<Integer> within =
                cuts.stream().map(cut -> cut % Math.max(1, log.length)).toList();
        assertThat(Logs.analyze(log, within)).isEqualTo(Logs.analyze(log, List.of()));
    }

    @Test
    void aLogMayComeByteForByte() {
        ExampleLog example = EXAMPLES.getFirst();
        List<Integer> everywhere =
                Stream.iterate(0, i -> i + 1).limit(example.log().length()).toList();
        assertThat(Logs.analyze(example.log().array(), everywhere))
                .isEqualTo(example.findings())
                .isNotEmpty();
    }

    @Test
    void theExamplesFindingsAreSound() {
        for (ExampleLog example : EXAMPLES) {
            Soundness.check(example.findings(), example.log().array());
        }
    }

    @Property(tries = 400)
    void anyLogsFindingsAreSound(@ForAll("logs") byte[] log) {
        Soundness.check(Logs.analyze(log, List.of()), log);
    }

    @Property
    void noBytesAreTooMuch(@ForAll byte[] noise) {
        Soundness.check(Logs.analyze(noise, List.of()), noise);
    }

    @Test
    void sixteenMegabytesOfNoiseAreSurvived() {
        byte[] noise = new byte[1 << 20];
        Random random = new Random(42);
        LogAnalyzer analyzer = new LogAnalyzer(Logs.RULES);
        for (int i = 0; i < 16; i++) {
            random.nextBytes(noise);
            analyzer.read(noise.clone(), 0, noise.length);
        }
        assertThat(analyzer.finish()).hasSizeLessThanOrEqualTo(LogAnalyzer.MAX_FINDINGS);
    }

    @Test
    void whatIsKeptOfManyErrorsIsBounded() {
        StringBuilder errors = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            errors.append("src/a.c:")
                    .append(i)
                    .append(":5: error: number ")
                    .append((char) ('a' + i % 26))
                    .append("\nfine\n\n");
        }
        byte[] megabyte = errors.toString().getBytes(UTF_8);
        LogAnalyzer analyzer = new LogAnalyzer(Logs.RULES, Integer.MAX_VALUE, true);
        for (long read = 0; read < 8L << 20; read += megabyte.length) {
            analyzer.read(megabyte, 0, megabyte.length);
        }
        List<Finding> findings = analyzer.finish();
        assertThat(findings).hasSizeBetween(26, 400);
        assertThat(findings)
                .allSatisfy(f -> assertThat(f.occurrences().firstLines()).hasSizeLessThanOrEqualTo(10));
    }

    @Test
    void oneHugeLineIsOneLine() {
        LogAnalyzer analyzer = new LogAnalyzer(Logs.RULES);
        byte[] start = "before\nerror: could not read the head ".getBytes(UTF_8);
        byte[] megabyte = "x".repeat(1 << 20).getBytes(UTF_8);
        byte[] end = " and fatal: not a repository\nafter\n".getBytes(UTF_8);
        analyzer.read(start, 0, start.length);
        for (int i = 0; i < 50; i++) {
            analyzer.read(megabyte, 0, megabyte.length);
        }
        analyzer.read(end, 0, end.length);
        List<Finding> findings = analyzer.finish();
        assertThat(analyzer.lines()).isEqualTo(3);
        assertThat(findings.getFirst().line()).isEqualTo(2);
        assertThat(findings.getFirst().message())
                .startsWith("error: could not read the head x")
                .contains("xx … xx")
                .endsWith("xx and fatal: not a repository")
                .hasSizeLessThanOrEqualTo(Terminal.MAX_COLUMNS);
    }

    @Test
    void theTailOfALongLineIsLookedAtToo() {
        String line = "x".repeat(100_000) + " fatal: not a git repository";
        Finding finding = Logs.analyze("fine\n" + line + "\nfine\n").getFirst();
        assertThat(finding.message()).endsWith(" fatal: not a git repository");
        assertThat(finding.severity()).isEqualTo(Severity.FATAL);
    }

    @Provide
    Arbitrary<ExampleLog> examples() {
        return Arbitraries.of(EXAMPLES);
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 1 << 20).list().ofMaxSize(20);
    }

    @Provide
    Arbitrary<byte[]> logs() {
        Arbitrary<String> line = Arbitraries.frequencyOf(
                Tuple.of(
                        20,
                        Arbitraries.of(
                                "",
                                "",
                                "compiling a.c",
                                "  indented",
                                "error: cannot open x",
                                "src/a.c:3:5: error: expected ';'",
                                "    3 |  return",
                                "      |  ^",
                                "FAIL: test_a (t.A)",
                                "  1) adds",
                                "     Expected: 1",
                                "     Actual: 2",
                                "Exception in thread \"main\" java.lang.IllegalStateException: no",
                                "\tat a.B.c(D.java:3)",
                                "Caused by: java.io.IOException: x",
                                "make: *** [all] Error 2",
                                "ok 1 - a",
                                "not ok 2 - b",
                                "Failures:",
                                "1 failed, 2 passed",
                                "retrying in 3 s",
                                "warning: x is deprecated",
                                "Killed",
                                "progress 1%\rprogress 2%",
                                "\u001b[31merror\u001b[0m: red")),
                Tuple.of(
                        6,
                        Arbitraries.of(
                                "$ make test",
                                "\u001b_bk;t=1\u0007~~~ Running commands",
                                "\u001b_bk;t=1\u0007+++ Group",
                                "\u001b_bk;t=1\u0007\u001b[90m$\u001b[0m make",
                                "^^^ +++",
                                "\u001b[31m\ud83d\udea8 Error: The command exited with status 1\u001b[0m",
                                "2026-11-23T21:33:03.5734589Z ##[group]Run make",
                                "2026-11-23T21:33:03.5734589Z ##[error]Process completed with exit code 1.",
                                "section_start:1:step_script\r\u001b[0KExecuting",
                                "section_end:1:step_script\r\u001b[0K",
                                "section_start:1:a\u009b\u0085b\r\u001b[0K",
                                "travis_fold:start:a\u009b1\u202e\r",
                                "\u001b[31;1mERROR: Job failed: exit code 1",
                                "travis_time:start:1\r\u001b[0K$ make",
                                "The command \"make\" exited with 2.",
                                "\u001b[31;1mThe command \"a",
                                "b\" exited with 1.")),
                Tuple.of(2, Arbitraries.strings().ofMaxLength(30)),
                Tuple.of(
                        1,
                        Arbitraries.integers()
                                .between(4_000, 100_000)
                                .map(n -> "error: " + "long ".repeat(n / 5) + " fatal: end")));
        return line.list()
                .ofMaxSize(60)
                .flatMap(lines -> Arbitraries.of("\n", "\r\n")
                        .flatMap(end ->
                                Arbitraries.of("", end).map(last -> (String.join(end, lines) + last).getBytes(UTF_8))));
    }

    @Test
    void aJobThatPassedHasNoLastWords() {
        byte[] log = "$ make\nall is well\n".getBytes(UTF_8);
        LogAnalyzer failed = new LogAnalyzer(Logs.RULES, 5, true);
        failed.read(log, 0, log.length);
        LogAnalyzer passed = new LogAnalyzer(Logs.RULES, 5, false);
        passed.read(log, 0, log.length);

        assertThat(failed.finish()).hasSize(1);
        assertThat(passed.finish()).isEmpty();
    }

    @Test
    void aGroupThatWasLeftForAnotherDidNotFail() {
        String log = buildkite(
                "--- Waiting for the database",
                "psql: error: connection to server at \"db\" failed: Connection refused",
                "--- Migrations",
                "psql:V042.sql:17: ERROR:  relation \"refunds\" does not exist");

        assertThat(findings(log).get(0).message()).contains("V042.sql");
    }

    @Test
    void aScriptMayGoOnAfterTheGroupThatFailed() {
        String log = buildkite("+++ Tests", "AssertionError: 100 != 119", "--- Coverage", "uploaded 12 files");

        assertThat(findings(log).get(0).message()).isEqualTo("AssertionError: 100 != 119");
    }

    /** A script's output between the lines that Buildkite's agent writes before and after it. */
    private static String buildkite(String... output) {
        StringBuilder log = new StringBuilder();
        Stream.of(
                        Stream.of("~~~ Running commands", "\u001b[90m$\u001b[0m ./ci.sh"),
                        Stream.of(output),
                        Stream.of("^^^ +++", "\u001b[31m🚨 Error: The command exited with status 1\u001b[0m"))
                .flatMap(lines -> lines)
                .forEach(line -> log.append("\u001b_bk;t=1787217273045\u0007")
                        .append(line)
                        .append("\r\n"));
        return log.toString();
    }

    private static List<Finding> findings(String log) {
        LogAnalyzer analyzer = new LogAnalyzer(Logs.RULES);
        byte[] bytes = log.getBytes(UTF_8);
        analyzer.read(bytes, 0, bytes.length);
        return analyzer.finish();
    }

    @Test
    void aCardEndsWhereItSaysNothingOfANewKind() {
        String more = "        expected: 3\n        actual: 4\n".repeat(8);
        Finding top =
                Logs.analyze("--- FAIL: TestTotal (0.00s)\n" + more + "FAIL\n").getFirst();
        assertThat(top.lineStart()).isEqualTo(1);
        assertThat(top.lines()).hasSize(10);
        assertThat(top.after()).hasSize(5);
    }

    @Test
    void whatIsCutFromACardStandsAfterIt() {
        StringBuilder log = new StringBuilder("$ npm test\nError: boom\n");
        for (int i = 1; i <= 12; i++) {
            log.append("    at step")
                    .append(i)
                    .append(" (lib/cart.js:")
                    .append(i)
                    .append(":3)\n");
        }
        Finding top = Logs.analyze(log + "npm ERR! Test failed.\n").getFirst();
        assertThat(top.lines()).last().asString().startsWith("    at step5 ");
        assertThat(top.after()).hasSize(5).first().asString().startsWith("    at step6 ");
    }

    @Test
    void aNameInAListGivesWayToWhatTellsOfIt() {
        Finding top = Logs.analyze("""
                $ npm test
                  ✓ is empty
                  ✗ adds the tax
                  ✓ handles refunds

                CartTests.swift
                  adds the tax, expected 3 to equal 4
                  /src/cart/CartTests.swift:21

                2 passed, 1 failed
                """).getFirst();
        assertThat(top.lineStart()).isEqualTo(6);
    }

    @Test
    void whatAPassingTestPrintsIsNotTheCause() {
        Finding top = Logs.analyze("""
                $ npm test
                Error: no such account: bob
                    ✓ reports unknown accounts
                lib/cart.js:12:5: Unexpected empty block
                npm ERR! Test failed.
                """).getFirst();
        assertThat(top.line()).isEqualTo(4);
    }

    @Test
    void whatAPassedRunPrintedIsNotTheCause() {
        Finding top = Logs.analyze("""
                $ rake
                ERROR: connection to billing refused
                ERROR: no such account: bob

                12 examples, 0 failures

                lib/cart.rb:12: Line is too long
                rake aborted!
                """).getFirst();
        assertThat(top.line()).isEqualTo(7);
    }

    /** What was found for a line is remembered for lines that differ in long numbers, but not from command to command. */
    @Test
    void aCommandIsJudgedAsIfItStoodAlone() {
        String first = "$ make one\n0000 failed\nThe command \"make one\" exited with 0.\n";
        String second = "$ make two\n1234 failed\nThe command \"make two\" exited with 1.\n";
        assertThat(rulesOn("1234 failed", first + second))
                .isEqualTo(rulesOn("1234 failed", second))
                .isNotEqualTo(rulesOn("0000 failed", first));
    }

    private static List<String> rulesOn(String line, String log) {
        LogAnalyzer analyzer = new LogAnalyzer(Logs.RULES);
        analyzer.read(log.getBytes(UTF_8), 0, log.length());
        return analyzer.judge(PassedLines.NONE).stream()
                .map(judged -> judged.block().head())
                .filter(head -> head.text.equals(line))
                .flatMap(head -> head.rules.stream())
                .map(rule -> rule.name)
                .toList();
    }

    /** More than is kept of all commands together. */
    @Test
    void ofTwoCommandsThatFailedAtLengthBothAreKept() {
        String noise = "x".repeat(900) + " error\n";
        StringBuilder log = new StringBuilder();
        for (String command : List.of("one", "two")) {
            log.append("$ make ").append(command).append('\n').append(command).append(".c:3:5: error: no such type\n");
            log.append(noise.repeat(1_400));
            log.append("The command \"make ").append(command).append("\" exited with 1.\n");
        }
        assertThat(Logs.analyze(log.toString()).stream().map(Finding::message))
                .contains("one.c:3:5: error: no such type", "two.c:3:5: error: no such type");
    }

    @Test
    void ofWhatIsSaidTwiceTheFullerTellingIsShown() {
        Finding top = Logs.analyze("""
                $ make
                src/cart.c:3:5: error: expected ';' before 'return'
                building tax
                src/cart.c:3:5: error: expected ';' before 'return'
                    3 |     return 1
                      |     ^
                make: *** [Makefile:9: cart.o] Error 1
                """).getFirst();
        assertThat(top.lineStart()).isEqualTo(4);
        assertThat(top.lineEnd()).isEqualTo(6);
        assertThat(top.occurrences().count()).isEqualTo(2);
    }

    @Test
    void anInventoryIsNoListOfFailures() {
        StringBuilder log = new StringBuilder("$ check-links\nChecked:\n");
        for (int i = 1; i <= 40; i++) {
            log.append("  ")
                    .append(i)
                    .append(". 200 https://example.com/")
                    .append(i)
                    .append('\n');
        }
        log.append("  41. failed to open a connection to example.org\n\nIssues :-(\n");
        log.append("  1. 404 https://example.com/7\n  2. 404 https://example.com/9\n\nwrote results\n");
        Finding top = Logs.analyze(log.toString()).getFirst();
        assertThat(top.lines()).anyMatch(line -> line.contains("404 https://example.com/7"));
        assertThat(Logs.analyze(log.toString()))
                .allSatisfy(finding -> assertThat(finding.lines()).hasSizeLessThan(5));
    }

    @Test
    void theMessageUnderATestsNameBelongsToIt() {
        Finding top = Logs.analyze("""
                $ mvn test
                [ERROR] com.acme.CartTest.addsTax -- Time elapsed: 0.013 s <<< FAILURE!
                org.opentest4j.AssertionFailedError: expected: <4> but was: <3>
                	at com.acme.CartTest.addsTax(CartTest.java:12)

                [INFO] BUILD FAILURE
                """).getFirst();
        assertThat(top.lineStart()).isEqualTo(2);
        assertThat(top.lineEnd()).isEqualTo(4);
    }

    @Test
    void whatExplainsIsNotLostInARunOfWeakLines() {
        StringBuilder log = new StringBuilder("$ ./release.sh\n");
        for (int i = 1; i <= 40; i++) {
            log.append("self test ").append(i).append(": injected failure\n");
        }
        log.append("fatal: No names found, cannot describe anything.\n");
        assertThat(Logs.analyze(log.toString()).getFirst().message()).startsWith("fatal: No names found");
    }

    @Test
    void theWordsOfADiffAreQuoted() {
        Finding diff = Logs.analyze("""
                $ diff -u report.golden report
                --- report.golden 2019-03-01
                +++ report 2019-03-01
                @@ -7,5 +7,5 @@
                 Errors       0
                 error: out of stock
                -mean      2.33
                +mean      2
                 fatal: expected
                -sum       7
                +sum       6
                """).getFirst();
        assertThat(diff.lines()).contains("-mean      2.33", "+sum       6");
        assertThat(diff.evidence()).noneMatch(evidence -> evidence.rule().equals("word-fatal"));
    }

    @Test
    void theWordsOfSourceCodeAreQuoted() {
        List<Finding> findings = Logs.analyze("""
                $ make
                a.c:3:5: warning: unused variable 'x' [-Wunused-variable]
                    3 | int x = open_error_log("fatal error");
                      |     ^
                done
                cp: cannot stat 'a.out': No such file or directory
                """);
        assertThat(findings).noneMatch(finding -> finding.message().contains("open_error_log"));
    }

    @Test
    void aTestsNameMayStandUnderItsMessages() {
        Finding top = Logs.analyze("""
                $ go test ./...
                === RUN   TestDelay
                    retry_test.go:32: Delay(44) = -2s; want between 1s and 9s
                --- FAIL: TestDelay (0.00s)
                FAIL
                """).getFirst();
        assertThat(top.lineStart()).isEqualTo(3);
        assertThat(top.lineEnd()).isEqualTo(4);
    }

    @Test
    void theLineAtTheMarginAboveAnIndentedFindingSaysWhatItIsAbout() {
        Finding top = Logs.analyze("""
                $ php tests/run.php
                lists
                stars within code
                    should be: "a*b"
                    is:        "a<i>b"
                lists
                """).getFirst();
        assertThat(top.lines()).startsWith("stars within code", "    should be: \"a*b\"");
        assertThat(top.lineStart()).isEqualTo(3);
        assertThat(top.before()).endsWith("lists");
    }

    @Test
    void aFailedTestInSomebodysOwnWordsIsShownToItsEnd() {
        Finding top = Logs.analyze("""
                $ ruby test/all.rb
                ...F.

                  1) Failure:
                PlanTest#test_kept [test/plan_test.rb:13]:
                Restriction was hoped for but nothing came.

                5 runs, 5 assertions, 1 failures, 0 errors, 0 skips
                """).getFirst();
        assertThat(top.lines()).endsWith("Restriction was hoped for but nothing came.");
    }

    @Test
    void aPlaceInAFileIsTheHeadlineOfWhatIsIndentedBelow() {
        Finding top = Logs.analyze("""
                $ biome ci src
                src/pick.js:3:8 lint/suspicious/noAssignInExpressions

                  × The assignment should not be in an expression.
                """).getFirst();
        assertThat(top.lineStart()).isEqualTo(2);
        assertThat(top.lineEnd()).isEqualTo(4);
    }

    @Test
    void aMessageOfSeveralLinesGoesOnBelowItsException() {
        Finding top = Logs.analyze("""
                $ mvn test
                [ERROR] a van costs 106.25  Time elapsed: 0.196 s  <<< FAILURE!
                org.spockframework.runtime.SpockComparisonFailure:
                Condition not satisfied:

                [INFO] BUILD FAILURE
                """).getFirst();
        assertThat(top.lines()).contains("Condition not satisfied:");
    }

    @Test
    void whatStandsBeforeEachLineOfAProgramIsPassedOver() {
        for (String prefix : List.of("1: ", "#9 0.123 ", "web_1  | ")) {
            Finding top = Logs.analyze("""
                    $ run
                    Pfatal: no such branch: main
                    PTraceback (most recent call last):
                    P  File "cart.py", line 3, in total
                    P    return sum
                    PKeyError: 'price'
                    """.replace("    P", "    " + prefix).replaceAll("(?m)^P", prefix))
                    .getFirst();
            assertThat(top.lineStart()).as(prefix).isEqualTo(3);
            assertThat(top.lineEnd()).as(prefix).isEqualTo(6);
        }
    }

    @Test
    void rulersAndProgressAreNobodysLastWords() {
        assertThat(Logs.analyze("""
                $ mvn verify
                [INFO] ------------------------------------------------------------------------
                [INFO] BUILD FAILURE
                [INFO] ------------------------------------------------------------------------
                [INFO] Finished at: 2019-03-01T10:00:00Z
                [INFO] ------------------------------------------------------------------------
                [ERROR] Re-run Maven using the -X switch
                """))
                .noneMatch(finding -> finding.evidence().stream()
                        .anyMatch(evidence -> evidence.rule().equals("last-words")));
    }

    @Test
    void theFirstWarningIsTheCauseWhereWarningsAreErrors() {
        StringBuilder log = new StringBuilder("$ mkdocs build --strict\n");
        log.append("WARNING - 'p12.md' contains a link to 'gone.md' which is not found\n\n");
        log.append("building a page\n".repeat(60));
        log.append("\nAborted with 1 warnings in strict mode!\n");
        assertThat(Logs.analyze(log.toString()).getFirst().line()).isEqualTo(2);
    }

    @Test
    void aListOfNamesIsNoStrongerForWhatStandsBelowIt() {
        Finding top = Logs.analyze("""
                $ npm test
                Slowest:
                  1) the cart
                  2) the tax
                  3) shipping

                checked a
                checked b
                checked c
                  1) Cart adds up
                     AssertionError: expected 3 to equal 4
                      at test/cart.js:3:5

                The command "npm test" exited with 1.
                """).getFirst();
        assertThat(top.lineStart()).isEqualTo(10);
        assertThat(top.evidence()).anyMatch(evidence -> evidence.rule().equals("first-very-strong"));
    }

    @Test
    void linesAboveACandidateAreWhatTheirKeywordsSay() {
        // The head of captured output says that what follows is no failure, wherever the lines are that were looked at
        // before.
        StringBuilder log = new StringBuilder("$ npm test\n");
        for (int i = 0; i < 6; i++) {
            log.append("PASS test/a%d.test.js\n\n  console.error\n    Error: request %d failed\n".formatted(i, i));
            log.append("        at get (/src/a.js:3:5)\n".repeat(3));
            log.append("\n\n  quiet\n\n");
        }
        log.append("FAIL test/b.test.js\n  ● reads a user\n\n    Received: 3\n");
        log.append("\nThe command \"npm test\" exited with 1.\n");
        assertThat(Logs.analyze(log.toString()).getFirst().message()).startsWith("FAIL test/b");
    }

    @Test
    void whatStandsBetweenRulersBelongsToTheNameAboveIt() {
        Finding top = Logs.analyze("""
                $ raco test .
                suite one
                --------------------
                slugs have no double dash
                FAILURE
                name:       check-equal?
                location:   slug.rkt:4:39
                actual:     "a--b"
                expected:   "a-b"
                --------------------
                1/61 test failures

                The command "raco test ." exited with 1.
                """).getFirst();
        assertThat(top.lineStart()).isEqualTo(4);
        assertThat(top.lineEnd()).isEqualTo(9);
    }

    @Test
    void ofEqualFailuresTheFirstIsOnTop() {
        assertThat(Logs.analyze("""
                $ make check
                check_a: started
                ok: total
                a.c:12: Failure
                got 3
                ok: tax
                ok: rate
                ok: rates
                ok: more
                ok: yet more
                ok: all
                b.c:44: Failure
                got 4
                The command "make check" exited with 1.
                """).getFirst().line()).isEqualTo(4);
    }

    @Test
    void aVerdictInsideAFailedTestIsAPartOfIt() {
        Finding top = Logs.analyze("""
                $ mix test
                ..
                  1) doctest Text.cut/2 (TextTest)
                     test/text_test.exs:3
                     Doctest failed
                     code:  Text.cut("abc", 2) === "bc"
                     left:  "ab"
                     right: "bc"

                Finished in 0.1 seconds

                The command "mix test" exited with 2.
                """).getFirst();
        assertThat(top.lineStart()).isEqualTo(3);
        assertThat(top.lineEnd()).isGreaterThanOrEqualTo(8);
    }

    @Test
    void whereNothingIsStrongTheFirstDiagnosticIsOnTop() {
        assertThat(Logs.analyze("""
                $ hlint src
                src/Table.hs:6:1-53: Warning: Eta reduce
                Found:
                  widths rows = map longest rows

                src/Table.hs:9:20-46: Warning: Redundant ==
                Found:
                  null rows == True

                2 hints
                The command "hlint src" exited with 1.
                """).getFirst().line()).isEqualTo(2);
    }

    @Test
    void aMessageAfterAProgressLineIsReadFromItsLabelOn() {
        assertThat(Logs.analyze("""
                $ octave runtests.m
                smooth 1 ... ok
                compare ... error: nonconformant arguments
                error: called from
                    runtests at line 12 column 25
                The command "octave runtests.m" exited with 1.
                """).getFirst().line()).isEqualTo(3);
    }

    @Test
    void whatWasExpectedAboveWhatCameIsPartOfTheCard() {
        Finding top = Logs.analyze("""
                $ cucumber
                    When I add three jars
                      Expected: 1228
                        Actual: 1229 (Minitest::Assertion)
                      ./features/steps.rb:14:in `/^the total is/'
                The command "cucumber" exited with 1.
                """).getFirst();
        assertThat(top.lineStart()).isEqualTo(3);
    }

    @Test
    void anUnderlinedNameAndACheckInAListHaveWhatStandsBelowThem() {
        Finding underlined = Logs.analyze("""
                $ make check
                FAIL: tests/convert
                PASS: tests/other

                FAIL: tests/convert
                ===================

                1 km ok
                1 ft ok
                1 mi: want 1609, got 1690

                SKIP: tests/cli
                ===============
                The command "make check" exited with 2.
                """).getFirst();
        assertThat(underlined.lineStart()).isEqualTo(5);
        assertThat(underlined.lineEnd()).isGreaterThanOrEqualTo(10);
        Finding check = Logs.analyze("""
                $ R CMD check .
                * checking Rd contents ... OK
                * checking examples ... ERROR
                The error most likely occurred in:

                > monthly(1:3)
                Error in prettyNum(x) :
                  invalid argument
                * checking tests ... OK
                The command "R CMD check ." exited with 1.
                """).getFirst();
        assertThat(check.lineStart()).isEqualTo(3);
        assertThat(check.lineEnd()).isEqualTo(8);
    }

    @Test
    void aListOfFilesBelongsToWhatIsWrongWithThem() {
        Finding top = Logs.analyze("""
                $ make lint
                The following files are not gofmt'ed:
                ./pkg/cart/cart.go
                ./pkg/tax/tax.go
                Run gofmt -w on them.
                The command "make lint" exited with 1.
                """).getFirst();
        assertThat(top.lineStart()).isEqualTo(2);
        assertThat(top.lineEnd()).isEqualTo(4);
    }
}
