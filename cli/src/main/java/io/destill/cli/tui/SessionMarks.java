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

    private record Pipeline(String provider, String name) {}

    private record Said(@Nullable Mark mark) {}

    private final Map<Pipeline, Map<String, Said>> said = new HashMap<>();

    /** @param mark null for none */
    void set(BuildRef build, String key, @Nullable Mark mark) {
        said.computeIfAbsent(pipeline(build), its -> new HashMap<>()).put(key, new Said(mark));
    }

    private static Pipeline pipeline(BuildRef build) {
        return new Pipeline(build.provider(), Marks.pipelineOf(build));
    }

    /** @param build null if it is not known yet */
    OfBuild of(@Nullable BuildRef build) {
        return new OfBuild(build == null ? Map.of() : said.getOrDefault(pipeline(build), Map.of()));
    }

    /** What was said of the failures of a build's pipeline. */
    static final class OfBuild {
        private final Map<String, Said> said;

        private OfBuild(Map<String, Said> said) {
            this.said = said;
        }

        @Nullable
        Mark mark(FailureGroup group) {
            Said here = said.isEmpty() ? null : said.get(group.key());
            return here == null ? group.mark() : here.mark;
        }

        /** The card that speaks for the group, as an analysis would make it that knows the mark. */
        TriageCard card(FailureGroup group) {
            Mark mark = mark(group);
            return mark == group.mark() ? group.card() : marked(group.card(), mark);
        }

        /** All of them, in that way. */
        List<TriageCard> cards(FailureGroup group) {
            Mark mark = mark(group);
            return mark == group.mark()
                    ? group.cards()
                    : group.cards().stream().map(card -> marked(card, mark)).toList();
        }
    }

    private static TriageCard marked(TriageCard card, @Nullable Mark mark) {
        MarkedEvidence marked = MarkedEvidence.of(card.evidence(), mark);
        return card.withEvidence(marked.confidence(), marked.evidence());
    }
}
