package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.destill.contracts.Evidence;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineExplainerTest {

    private static final String LOG = """
            ##[group]Run make
            $ make
            gcc -c src/a.c
            gcc -c src/b.c
            \u001b[31msrc/a.c:1:2: error: 'x' undeclared\u001b[0m
                1 | int y = x;
                  |         ^
            0 errors in src/b.c



            PASS: a
            make: *** [all] Error 1
            ##[error]Process completed with exit code 2.
            """;

    private static @Nullable Explanation explain(String log, long line) {
        LineExplainer explainer = new LineExplainer(RuleSet.builtIn(), line);
        byte[] bytes = log.getBytes(UTF_8);
        explainer.read(bytes, 0, bytes.length / 2);
        explainer.read(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
        return explainer.finish(PassedLines.NONE);
    }

    @Test
    void aLineInACardComesWithAllThatSpeaksForIt() {
        Explanation explanation = explain(LOG, 5);
        LogAnalyzer analyzer = new LogAnalyzer(RuleSet.builtIn());
        analyzer.read(LOG.getBytes(UTF_8), 0, LOG.length());
        Finding first = analyzer.finish().getFirst();

        assertThat(explanation).isNotNull();
        assertThat(explanation.seen()).isEqualTo("src/a.c:1:2: error: 'x' undeclared");
        assertThat(explanation.section()).isEqualTo("Run make");
        assertThat(explanation.keywords()).contains("error");
        assertThat(explanation.rules()).extracting(RuleSummary::role).contains("diagnostic");
        assertThat(explanation.rank()).isEqualTo(1);
        assertThat(explanation.outcome()).isEqualTo("It is in card 1.");
        Explanation.Span block = explanation.block();
        assertThat(block).isNotNull();
        assertThat(block.lineStart()).isEqualTo(first.lineStart());
        assertThat(block.lineEnd()).isEqualTo(first.lineEnd());
        assertThat(block.evidence()).isEqualTo(first.evidence());
        assertThat(block.evidence().stream().mapToDouble(Evidence::contribution).sum())
                .isCloseTo(block.confidence(), within(1e-9));
    }

    @Test
    void anOccurrenceNamesTheCardThatSpeaksForIt() {
        String log = "error: disk 1 is full\n\n\n\nok\n\n\n\nerror: disk 2 is full\n";
        Explanation explanation = explain(log, 9);
        assertThat(explanation).isNotNull();
        assertThat(explanation.rank()).isEqualTo(1);
        assertThat(explanation.outcome()).startsWith("It counts as an occurrence of card 1 (line 1)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | Left at the sections
            3 | Left at the keywords
            12 | Left at the rules: it says that something went well.
            """)
    void aLineInNoCardIsToldWhereItWasLeft(long line, String outcome) {
        Explanation explanation = explain(LOG, line);
        assertThat(explanation).isNotNull();
        assertThat(explanation.block()).isNull();
        assertThat(explanation.rank()).isNull();
        assertThat(explanation.outcome()).startsWith(outcome);
    }

    @Test
    void aLineBelowTheEndIsNone() {
        assertThat(explain(LOG, 15)).isNull();
        assertThat(explain("", 1)).isNull();
    }

    @Test
    void theKeywordsOfTheLineItselfAreTold() {
        Explanation explanation = explain("error: a\nfatal: b\nfine\n", 3);
        assertThat(explanation).isNotNull();
        assertThat(explanation.keywords()).isEqualTo(List.of());
    }
}
