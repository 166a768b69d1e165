package io.destill.cli.report;

import io.destill.analysis.MarkedEvidence;
import io.destill.contracts.JobRef;
import io.destill.contracts.TriageCard;
import io.destill.history.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The same failure, by its message's hash, in all jobs that show it. */
public final class FailureGroup {

    /** Jobs that broke the build first, then failures that were let pass, then jobs that passed; then the likelier cause. */
    public static final Comparator<TriageCard> WEIGHT = Comparator.<TriageCard>comparingInt(c -> standing(c.job()))
            .thenComparing(TriageCard::confidenceScore, Comparator.reverseOrder());

    /** For cards of equal weight: any order that does not depend on which came first. */
    private static final Comparator<TriageCard> NAME = Comparator.<TriageCard, String>comparing(
                    c -> c.job().name())
            .thenComparing(c -> c.job().id())
            .thenComparingLong(TriageCard::line);

    private static final Comparator<TriageCard> SPEAKER = WEIGHT.thenComparing(NAME);

    static final Comparator<FailureGroup> RANKING = FailureGroup::compare;

    private final List<TriageCard> cards = new ArrayList<>();
    private final Map<String, JobRef> jobs = new LinkedHashMap<>();
    private final String key;
    private final @Nullable Mark mark;
    private TriageCard card;
    private int standing;
    private double confidence;
    private int occurrences;

    /** In order, as of the last time that somebody asked; null if there are others since. */
    private @Nullable List<TriageCard> sorted;

    /** Null until somebody asks, and when there are other cards since. */
    private @Nullable String text;

    /** As {@link #sorted}, the jobs. */
    private @Nullable List<JobRef> allJobs;

    FailureGroup(TriageCard card) {
        this.card = card;
        this.key = key(card);
        this.mark = MarkedEvidence.markIn(card.evidence());
        speaks(card);
        add(card);
    }

    /** Written out: thousands are compared for each picture. */
    private static int compare(FailureGroup one, FailureGroup other) {
        int order = Integer.compare(one.standing, other.standing);
        order = order != 0 ? order : Double.compare(other.confidence, one.confidence);
        order = order != 0 ? order : Boolean.compare(other.mark == Mark.CAUSE, one.mark == Mark.CAUSE);
        order = order != 0 ? order : Integer.compare(other.jobs.size(), one.jobs.size());
        order = order != 0 ? order : Integer.compare(other.occurrences, one.occurrences);
        return order != 0 ? order : NAME.compare(one.card, other.card);
    }

    static String key(TriageCard card) {
        return card.normalizerVersion() + ":" + card.messageHash();
    }

    void add(TriageCard other) {
        cards.add(other);
        sorted = null;
        allJobs = null;
        text = null;
        jobs.put(other.job().id(), other.job());
        occurrences += other.occurrences().count();
        if (SPEAKER.compare(other, card) < 0) {
            speaks(other);
        }
    }

    private void speaks(TriageCard speaker) {
        card = speaker;
        standing = standing(speaker.job());
        confidence = speaker.confidenceScore();
    }

    private static int standing(JobRef job) {
        if (job.softFailed()) {
            return 1;
        }
        return "passed".equals(job.state()) ? 2 : 0;
    }

    /** Stays the same while jobs are added. */
    public String key() {
        return key;
    }

    /** The card that speaks for the group: of the job that weighs most, the one with the highest confidence. */
    public TriageCard card() {
        return card;
    }

    /** What a person said of it before the analysis; null for nothing. */
    public @Nullable Mark mark() {
        return mark;
    }

    /** What words are looked for in: the card that speaks for the group, and its jobs' names, in lower case. */
    public String text() {
        String known = text;
        if (known == null) {
            known = textOf(card, jobs());
            text = known;
        }
        return known;
    }

    /** The same of another card, and of other jobs. */
    public static String textOf(TriageCard card, List<JobRef> jobs) {
        return String.join(
                        "\n",
                        card.rawMessage(),
                        card.section() == null ? "" : card.section(),
                        card.category().label(),
                        String.join("\n", card.lines()),
                        jobs.stream().map(Wording::job).collect(Collectors.joining("\n")))
                .toLowerCase(Locale.ROOT);
    }

    /** All of them, the one that speaks for the group first. */
    public List<TriageCard> cards() {
        List<TriageCard> all = sorted;
        if (all == null) {
            all = cards.size() == 1
                    ? List.of(card)
                    : cards.stream().sorted(SPEAKER).toList();
            sorted = all;
        }
        return all;
    }

    /** At least one. */
    public List<JobRef> jobs() {
        List<JobRef> all = allJobs;
        if (all == null) {
            all = List.copyOf(jobs.values());
            allJobs = all;
        }
        return all;
    }

    /** Over all jobs. */
    public int occurrences() {
        return occurrences;
    }

    /** Such as {@code 3× in 2 jobs}; empty if there is one in one. */
    public String timesText() {
        if (jobs.size() > 1) {
            return occurrences + "× in " + jobs.size() + " jobs";
        }
        return occurrences > 1 ? occurrences + "×" : "";
    }
}
