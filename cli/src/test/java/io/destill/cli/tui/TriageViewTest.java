package io.destill.cli.tui;

import static io.destill.cli.Samples.card;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.cli.report.FailureGroup;
import io.destill.cli.report.JobResult;
import io.destill.cli.report.RequestState;
import io.destill.contracts.TriageCard;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TriageViewTest {

    private final TriageView view = new TriageView(new RequestState());

    @BeforeEach
    void threeFailures() {
        view.layout(2, 5, 20);
        add(card("unit", 1, 0.9, "first"), card("unit", 2, 0.6, "second"), card("unit", 3, 0.3, "third"));
    }

    private void add(TriageCard... cards) {
        view.add(new JobResult(cards[0].job(), null, null, List.of(cards), 0, null, true));
    }

    private void press(Action... actions) {
        for (Action action : actions) {
            view.press(action);
        }
    }

    private String selected() {
        return Objects.requireNonNull(view.selected()).card().rawMessage();
    }

    private List<String> rows() {
        return view.rows().stream()
                .map(FailureGroup::card)
                .map(TriageCard::rawMessage)
                .toList();
    }

    @Test
    void theSelectionStaysOnItsItemWhileRowsStreamIn() {
        press(Action.DOWN);

        add(card("lint", 1, 0.8, "between"), card("lint", 2, 0.7, "between too"));

        assertThat(rows()).containsExactly("first", "between", "between too", "second", "third");
        assertThat(selected()).isEqualTo("second");
        assertThat(view.listTop()).isEqualTo(2);
    }

    @Test
    void untilItIsMovedTheSelectionIsTheLikeliestCause() {
        add(card("lint", 1, 0.95, "better"));
        assertThat(selected()).isEqualTo("better");

        press(Action.BOTTOM, Action.TOP);
        add(card("web", 1, 0.99, "best"));
        assertThat(selected()).isEqualTo("best");
    }

    @Test
    void movesAndPagesStopAtTheEnds() {
        press(Action.UP);
        assertThat(selected()).isEqualTo("first");
        press(Action.BOTTOM, Action.DOWN, Action.PAGE_DOWN);
        assertThat(selected()).isEqualTo("third");
        assertThat(view.listTop()).isEqualTo(1);
        press(Action.PAGE_UP);
        assertThat(selected()).isEqualTo("second");
    }

    @Test
    void theNextMatchAfterTheLastIsTheFirst() {
        press(Action.PREVIOUS);
        assertThat(selected()).isEqualTo("third");
        press(Action.NEXT);
        assertThat(selected()).isEqualTo("first");
    }

    @Test
    void theFilterActsAsItIsTypedAndEscClearsIt() {
        press(Action.FILTER);
        "IRST".chars().forEach(c -> view.type((char) c));
        assertThat(rows()).containsExactly("first");
        view.erase();
        view.erase();
        assertThat(rows()).containsExactly("first", "third");

        press(Action.ENTER);
        assertThat(view.typing()).isFalse();
        assertThat(rows()).containsExactly("first", "third");

        press(Action.ESCAPE);
        assertThat(rows()).containsExactly("first", "second", "third");
    }

    @Test
    void theFilterFindsJobsSectionsAndLinesToo() {
        add(card("integration", 1, 0.2, "elsewhere"));

        press(Action.FILTER);
        "integr".chars().forEach(c -> view.type((char) c));
        assertThat(rows()).containsExactly("elsewhere");
        press(Action.ESCAPE, Action.FILTER);
        "before it".chars().forEach(c -> view.type((char) c));
        assertThat(rows()).hasSize(4);
    }

    @Test
    void aFilterThatNothingPassesLeavesNothingSelected() {
        press(Action.DOWN, Action.FILTER);
        "nothing like that".chars().forEach(c -> view.type((char) c));
        assertThat(view.selected()).isNull();
        press(Action.ENTER, Action.UP, Action.DOWN, Action.NEXT, Action.BOTTOM);
        assertThat(view.selected()).isNull();

        press(Action.ESCAPE);
        assertThat(view.selected()).isNotNull();
    }

    @Test
    void erasingWhatIsNotThereEndsTyping() {
        press(Action.FILTER);
        view.erase();

        assertThat(view.typing()).isFalse();
    }

    @Test
    void withTheFocusOnTheDetailsKeysScrollThem() {
        press(Action.ENTER, Action.DOWN, Action.DOWN);
        assertThat(view.focus()).isEqualTo(TriageView.Focus.DETAIL);
        assertThat(view.detailTop()).isEqualTo(2);
        press(Action.BOTTOM);
        assertThat(view.detailTop()).isEqualTo(15);
        assertThat(selected()).isEqualTo("first");

        press(Action.ESCAPE);
        assertThat(view.focus()).isEqualTo(TriageView.Focus.LIST);
        press(Action.DOWN);
        assertThat(view.detailTop()).isZero();
    }

    @Test
    void aLayoutWithMoreRoomScrollsBack() {
        press(Action.SWITCH_FOCUS, Action.BOTTOM, Action.SWITCH_FOCUS, Action.BOTTOM);

        view.layout(10, 30, 20);

        assertThat(view.detailTop()).isZero();
        assertThat(view.listTop()).isZero();
    }

    @Test
    void anyActionLeavesTheHelp() {
        press(Action.HELP);
        assertThat(view.help()).isTrue();
        press(Action.DOWN);
        assertThat(view.help()).isFalse();
        assertThat(selected()).isEqualTo("first");
    }

    @Test
    void aNoticeStaysUntilTheNextKey() {
        view.notice("Copied.");
        add(card("lint", 1, 0.1, "late"));
        assertThat(view.notice()).isEqualTo("Copied.");
        press(Action.DOWN);
        assertThat(view.notice()).isEmpty();
    }
}
