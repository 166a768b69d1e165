package io.destill.cli.report;

import static io.destill.cli.Samples.analyzed;
import static io.destill.cli.Samples.analyzedAtFirst;
import static io.destill.cli.Samples.card;
import static io.destill.cli.Samples.cardAgain;
import static io.destill.cli.Samples.fetched;
import static io.destill.cli.Samples.fetching;
import static io.destill.cli.Samples.jobFailed;
import static io.destill.cli.Samples.requestFailed;
import static io.destill.cli.Samples.reranked;
import static io.destill.cli.Samples.resolved;
import static io.destill.cli.Samples.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.TriageCard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestStateTest {

    private final RequestState state = new RequestState();

    private List<JobResult> feed(Message... messages) {
        return feed(List.of(messages));
    }

    private List<JobResult> feed(List<? extends Message> messages) {
        return messages.stream().map(state::accept).filter(Objects::nonNull).toList();
    }

    @Test
    void aJobIsDoneWhenAllItsCardsAreHere() {
        assertThat(feed(resolved(1), analyzed("unit", 2), card("unit", 2, 0.5, "b")))
                .isEmpty();
        assertThat(state.complete()).isFalse();

        List<JobResult> results = feed(card("unit", 1, 0.9, "a"));

        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.cards()).extracting(TriageCard::rawMessage).containsExactly("a", "b");
            assertThat(result.whole()).isTrue();
        });
        assertThat(state.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderAndRepeatsGiveTheSameResult(long seed) {
        List<Message> messages = new ArrayList<>(List.of(
                resolved(3),
                fetching("unit", 10, 0),
                fetched("unit", 20),
                card("unit", 1, 0.9, "a"),
                card("unit", 2, 0.5, "b"),
                analyzed("unit", 2),
                analyzed("lint", 0),
                jobFailed("web", FailureKind.NOT_FOUND, "gone")));
        messages.addAll(List.copyOf(messages));
        Collections.shuffle(messages, new Random(seed));

        List<JobResult> results = feed(messages);

        assertThat(results).hasSize(3);
        assertThat(state.complete()).isTrue();
        assertThat(state.whole()).isFalse();
        assertThat(state.cards()).isEqualTo(2);
        assertThat(state.jobsNotWhole()).isEqualTo(1);
    }

    @Test
    void aJobWhoseCardsAreRankedAnewComesTwiceAndIsSettledThen() {
        List<JobResult> first =
                feed(resolved(1), card("unit", 1, 0.9, "a"), card("unit", 2, 0.5, "b"), analyzedAtFirst("unit", 2));
        assertThat(first).singleElement().matches(result -> !result.settled());
        assertThat(state.complete()).isTrue();
        assertThat(state.settled()).isFalse();
        assertThat(Wording.progress(state)).contains("comparing with jobs that passed");

        assertThat(feed(reranked("unit", 3, 2, null), cardAgain("unit", 1, 0.8, "b"), cardAgain("unit", 2, 0.2, "a")))
                .isEmpty();
        List<JobResult> then = feed(cardAgain("unit", 3, 0.1, "c"));

        assertThat(then).singleElement().satisfies(result -> {
            assertThat(result.settled()).isTrue();
            assertThat(result.passedLogs()).isEqualTo(2);
            assertThat(result.cards()).extracting(TriageCard::rawMessage).containsExactly("b", "a", "c");
        });
        assertThat(state.settled()).isTrue();
        assertThat(state.cards()).isEqualTo(3);
        assertThat(Wording.compared(state)).isEqualTo("Ranked with 2 passed logs of this step");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderAndRepeatsEndWithTheNewRanks(long seed) {
        List<Message> messages = new ArrayList<>(List.of(
                resolved(2),
                card("unit", 1, 0.9, "a"),
                card("unit", 2, 0.5, "b"),
                analyzedAtFirst("unit", 2),
                cardAgain("unit", 1, 0.8, "b"),
                cardAgain("unit", 2, 0.2, "a"),
                reranked("unit", 2, 1, null),
                card("lint", 1, 0.9, "l"),
                analyzedAtFirst("lint", 1),
                reranked("lint", 0, 0, "the log is gone")));
        messages.addAll(List.copyOf(messages));
        Collections.shuffle(messages, new Random(seed));

        List<JobResult> settled =
                feed(messages).stream().filter(JobResult::settled).toList();

        assertThat(settled).hasSize(2);
        assertThat(settled)
                .filteredOn(result -> result.job().name().equals("unit"))
                .singleElement()
                .satisfies(unit -> assertThat(unit.cards())
                        .extracting(TriageCard::rawMessage)
                        .containsExactly("b", "a"));
        assertThat(settled)
                .filteredOn(result -> result.job().name().equals("lint"))
                .singleElement()
                .satisfies(lint -> {
                    assertThat(lint.cards()).hasSize(1);
                    assertThat(lint.missing()).isEqualTo("the log is gone");
                    assertThat(lint.whole()).isTrue();
                });
        assertThat(state.settled()).isTrue();
        assertThat(state.whole()).isTrue();
        assertThat(state.cards()).isEqualTo(3);
    }

    @Test
    void aJobThatIsGivenUpAfterItsCardsCameKeepsThem() {
        feed(resolved(1), card("unit", 1, 0.9, "a"), analyzedAtFirst("unit", 1));

        List<JobResult> then = feed(jobFailed("unit", FailureKind.INTERNAL, "no agent was left"));

        assertThat(then).singleElement().satisfies(result -> {
            assertThat(result.settled()).isTrue();
            assertThat(result.failure()).isNull();
            assertThat(result.cards()).hasSize(1);
        });
        assertThat(state.settled()).isTrue();
    }

    @Test
    void aBuildWithoutJobsIsCompleteAtOnce() {
        feed(resolved(0));

        assertThat(state.complete()).isTrue();
        assertThat(state.whole()).isTrue();
    }

    @Test
    void aFailedRequestIsCompleteAndSaysWhy() {
        feed(requestFailed(FailureKind.CREDENTIALS, "the token is refused"));

        assertThat(state.complete()).isTrue();
        assertThat(state.whole()).isFalse();
        assertThat(state.failure()).isEqualTo(FailureKind.CREDENTIALS);
        assertThat(state.failureReason()).isEqualTo("the token is refused");
    }

    @Test
    void aLogThatWasCutShortIsAnalyzedButNotWhole() {
        JobResult result =
                feed(resolved(1), analyzed("unit", 0, "the log broke off")).getFirst();

        assertThat(result.failure()).isNull();
        assertThat(result.whole()).isFalse();
        assertThat(state.whole()).isFalse();
    }

    @Test
    void saysWhatAJobWaitsForUntilItGoesOn() {
        feed(resolved(1), fetching("unit", 10, 0), waiting("unit", "waiting for room"));
        assertThat(Wording.progress(state))
                .isEqualTo("0 of 1 job analysed · 0 failures so far · fetching unit (10 B) · waiting for room");
        feed(fetching("unit", 20, 0));
        assertThat(Wording.progress(state)).isEqualTo("0 of 1 job analysed · 0 failures so far · fetching unit (20 B)");
    }

    @Test
    void progressTellsWhatIsBeingFetched() {
        assertThat(Wording.progress(state)).isEqualTo("looking up the build");

        feed(resolved(12), fetching("unit", 12_300_000, 40_000_000), fetching("lint", 5, 0));
        assertThat(Wording.progress(state))
                .isEqualTo("0 of 12 jobs analysed · 0 failures so far · fetching unit (12.3 MB of 40.0 MB) and 1 more");

        feed(fetched("unit", 40_000_000), fetched("lint", 5), card("unit", 1, 0.9, "a"), analyzed("unit", 1));
        assertThat(Wording.progress(state)).isEqualTo("1 of 12 jobs analysed · 1 failure so far · 40.0 MB");
    }

    @Test
    void bytesAreCountedOnceHoweverOftenTheyAreReported() {
        feed(
                resolved(1),
                fetching("unit", 10, 0),
                fetching("unit", 30, 0),
                fetching("unit", 10, 0),
                fetched("unit", 30));

        assertThat(state.bytes()).isEqualTo(30);
    }
}
