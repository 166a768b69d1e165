package io.destill.cli.report;

import io.destill.contracts.TriageCard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The failures of a build, those that are the same put together. Not thread-safe. */
public final class FailureGroups {

    private final Map<String, FailureGroup> groups = new HashMap<>();
    private final Map<String, List<TriageCard>> jobs = new LinkedHashMap<>();
    /** Sorted as of the last time that somebody asked: sorting again is quick where little has changed. */
    private final List<FailureGroup> ranked = new ArrayList<>();

    private boolean sorted = true;
    private boolean outdated;

    /**
     * Adds a job's cards, in place of those that it had before.
     *
     * @param limit how many of them count, best first
     */
    public void add(JobResult result, int limit) {
        List<TriageCard> cards =
                result.cards().subList(0, Math.min(limit, result.cards().size()));
        if (jobs.put(result.job().id(), cards) != null) {
            outdated = true;
        } else if (!outdated) {
            count(cards);
        }
    }

    /** What was found in one job, best first. */
    public List<TriageCard> cardsOf(String jobId) {
        return jobs.getOrDefault(jobId, List.of());
    }

    private void count(List<TriageCard> cards) {
        for (TriageCard card : cards) {
            FailureGroup group = groups.get(FailureGroup.key(card));
            if (group == null) {
                group = new FailureGroup(card);
                groups.put(group.key(), group);
                ranked.add(group);
            } else {
                group.add(card);
            }
            sorted = false;
        }
    }

    /** Once for however many jobs that were ranked anew. */
    private void update() {
        if (outdated) {
            outdated = false;
            groups.clear();
            ranked.clear();
            jobs.values().forEach(this::count);
        }
    }

    /** The most likely cause first. The same results give the same order, whatever order they came in. */
    public List<FailureGroup> ranked() {
        update();
        if (!sorted) {
            ranked.sort(FailureGroup.RANKING);
            sorted = true;
        }
        return List.copyOf(ranked);
    }

    public int size() {
        update();
        return groups.size();
    }
}
