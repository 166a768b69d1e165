package io.destill.cli.tui;

import io.destill.cli.report.FailureGroup;
import io.destill.cli.report.Wording;
import io.destill.contracts.JobRef;
import io.destill.contracts.Recurrence;
import io.destill.contracts.TriageCard;
import io.destill.history.Mark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the list: what passes the filter and is not hidden, in the order that was chosen.
 *
 * @param ranking the keys of all failures, by rank
 * @param noise how many are hidden because they are unlikely, or marked as noise
 * @param letPass how many are hidden because their jobs passed or failed softly
 */
record Listing(List<Row> rows, List<String> ranking, int noise, int letPass) {

    static final Listing EMPTY = new Listing(List.of(), List.of(), 0, 0);

    /** What is less likely than this is hidden where something likelier is there. */
    static final double UNLIKELY = 0.10;

    enum Sort {
        CONFIDENCE,
        TIME,
        JOB,
        RECURRENCE;

        Sort next() {
            return switch (this) {
                case CONFIDENCE -> TIME;
                case TIME -> JOB;
                case JOB -> RECURRENCE;
                case RECURRENCE -> CONFIDENCE;
            };
        }
    }

    /**
     * What the person has chosen.
     *
     * @param closed the ids of the jobs whose folds are closed
     */
    record Choice(Filter filter, Sort sort, boolean byJob, Set<String> closed, boolean showPassed, boolean showNoise) {}

    sealed interface Row {
        /** The same for as long as it is there. */
        String key();
    }

    /** The fold of a job. */
    record JobRow(JobRef job, int failures, boolean closed) implements Row {
        @Override
        public String key() {
            return "job " + job.id();
        }
    }

    /**
     * A failure: in all jobs, or in one of them.
     *
     * @param card the one that the row shows
     * @param cards those that the row stands for, that one first
     * @param rank by confidence and marks, from 1, whatever the list is sorted by
     */
    record FailureRow(
            String key,
            FailureGroup group,
            TriageCard card,
            List<TriageCard> cards,
            int rank,
            @Nullable Mark mark) implements Row {

        int occurrences() {
            return cards.size() == 1 ? card().occurrences().count() : group.occurrences();
        }

        int jobs() {
            return cards.size() == 1 ? 1 : group.jobs().size();
        }
    }

    /**
     * @param ranked the most likely cause first
     * @param marks what the person says of them
     */
    static Listing of(List<FailureGroup> ranked, SessionMarks.OfBuild marks, Choice choice) {
        List<FailureRow> matching = new ArrayList<>(ranked.size());
        List<String> ranking = new ArrayList<>(ranked.size());
        for (FailureGroup group : inOrderOfMarks(ranked, marks)) {
            ranking.add(group.key());
            TriageCard card = marks.card(group);
            if (choice.filter.isEmpty() || choice.filter.matches(card, group.jobs(), group::text)) {
                matching.add(new FailureRow(
                        group.key(), group, card, marks.cards(group), ranking.size(), marks.mark(group)));
            }
        }
        int noise = 0;
        int letPass = 0;
        List<FailureRow> shown = new ArrayList<>();
        boolean anyLikely = matching.stream().anyMatch(row -> !isNoise(row) && !isLetPass(row));
        boolean anyLetPass = matching.stream().anyMatch(row -> !isNoise(row));
        for (FailureRow row : matching) {
            if (!choice.showNoise && (row.mark == Mark.NOISE || isNoise(row) && (anyLikely || anyLetPass))) {
                noise++;
            } else if (!choice.showPassed && isLetPass(row) && anyLikely) {
                letPass++;
            } else {
                shown.add(row);
            }
        }
        if (choice.sort != Sort.CONFIDENCE) {
            shown.sort(order(choice.sort));
        }
        return new Listing(choice.byJob ? byJob(shown, choice) : List.copyOf(shown), ranking, noise, letPass);
    }

    private static List<FailureGroup> inOrderOfMarks(List<FailureGroup> ranked, SessionMarks.OfBuild marks) {
        List<FailureGroup> all = new ArrayList<>(ranked.size());
        List<FailureGroup> others = new ArrayList<>(ranked.size());
        List<FailureGroup> noise = new ArrayList<>();
        boolean takenBack = false;
        for (FailureGroup group : ranked) {
            Mark mark = marks.mark(group);
            takenBack |= mark == null && group.mark() != null;
            (mark == null ? others : mark == Mark.CAUSE ? all : noise).add(group);
        }
        if (takenBack) {
            // Their ranks are those that the marks gave them.
            others.sort(Comparator.comparing(marks::card, FailureGroup.WEIGHT));
        }
        all.addAll(others);
        all.addAll(noise);
        return all;
    }

    private static boolean isNoise(FailureRow row) {
        return row.mark == Mark.NOISE || row.mark == null && row.card().confidenceScore() < UNLIKELY;
    }

    private static boolean isLetPass(FailureRow row) {
        return row.mark == null && !Wording.allowance(row.card().job()).isEmpty();
    }

    /** Of rows that stand in the order of their ranks, which equal ones keep. */
    private static Comparator<FailureRow> order(Sort sort) {
        return switch (sort) {
            case CONFIDENCE -> Comparator.comparingInt(FailureRow::rank);
            case TIME ->
                Comparator.<FailureRow, Instant>comparing(row -> row.card().createdAt())
                        .thenComparingLong(row -> row.card().line());
            case JOB -> Comparator.comparing(row -> row.card().job().name());
            case RECURRENCE -> Comparator.comparingInt(row -> novelty(row.card().recurrence()));
        };
    }

    /** What is new first, then what comes back, then what is seen seldom. */
    private static int novelty(@Nullable Recurrence recurrence) {
        if (recurrence == null) {
            return Integer.MAX_VALUE;
        }
        return switch (recurrence.status()) {
            case NEW -> 0;
            case FIXED_AND_BACK -> 1;
            case RECURRING -> 2 + recurrence.builds();
            case KNOWN_FLAKY -> Integer.MAX_VALUE - 2;
            case UNKNOWN -> Integer.MAX_VALUE - 1;
        };
    }

    private static List<Row> byJob(List<FailureRow> shown, Choice choice) {
        Map<String, List<FailureRow>> jobs = new LinkedHashMap<>();
        for (FailureRow row : shown) {
            Map<String, TriageCard> first = new LinkedHashMap<>();
            row.cards.forEach(card -> first.putIfAbsent(card.job().id(), card));
            first.forEach((job, card) -> {
                if (choice.filter.isEmpty()
                        || choice.filter.matches(
                                card, List.of(card.job()), () -> FailureGroup.textOf(card, List.of(card.job())))) {
                    jobs.computeIfAbsent(job, id -> new ArrayList<>())
                            .add(new FailureRow(
                                    row.key + " in " + job, row.group, card, List.of(card), row.rank, row.mark));
                }
            });
        }
        List<Row> rows = new ArrayList<>();
        jobs.forEach((job, its) -> {
            boolean closed = choice.closed.contains(job);
            rows.add(new JobRow(its.getFirst().card().job(), its.size(), closed));
            if (!closed) {
                rows.addAll(its);
            }
        });
        return rows;
    }
}
