package io.destill.analysis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers which rules matched the lines of late: logs repeat themselves, and to try patterns is what an analysis spends its
 * time on. Times of day and long numbers are not told apart; no built-in rule looks at them, and if there are
 * others, they are told apart. For one job; not thread-safe.
 */
final class MatchMemo {

    private static final int MOST = 1_024;

    /** Longer runs of digits are identifiers; shorter ones may be a status, a count or a code. */
    private static final int LONG_NUMBER = 4;

    private final RuleSet rules;
    private final Map<String, List<Rule>> memo = new LinkedHashMap<>(MOST * 2, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Rule>> eldest) {
            return size() > MOST;
        }
    };
    private char[] key = new char[256];

    MatchMemo(RuleSet rules) {
        this.rules = rules;
    }

    /** Forgets everything, so that what comes does not depend on what was. */
    void clear() {
        memo.clear();
    }

    /** @see RuleSet#matching */
    List<Rule> matching(String visible, long[] hits, boolean judged) {
        String shape = shape(visible, judged);
        List<Rule> known = memo.get(shape);
        if (known == null) {
            known = rules.matching(visible, hits, judged);
            memo.put(shape, known);
        }
        return known;
    }

    /** The line with its times and long numbers blotted out, and whether it is judged. */
    private String shape(String line, boolean judged) {
        int n = line.length();
        if (key.length < n + 1) {
            key = new char[n + 256];
        }
        int length = 0;
        int i = 0;
        while (i < n) {
            char c = line.charAt(i);
            if (c < '0' || c > '9') {
                key[length++] = c;
                i++;
                continue;
            }
            int end = i + 1;
            while (end < n && line.charAt(end) >= '0' && line.charAt(end) <= '9') {
                end++;
            }
            boolean timeOfDay =
                    end - i == 2 && ((end < n && line.charAt(end) == ':') || (i > 0 && line.charAt(i - 1) == ':'));
            boolean blotted = (timeOfDay || end - i >= LONG_NUMBER) && !rules.holdsOwnRules();
            for (; i < end; i++) {
                key[length++] = blotted ? '9' : line.charAt(i);
            }
        }
        key[length++] = judged ? '+' : '-';
        return new String(key, 0, length);
    }
}
