package io.destill.cli.tui;

import static io.destill.cli.Samples.analyzed;
import static io.destill.cli.Samples.card;
import static io.destill.cli.Samples.job;
import static io.destill.cli.Samples.resolved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.destill.cli.Samples;
import io.destill.cli.report.RequestState;
import io.destill.cli.screen.Input;
import io.destill.contracts.Evidence;
import io.destill.contracts.Message;
import io.destill.contracts.TriageCard;
import io.destill.history.Mark;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TriageStateTest {

    private final Session session = new Session();

    @BeforeEach
    void threeFailures() {
        session.state.resize(80, 16);
        session.tell(
                resolved(5),
                card("unit", 1, 0.9, "first"),
                card("unit", 2, 0.6, "second"),
                card("unit", 3, 0.3, "third"),
                analyzed("unit", 3));
    }

    private void add(String job, double confidence, String message) {
        session.tell(card(job, 1, confidence, message), analyzed(job, 1));
    }

    @Test
    void theSelectionStaysOnItsFailureWhileRowsStreamIn() {
        session.press("j");

        add("lint", 0.8, "between");
        add("web", 0.7, "between too");

        assertThat(session.rows()).containsExactly("first", "between", "between too", "second", "third");
        assertThat(session.selected()).isEqualTo("second");
    }

    @Test
    void untilItIsMovedTheSelectionIsTheLikeliestCause() {
        add("lint", 0.95, "better");
        assertThat(session.selected()).isEqualTo("better");

        session.press("G", "g");
        add("web", 0.99, "best");
        assertThat(session.selected()).isEqualTo("best");
    }

    @Test
    void movesAndPagesStopAtTheEnds() {
        session.press("Up");
        assertThat(session.selected()).isEqualTo("first");
        session.press("G", "Down", "PgDn");
        assertThat(session.selected()).isEqualTo("third");
        session.press("PgUp");
        assertThat(session.selected()).isEqualTo("first");
    }

    @Test
    void theNextMatchAfterTheLastIsTheFirst() {
        session.press("N");
        assertThat(session.selected()).isEqualTo("third");
        session.press("n");
        assertThat(session.selected()).isEqualTo("first");
    }

    @Test
    void theFilterActsAsItIsTypedAndEscClearsIt() {
        session.press("/").type("IRST");
        assertThat(session.rows()).containsExactly("first");
        session.press("Backspace", "Backspace");
        assertThat(session.rows()).containsExactly("first", "third");

        session.press("Enter");
        assertThat(session.state.prompt()).isNull();
        assertThat(session.rows()).containsExactly("first", "third");

        session.press("Esc");
        assertThat(session.rows()).containsExactly("first", "second", "third");
    }

    @Test
    void aFilterThatHidesTheSelectionSelectsTheFirstMatchAndGivesItBack() {
        session.press("G", "/").type("-third");
        assertThat(session.rows()).containsExactly("first", "second");
        assertThat(session.selected()).isEqualTo("first");

        session.press("Esc");
        assertThat(session.selected()).isEqualTo("third");
    }

    @Test
    void whatIsPastedIntoThePromptIsOneText() {
        session.press("a");
        session.state.take(new Input.Paste("logs/a.log\n"));

        assertThat(session.press("Enter").effect()).isEqualTo(new Effect.Add("logs/a.log"));
    }

    @Test
    void theDetailsScrollOnlyAsFarAsThereAreLines() {
        session.press("Enter", "G");
        int bottom = session.state.build().detailTop();
        assertThat(bottom).isPositive();

        session.press("j");
        assertThat(session.state.build().detailTop()).isEqualTo(bottom);
        session.press("g");
        assertThat(session.state.build().detailTop()).isZero();
        session.press("Esc", "j");
        assertThat(session.selected()).isEqualTo("second");
    }

    @Test
    void aSearchInTheDetailsGoesFromMatchToMatch() {
        session.press("Enter", "/").type("line");
        assertThat(session.lines(80, 16).getLast()).startsWith("/line");
        int first = session.state.build().detailTop();
        session.press("Enter", "n");

        assertThat(session.state.build().detailTop()).isNotEqualTo(first);
        session.press("/").type("nowhere to be found");
        assertThat(session.state.notice()).isEqualTo("Not found: nowhere to be found");
    }

    @Test
    void marksRankAtOnceAndCanBeUndone() {
        session.press("G", "c");
        assertThat(session.rows()).containsExactly("third", "first", "second");
        assertThat(session.selected()).isEqualTo("third");

        session.press("j", "m");
        assertThat(session.rows()).containsExactly("third", "second");
        session.press(".");
        assertThat(session.rows()).containsExactly("third", "second", "first");

        session.press("u");
        assertThat(session.rows()).containsExactly("third", "first", "second");
        session.press("u");
        assertThat(session.rows()).containsExactly("first", "second", "third");
        session.press("u");
        assertThat(session.state.notice()).isEqualTo("There is no mark to undo.");
    }

    @Test
    void aMarkIsEvidenceAtOnce() {
        session.press("G", "m", ".");

        TriageCard marked = third();
        assertThat(marked.confidenceScore()).isZero();
        assertThat(marked.evidence()).extracting(Evidence::rule).contains("marked-as-noise");
        assertThat(marked.evidence().stream()
                        .mapToDouble(Evidence::contribution)
                        .sum())
                .isEqualTo(0, within(1e-9));
        session.press("u");
        assertThat(third().confidenceScore()).isEqualTo(0.3, within(1e-9));
        assertThat(third().evidence()).extracting(Evidence::rule).doesNotContain("marked-as-noise");
    }

    private TriageCard third() {
        return session.state.build().rows().stream()
                .map(row -> ((Listing.FailureRow) row).card())
                .filter(card -> card.rawMessage().equals("third"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void marksAreToBeKeptAndTakenBackWhereTheyWereMade() {
        OpenBuild build = session.state.build();
        session.press("G", "c");
        assertThat(session.effect()).isInstanceOfSatisfying(Effect.Keep.class, keep -> {
            assertThat(keep.build()).isSameAs(build);
            assertThat(keep.card().rawMessage()).isEqualTo("third");
            assertThat(keep.mark()).isEqualTo(Mark.CAUSE);
        });
        OpenBuild other = session.open("other");
        session.tell(
                other, resolved(1), card("unit", 1, 0.9, "else"), card("unit", 2, 0.1, "third"), analyzed("unit", 2));
        session.press(">");
        assertThat(session.rows()).as("of the same pipeline").containsExactly("third", "else");

        session.press("u");

        assertThat(session.rows()).containsExactly("else", "third");
        assertThat(session.effect())
                .isInstanceOfSatisfying(
                        Effect.Keep.class, keep -> assertThat(keep.mark()).isNull());
        session.press("<");
        assertThat(session.rows()).containsExactly("first", "second", "third");
    }

    @Test
    void whatWasMarkedInAnEarlierSessionIsSeenAndCanBeTakenBack() {
        session.tell(
                Session.marked(card("lint", 1, 0.4, "known"), Mark.CAUSE),
                Session.marked(card("lint", 2, 0.5, "usual"), Mark.NOISE),
                analyzed("lint", 2));
        assertThat(session.rows()).containsExactly("known", "first", "second", "third");
        assertThat(session.lines(80, 24)).anyMatch(line -> line.contains("★ known"));

        session.press("c");
        assertThat(session.rows()).containsExactly("first", "second", "known", "third");
        assertThat(session.effect())
                .isInstanceOfSatisfying(
                        Effect.Keep.class, keep -> assertThat(keep.mark()).isNull());
        session.press("u");
        assertThat(session.rows()).containsExactly("known", "first", "second", "third");
        assertThat(session.effect())
                .isInstanceOfSatisfying(
                        Effect.Keep.class, keep -> assertThat(keep.mark()).isEqualTo(Mark.CAUSE));
    }

    @Test
    void theSameMarkAgainTakesItAway() {
        session.press("G", "c", "c");

        assertThat(session.rows()).containsExactly("first", "second", "third");
    }

    @Test
    void whatIsUnlikelyIsHiddenWhereSomethingLikelyIsThere() {
        add("lint", 0.01, "hardly");
        assertThat(session.rows()).doesNotContain("hardly");
        session.press(".");
        assertThat(session.rows()).endsWith("hardly");

        Session other = new Session();
        other.tell(resolved(1), card("unit", 1, 0.01, "hardly"), analyzed("unit", 1));
        assertThat(other.rows()).containsExactly("hardly");
    }

    @Test
    void whatJobsPrintedThatWereLetPassIsHiddenWhereOthersFailed() {
        var soft = job("soft", "failed", true);
        Message done = Samples.analyzed(soft, 1);
        session.tell(card(soft, 1, 0.99, "let pass"), done);
        assertThat(session.rows()).doesNotContain("let pass");
        session.press("p");
        assertThat(session.rows()).endsWith("let pass");

        Session other = new Session();
        other.tell(resolved(1), card(soft, 1, 0.99, "let pass"), done);
        assertThat(other.rows()).containsExactly("let pass");
    }

    @Test
    void foldsCloseAndOpen() {
        add("lint", 0.8, "between");
        session.press("f");
        assertThat(session.rows()).containsExactly("unit", "first", "second", "third", "lint", "between");
        assertThat(session.selected()).isEqualTo("first");

        session.press("j", "h");
        assertThat(session.rows()).containsExactly("unit", "lint", "between");
        session.press("Enter");
        assertThat(session.rows()).containsExactly("unit", "first", "second", "third", "lint", "between");
        session.press("j", "j", "f");
        assertThat(session.rows()).containsExactly("first", "between", "second", "third");
        assertThat(session.selected()).isEqualTo("second");
    }

    @Test
    void whatIsRankedAnewTakesItsPlaceAndShowsIt() {
        session.tell(
                card("lint", 1, 0.8, "at first"), card("lint", 2, 0.7, "later"), Samples.analyzedAtFirst("lint", 2));
        session.later(Duration.ofSeconds(5)).press("j");
        assertThat(session.rows()).startsWith("first", "at first", "later");

        session.tell(
                Samples.cardAgain("lint", 1, 0.95, "later"),
                Samples.cardAgain("lint", 2, 0.2, "at first"),
                Samples.reranked("lint", 2, 1, null));

        assertThat(session.rows()).startsWith("later", "first", "second");
        assertThat(session.selected()).isEqualTo("at first");
        assertThat(session.lines(80, 24)).anyMatch(line -> line.startsWith(" ▲  1 "));
    }

    @Test
    void aRowThatRoseOrCameShowsItForAMoment() {
        session.later(Duration.ofSeconds(5));
        add("lint", 0.8, "between");

        assertThat(session.lines(80, 24)).anyMatch(line -> line.startsWith(" +  2 "));
        session.later(Duration.ofSeconds(2));
        assertThat(session.lines(80, 24)).noneMatch(line -> line.startsWith(" +"));
    }

    @Test
    void aBuildThatIsFetchedAgainKeepsWhatIsShownUntilItIsComplete() {
        OpenBuild build = session.state.build();
        session.press("j");
        build.fetchAgain(new RequestState());
        session.tell(resolved(1), card("unit", 1, 0.7, "zeroth"), card("unit", 2, 0.6, "second"));
        assertThat(session.rows()).containsExactly("first", "second", "third");

        session.tell(analyzed("unit", 2));
        assertThat(session.rows()).containsExactly("zeroth", "second");
        assertThat(session.selected()).isEqualTo("second");
    }

    @Test
    void everyBuildIsLookedAtOnItsOwn() {
        OpenBuild other = session.open("other");
        session.tell(other, resolved(1), card("unit", 1, 0.9, "elsewhere"), analyzed("unit", 1));
        session.press("j", ">");
        assertThat(session.selected()).isEqualTo("elsewhere");
        session.press(">");
        assertThat(session.selected()).isEqualTo("second");
        session.press("<", "q");
        assertThat(session.effect()).isEqualTo(new Effect.Quit());
    }

    @Test
    void theMouseSelectsScrollsAndOpens() {
        session.lines(80, 24);
        session.state.take(new Input.Click(10, 5));
        assertThat(session.selected()).isEqualTo("second");
        session.state.take(new Input.Click(10, 5));
        assertThat(session.state.onDetail()).isTrue();
        session.state.take(new Input.Wheel(10, 4, 3));
        assertThat(session.selected()).isEqualTo("third");
        session.state.take(new Input.Wheel(10, 20, 3));
        assertThat(session.state.build().detailTop()).isEqualTo(3);
        assertThat(session.press("M").effect()).isEqualTo(new Effect.CaptureMouse(false));
    }

    @Test
    void copiesAreOfTheMessageTheLinesOrASummary() {
        assertThat(session.press("y", "m").effect()).isEqualTo(new Effect.Copy("first", "the message"));
        assertThat(session.press("y", "y").effect())
                .isEqualTo(new Effect.Copy(
                        "unit › Running tests · lines 119–121\nbefore it\nfirst\nafter it\n", "the lines"));
        assertThat(session.press("y", "d").effect())
                .isInstanceOfSatisfying(
                        Effect.Copy.class,
                        copy -> assertThat(copy.text())
                                .startsWith(
                                        "**`first`** in [acme/api #4821](https://buildkite.com/acme/api/builds/4821)")
                                .contains("```\nbefore it\nfirst\nafter it\n```"));
        assertThat(session.press("y", "Esc").effectOrNull()).isNull();
    }

    @Test
    void theBrowserOpensTheJobAtItsLine() {
        assertThat(session.press("o").effect())
                .isEqualTo(new Effect.Browse("https://buildkite.com/acme/api/builds/4821#unit/120"));
        assertThat(session.press("O").effect())
                .isEqualTo(new Effect.Browse("https://buildkite.com/acme/api/builds/4821"));
    }

    @Test
    void whatIsListedCanBeWrittenToAFile() {
        session.press("x");
        assertThat(session.press("Enter").effect()).isInstanceOfSatisfying(Effect.Export.class, export -> {
            assertThat(export.file()).isEqualTo("destill-api-4821.md");
            assertThat(export.text()).startsWith("# [acme/api #4821](").contains("## 3. `third`");
        });
        session.press("x", "Ctrl-U").type("screen.txt");
        assertThat(session.press("Enter").effect())
                .isInstanceOfSatisfying(
                        Effect.Export.class, export -> assertThat(export.text()).contains("▶   1 "));
    }

    @Test
    void keysThatCannotDoAnythingHereSayWhy() {
        session.press("e");
        assertThat(session.state.notice()).isEqualTo("This log is not a local file; o opens it in a browser.");
        session.press("]");
        assertThat(session.state.notice()).isEqualTo("It occurs in this job only.");
        session.press(">");
        assertThat(session.state.notice()).isEqualTo("There is one build; a adds another.");
        session.press("r");
        assertThat(session.state.notice()).isEqualTo("It is being fetched.");
    }
}
