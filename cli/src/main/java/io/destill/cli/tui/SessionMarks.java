package io.destill.cli.tui;

import io.destill.analysis.MarkedEvidence;
import io.destill.cli.report.FailureGroup;
import io.destill.contracts.BuildRef;
import io.destill.contracts.TriageCard;
import io.destill.history.Mark;
import io.destill.history.Marks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the person says of failures in this session. It goes before what cards tell of earlier ones, also where it takes that
 * back. Not thread-safe.
 */
final class SessionMarks {

    private record Failure(String provider, String pipeline, String key) {}

    private record Said(@Nullable Mark mark) {}

    /** A failure with what was said of it. */
    record Marked(@Nullable Mark mark, List<TriageCard> cards) {}

    private final Map<Failure, Said> said = new HashMap<>();

    /** @param mark null for none */
    void set(BuildRef build, String key, @Nullable Mark mark) {
        said.put(failure(build, key), new Said(mark));
    }

    /** With the cards as an analysis would make them that knows the mark. */
    Marked of(FailureGroup group) {
        Said here = said.isEmpty() ? null : said.get(failure(group.card().build(), group.key()));
        return here == null || here.mark == group.mark()
                ? new Marked(group.mark(), group.cards())
                : new Marked(
                        here.mark,
                        group.cards().stream()
                                .map(card -> marked(card, here.mark))
                                .toList());
    }

    private static Failure failure(BuildRef build, String key) {
        return new Failure(build.provider(), Marks.pipelineOf(build), key);
    }

    private static TriageCard marked(TriageCard card, @Nullable Mark mark) {
        MarkedEvidence marked = MarkedEvidence.of(card.evidence(), mark);
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
                marked.confidence(),
                marked.evidence(),
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
                card.recurrence(),
                card.createdAt());
    }
}
