package io.destill.cli.report;

import io.destill.contracts.TriageCard;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The failures of a build, those that are the same put together. Not thread-safe. */
public final class FailureGroups {

    private final Map<String, FailureGroup> groups = new HashMap<>();
    private final Map<String, List<TriageCard>> jobs = new HashMap<>();

    /**
     * Adds a job's cards, in place of those that it had before.
     *
     * @param limit how many of them count, best first
     */
    public void add(JobResult result, int limit) {
        List<TriageCard> cards =
                result.cards().subList(0, Math.min(limit, result.cards().size()));
        if (jobs.put(result.job().id(), cards) == null) {
            count(cards);
        } else {
            groups.clear();
            jobs.values().forEach(this::count);
        }
    }

    private void count(List<TriageCard> cards) {
        for (TriageCard card : cards) {
            FailureGroup group = groups.get(FailureGroup.key(card));
            if (group == null) {
                groups.put(FailureGroup.key(card), new FailureGroup(card));
            } else {
                group.add(card);
            }
        }
    }

    /** The most likely cause first. The same results give the same order, whatever order they came in. */
    public List<FailureGroup> ranked() {
        return groups.values().stream().sorted(FailureGroup.RANKING).toList();
    }

    public int size() {
        return groups.size();
    }
}
