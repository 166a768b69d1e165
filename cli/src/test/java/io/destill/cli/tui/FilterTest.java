package io.destill.cli.tui;

import static io.destill.cli.Samples.card;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.cli.report.FailureGroup;
import io.destill.contracts.Recurrence;
import io.destill.contracts.TriageCard;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {

    private final TriageCard card = Session.seen(
            card("unit tests", 1, 0.6, "Connection refused by db"), Session.recurrence(Recurrence.Status.NEW, 1));

    private boolean passes(String typed) {
        return Filter.of(typed)
                .matches(card, List.of(card.job()), () -> FailureGroup.textOf(card, List.of(card.job())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "refused",
                "REFUSED db",
                "db refused",
                "\"refused by\"",
                "before it",
                "Running",
                "unit",
                "sev:error",
                "sev:err",
                "conf:0.6",
                "conf:>0.5",
                "conf:>=0.6",
                "conf:<.7",
                "job:TESTS",
                "new:",
                "-flaky",
                "-job:lint",
                "test",
                "sev:",
                "conf:",
                "conf:>",
                "job:",
                "\"refused",
                "-conf:>0.9"
            })
    void passesIt(String typed) {
        assertThat(passes(typed)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accepted",
                "refused accepted",
                "\"by refused\"",
                "sev:fatal",
                "conf:>0.6",
                "conf:<0.6",
                "job:lint",
                "-refused",
                "-new:",
                "nosuch:term",
                "refused conf:>0.9"
            })
    void doesNotPass(String typed) {
        assertThat(passes(typed)).isFalse();
    }
}
