package io.destill.analysis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds all of a fixed set of keywords in a line of bytes in one pass, whatever their number: the automaton of Aho and
 * Corasick (Communications of the ACM 18(6), 1975) with its failure links compiled away. ASCII letters match in either
 * case, and terminal control sequences are passed over. Immutable, thread-safe.
 *
 * <p>No pattern has to be tried on a line that cannot match. Lines in which {@link LineFilter} sees nothing do not come here.
 */
final class KeywordScanner {

    private static final int ESC = 0x1b;

    /** Byte to column of the table; bytes that occur in no keyword share column 0. */
    private final byte[] column = new byte[256];

    private final int columns;
    /** {@code transitions[state + column]}; states are multiples of {@code columns}. */
    private final char[] transitions;
    /** States from here on end a keyword. */
    private final int firstAccepting;
    /** The keywords that end in an accepting state. */
    private final int[][] ends;

    private final int keywordCount;

    /** The state that a control sequence leads to, whatever came before. */
    private final int escapeState;

    KeywordScanner(List<String> keywords) {
        keywordCount = keywords.size();
        byte next = 1;
        // A control sequence does not interrupt a keyword: [ESC[31merror ESC[0m] holds "[error]".
        for (String keyword : keywords) {
            for (byte b : bytes(keyword)) {
                if (column[b & 0xff] == 0) {
                    column[b & 0xff] = next++;
                }
            }
        }
        for (int c = 'A'; c <= 'Z'; c++) {
            column[c] = column[c + 32];
        }
        column[ESC] = next++;
        if (next < 0) {
            throw new IllegalArgumentException(
                    "the keywords hold more than " + (Byte.MAX_VALUE - 1) + " different bytes");
        }
        columns = next;

        List<int[]> trie = new ArrayList<>();
        List<List<Integer>> outputs = new ArrayList<>();
        trie.add(emptyRow());
        outputs.add(new ArrayList<>());
        for (int k = 0; k < keywordCount; k++) {
            int state = 0;
            for (byte b : bytes(keywords.get(k))) {
                int c = column[b & 0xff];
                if (trie.get(state)[c] < 0) {
                    trie.get(state)[c] = trie.size();
                    trie.add(emptyRow());
                    outputs.add(new ArrayList<>());
                }
                state = trie.get(state)[c];
            }
            outputs.get(state).add(k);
        }
        link(trie, outputs);

        int escape = trie.size();
        trie.add(new int[columns]);
        outputs.add(new ArrayList<>(List.of(-1)));
        trie.forEach(row -> row[column[ESC]] = escape);

        // Accepting states are numbered last, so that one comparison tells them apart.
        int states = trie.size();
        int[] number = new int[states];
        int id = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int s = 0; s < states; s++) {
                if (outputs.get(s).isEmpty() == (pass == 0)) {
                    number[s] = id++;
                }
            }
        }
        if ((long) states * columns > Character.MAX_VALUE * (long) columns) {
            throw new IllegalArgumentException("too many keywords: " + states + " states");
        }
        transitions = new char[states * columns];
        int accepting = states;
        ends = new int[states][];
        for (int s = 0; s < states; s++) {
            for (int c = 0; c < columns; c++) {
                transitions[number[s] * columns + c] = (char) number[trie.get(s)[c]];
            }
            if (!outputs.get(s).isEmpty()) {
                accepting = Math.min(accepting, number[s]);
                ends[number[s]] =
                        outputs.get(s).stream().mapToInt(Integer::intValue).toArray();
            }
        }
        firstAccepting = accepting;
        escapeState = number[escape];
    }

    /** The number of words of a bit set that holds all keywords. */
    int words() {
        return (keywordCount + 63) >>> 6;
    }

    /**
     * Sets the bit of every keyword that occurs in {@code bytes[from, to)}.
     *
     * @return whether any does
     */
    boolean scan(byte[] bytes, int from, int to, long[] hits) {
        char[] table = transitions;
        byte[] columnOf = column;
        int width = columns;
        int accepting = firstAccepting;
        int state = 0;
        boolean any = false;
        for (int i = from; i < to; i++) {
            int before = state;
            state = table[state * width + columnOf[bytes[i] & 0xff]];
            if (state >= accepting) {
                if (state == escapeState) {
                    i = Terminal.skipSequence(bytes, i + 1, to);
                    state = before;
                    continue;
                }
                any = true;
                for (int k : ends[state]) {
                    hits[k >>> 6] |= 1L << k;
                }
            }
        }
        return any;
    }

    private int[] emptyRow() {
        int[] row = new int[columns];
        Arrays.fill(row, -1);
        return row;
    }

    private static byte[] bytes(String keyword) {
        return keyword.toLowerCase(java.util.Locale.ROOT).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Makes the trie a complete automaton: every state gets a successor for every column. */
    private static void link(List<int[]> trie, List<List<Integer>> outputs) {
        int[] fallback = new int[trie.size()];
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        int[] root = trie.get(0);
        for (int c = 0; c < root.length; c++) {
            if (root[c] < 0) {
                root[c] = 0;
            } else {
                queue.add(root[c]);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            outputs.get(state).addAll(outputs.get(fallback[state]));
            int[] row = trie.get(state);
            int[] fallbackRow = trie.get(fallback[state]);
            for (int c = 0; c < row.length; c++) {
                if (row[c] < 0) {
                    row[c] = fallbackRow[c];
                } else {
                    fallback[row[c]] = fallbackRow[c];
                    queue.add(row[c]);
                }
            }
        }
    }
}
