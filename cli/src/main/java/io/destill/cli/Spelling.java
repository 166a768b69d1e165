package io.destill.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what a person may have meant. */
final class Spelling {

    private Spelling() {}

    /** The words that are few typing errors away, nearest first, at most three. */
    static List<String> near(String wrong, Collection<String> words) {
        int tolerance = Math.max(1, wrong.length() / 3);
        return words.stream()
                .filter(word -> distance(wrong, word) <= tolerance)
                .sorted(Comparator.<String>comparingInt(word -> distance(wrong, word))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(3)
                .toList();
    }

    /** Letters to insert, delete or replace (Levenshtein's distance). */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
