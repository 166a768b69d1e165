package io.destill.analysis;

import io.destill.contracts.Category;
import io.destill.contracts.Evidence;
import io.destill.contracts.Occurrences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up each block's evidence, merges blocks that say the same, and sorts by the sum. Stateless, thread-safe. */
final class Ranking {

    /** The evidence that keeps a sum between 0 and 1. */
    static final String AT_LEAST_0 = "at-least-0";

    static final String AT_MOST_1 = "at-most-1";

    /** How many of a failure's places are named. */
    private static final int PLACES = 10;

    /** A number before a line is no sure sign of a test. In hundredths of confidence. */
    private static final int NUMBERED = 8;

    /** Weaker candidates are not looked at: to normalize a message is dear. */
    private static final int MAX_CANDIDATES = 1_000;

    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparingInt((Candidate c) -> -c.points).thenComparingLong(c -> c.line.number);

    /** Of blocks that say the same, the one to show. */
    private static final Comparator<Block> FULLEST_FIRST = Comparator.comparingInt((Block b) -> -b.lines.size())
            .thenComparing(b -> !b.announced)
            .thenComparingInt(b -> -b.strength)
            .thenComparingLong(b -> b.head().number);

    private Ranking() {}

    /** @param most findings at the most */
    static List<Finding> rank(List<JobEvidence.Judged> judged, int most) {
        List<Candidate> strongest = judged.stream()
                .map(Candidate::new)
                .sorted(BEST_FIRST)
                .limit(MAX_CANDIDATES)
                .toList();
        Map<String, Candidate> byHash = new LinkedHashMap<>();
        for (Candidate candidate : strongest) {
            candidate.normalize();
            byHash.merge(candidate.hash, candidate, Candidate::absorb);
        }
        List<Candidate> candidates = new ArrayList<>(byHash.values());
        List<Finding> findings = new ArrayList<>();
        for (Candidate candidate : candidates.subList(0, Math.min(most, candidates.size()))) {
            findings.add(candidate.finding(findings.size() + 1));
        }
        return findings;
    }

    /** A block with its sum of evidence. */
    static final class Candidate {
        final Block block;
        /** The one of the blocks that say the same that is shown. */
        Block shown;

        final String command;
        final Line line;
        String normalized = "";
        String hash = "";
        final int points;
        final List<Evidence> evidence = new ArrayList<>();
        final List<Long> places = new ArrayList<>();
        int count = 1;

        Candidate(JobEvidence.Judged judged) {
            block = judged.block();
            shown = block;
            command = judged.region().command;
            line = block.primary();
            places.add(line.number);
            int sum = 0;
            for (Rule rule : judged.evidence()) {
                sum += add(rule, command);
            }
            for (Map.Entry<Rule, Line> fired : block.fired.entrySet()) {
                Line at = fired.getValue();
                sum += add(fired.getKey(), "line " + at.number + ": " + shorten(at.text.strip()));
            }
            int bounded = Math.clamp(sum, 0, 100);
            if (bounded != sum) {
                evidence.add(new Evidence(sum < 0 ? AT_LEAST_0 : AT_MOST_1, (bounded - sum) / 100.0, null));
            }
            points = sum;
        }

        void normalize() {
            String message = Normalizer.normalize(line.text);
            Line head = block.head();
            // Which test failed is part of what failed, even where its head and its message are different lines.
            normalized = block.level == 2 && head != line ? Normalizer.normalize(head.text) + " | " + message : message;
            hash = Normalizer.hash(normalized);
        }

        double confidence() {
            return Math.clamp(points, 0, 100) / 100.0;
        }

        private int add(Rule rule, String detail) {
            if (rule.weight != 0) {
                evidence.add(new Evidence(rule.name, rule.weight / 100.0, detail.isEmpty() ? null : detail));
            }
            return rule.weight;
        }

        private static String shorten(String text) {
            if (text.length() <= 120) {
                return text;
            }
            int end = Character.isHighSurrogate(text.charAt(118)) ? 118 : 119;
            return text.substring(0, end) + "…";
        }

        /** Takes a weaker candidate that says the same as another occurrence of this one. */
        Candidate absorb(Candidate weaker) {
            count++;
            if (FULLEST_FIRST.compare(weaker.block, shown) < 0) {
                shown = weaker.block;
            }
            places.add(weaker.line.number);
            return this;
        }

        Finding finding(int rank) {
            List<Long> first = places.stream().sorted().limit(PLACES).toList();
            return new Finding(
                    rank,
                    confidence(),
                    evidence,
                    block.severity(),
                    category(),
                    shown.primary().number,
                    shown.shown().getFirst().number,
                    shown.last().number,
                    shown.primary().text.strip(),
                    normalized,
                    hash,
                    shown.shown().stream().map(l -> l.text).toList(),
                    shown.above(),
                    List.copyOf(shown.after),
                    shown.section,
                    new Occurrences(count, first));
        }

        /** What the strongest of its rules says; of a test that failed, that, whatever made it fail. */
        private Category category() {
            Rule opener = block.level == 2 ? block.head().opener() : null;
            if (opener != null && opener.category == Category.TEST && opener.weight > NUMBERED) {
                return Category.TEST;
            }
            Rule best = null;
            for (Rule rule : block.fired.keySet()) {
                if (rule.category != Category.UNKNOWN && (best == null || rule.weight > best.weight)) {
                    best = rule;
                }
            }
            return best == null ? Category.UNKNOWN : best.category;
        }
    }
}
