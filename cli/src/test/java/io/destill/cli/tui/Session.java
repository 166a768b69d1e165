package io.destill.cli.tui;

import static io.destill.cli.Samples.card;

import io.destill.analysis.MarkedEvidence;
import io.destill.cli.Samples;
import io.destill.cli.report.RequestState;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Input;
import io.destill.contracts.JobRef;
import io.destill.contracts.Message;
import io.destill.contracts.Recurrence;
import io.destill.contracts.TriageCard;
import io.destill.history.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A session without a terminal, for tests: what is told and pressed goes in, screens come out. */
final class Session {

    final TriageState state;
    private long now;
    private @Nullable Effect last;

    Session() {
        this(KeyTable.DEFAULT);
    }

    Session(KeyTable keys) {
        state = new TriageState(keys, false, true);
        open("https://buildkite.com/acme/api/builds/4821");
    }

    OpenBuild open(String target) {
        return state.add(target, new RequestState(), false);
    }

    Session tell(Message... messages) {
        return tell(state.build(), messages);
    }

    Session tell(OpenBuild build, Message... messages) {
        for (Message message : messages) {
            state.take(build, message);
        }
        return later(Duration.ofMillis(200));
    }

    Session later(Duration time) {
        now += time.toNanos();
        state.tick(now);
        return this;
    }

    /** Presses keys, by their names. */
    Session press(String... keys) {
        for (String key : keys) {
            last = state.take(new Input.Key(key));
        }
        return this;
    }

    Session type(String text) {
        text.codePoints().forEach(c -> press(c == ' ' ? "Space" : Character.toString(c)));
        return this;
    }

    /** What the last key asked for. */
    Effect effect() {
        return Objects.requireNonNull(last, "no effect");
    }

    @Nullable
    Effect effectOrNull() {
        return last;
    }

    Canvas draw(int width, int height) {
        return draw(width, height, true);
    }

    Canvas draw(int width, int height, boolean utf8) {
        state.resize(width, height);
        Canvas canvas = new Canvas(width, height, utf8);
        TriageView.draw(state, canvas);
        return canvas;
    }

    List<String> lines(int width, int height) {
        return draw(width, height).text().lines().toList();
    }

    /** The messages of the failures that are listed. */
    List<String> rows() {
        return state.build().rows().stream()
                .map(row -> row instanceof Listing.FailureRow failure
                        ? failure.card().rawMessage()
                        : ((Listing.JobRow) row).job().name())
                .toList();
    }

    String selected() {
        return Objects.requireNonNull(state.build().selected()).card().rawMessage();
    }

    /** A card of a job that also failed, with another recurrence. */
    static TriageCard seen(TriageCard card, Recurrence recurrence) {
        return new TriageCard(
                card.id(),
                card.requestId(),
                card.build(),
                card.job(),
                card.messageHash(),
                card.normalizerVersion(),
                card.normalizedMessage(),
                card.rawMessage(),
                card.severity(),
                card.confidenceScore(),
                card.evidence(),
                card.category(),
                card.line(),
                card.lineStart(),
                card.lineEnd(),
                card.lines(),
                card.preContext(),
                card.postContext(),
                card.section(),
                card.rank(),
                card.revision(),
                card.occurrences(),
                recurrence,
                card.createdAt());
    }

    /** As an analysis makes a card that knows what was said before. */
    static TriageCard marked(TriageCard card, Mark mark) {
        MarkedEvidence marked = MarkedEvidence.of(card.evidence(), mark);
        return card.withEvidence(marked.confidence(), marked.evidence());
    }

    static Recurrence recurrence(Recurrence.Status status, int builds) {
        return new Recurrence(
                status,
                builds,
                new Recurrence.Sighting(Instant.parse("2026-11-02T08:00:00Z"), 4711L, null, "main", null),
                new Recurrence.Sighting(Instant.parse("2026-11-22T17:30:00Z"), 4809L, null, "faster-login", null),
                List.of("main", "faster-login"),
                5,
                true,
                status == Recurrence.Status.KNOWN_FLAKY ? 3 : 0);
    }

    /** A build of five jobs, of which one is still on its way, with failures of every kind. */
    Session told() {
        JobRef lint = Samples.job("lint", "failed", true);
        return tell(
                Samples.resolved(5),
                seen(card("unit", 1, 0.92, "expected: <5> but was: <4>"), recurrence(Recurrence.Status.NEW, 1)),
                card("unit", 2, 0.31, "AssertionError in tests/test_cart.py"),
                card("unit", 3, 0.02, "HEAD is now at c9602bc Say which rule failed"),
                Samples.analyzed("unit", 3),
                card(lint, 1, 0.40, "unused import java.util.List"),
                Samples.analyzed(lint, 1),
                seen(
                        card("web", 1, 0.74, "connect ECONNREFUSED 127.0.0.1:5432"),
                        recurrence(Recurrence.Status.KNOWN_FLAKY, 12)),
                seen(card("web", 2, 0.55, "expected: <5> but was: <4>"), recurrence(Recurrence.Status.NEW, 1)),
                Samples.analyzed("web", 2),
                seen(
                        card("e2e", 1, 0.70, "connect ECONNREFUSED 127.0.0.1:5432"),
                        recurrence(Recurrence.Status.KNOWN_FLAKY, 12)),
                Samples.fetched("e2e", 48_200_000),
                Samples.analyzed("e2e", 1),
                Samples.fetching("docs", 12_300_000, 24_600_000));
    }

    /** As above, and done. */
    Session done() {
        return told().tell(Samples.fetched("docs", 24_600_000), Samples.analyzed("docs", 0))
                .later(Duration.ofSeconds(5));
    }
}
