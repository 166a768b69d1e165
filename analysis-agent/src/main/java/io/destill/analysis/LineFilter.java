package io.destill.analysis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * Tells which lines of a log are worth a look: those that hold a keyword of a rule that finds candidates, or the beginning of
 * a marker. This is what every byte of every log goes through, and all that most of them go through.
 *
 * <p>Of each keyword, the four bytes that are rarest in logs are entered into a table by their hash. Every four bytes of the
 * log are looked up there, and where the table says yes, the keyword is compared. Unlike the steps of an automaton, the
 * look-ups do not wait for each other, so that a processor makes several at a time. (The idea is that of Wu and Manber, A fast
 * algorithm for multi-pattern searching, 1994, without its jumps: with this many keywords there is hardly anything to jump
 * over.) ASCII letters match in either case. A line with terminal control sequences is looked at without them, so that
 * {@code ESC[31merrorESC[0m:} holds {@code error:}. Immutable, thread-safe.
 */
final class LineFilter {

    /** A keyword is at least this long. In bytes. */
    static final int SHORTEST = 4;

    /** What a line holds. */
    static final int CANDIDATE = 1;

    static final int MARKER = 2;

    /** A line is to be looked at without its control sequences. */
    private static final int ESCAPED = 4;

    private static final byte ESC = 0x1b;
    private static final long ESCAPES = ESC * Bytes.ONES;
    private static final int HASH_BITS = 16;
    private static final int FOLD = 0x20202020;
    private static final long FOLDS = 0x20 * Bytes.ONES;

    /** How many positions are looked up at once. */
    private static final int STEP = 8;

    /** How far the four bytes at the last of them reach. */
    private static final int REACH = STEP + 3;

    /** 1 where the keywords' four bytes may be, else 0. */
    private final byte[] table = new byte[1 << HASH_BITS];

    private final Keyword[][] byHash = new Keyword[1 << HASH_BITS][];

    private static final class Keyword {
        final byte[] text;
        /** Where in it the four bytes stand that are looked for. */
        final int at;

        /** These four. */
        final int four;

        final int meaning;

        Keyword(byte[] text, int at, int meaning) {
            this.four = four(text, at);
            this.text = text;
            this.at = at;
            this.meaning = meaning;
        }

        boolean isAt(byte[] bytes, int from, int to) {
            if (from < 0 || from + text.length > to) {
                return false;
            }
            for (int i = 0; i < text.length; i++) {
                if (lower(bytes[from + i]) != text[i]) {
                    return false;
                }
            }
            return true;
        }

        private static byte lower(byte b) {
            return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
        }
    }

    /** Lines that are worth a look, in their order. Not thread-safe. */
    static final class Found {

        private static final int FIELDS = 3;

        private int[] fields = new int[256 * FIELDS];
        private int size;

        int size() {
            return size;
        }

        /** Where the line begins. */
        int start(int i) {
            return fields[i * FIELDS];
        }

        /** Where its {@code \n} is. */
        int end(int i) {
            return fields[i * FIELDS + 1];
        }

        /** {@link #CANDIDATE}, {@link #MARKER}, or both. */
        int meaning(int i) {
            return fields[i * FIELDS + 2];
        }

        private void add(int start, int end, int meaning) {
            if (size * FIELDS == fields.length) {
                fields = Arrays.copyOf(fields, 2 * fields.length);
            }
            fields[size * FIELDS] = start;
            fields[size * FIELDS + 1] = end;
            fields[size * FIELDS + 2] = meaning;
            size++;
        }
    }

    /** @param keywords what makes a line a candidate; at least {@link #SHORTEST} bytes each */
    LineFilter(Collection<String> keywords, Collection<String> markers) {
        Rarity rarity = new Rarity();
        keywords.forEach(keyword -> add(keyword, CANDIDATE, rarity));
        markers.forEach(marker -> add(marker, MARKER, rarity));
    }

    private void add(String keyword, int meaning, Rarity rarity) {
        byte[] text = keyword.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        if (text.length < SHORTEST) {
            throw new IllegalArgumentException("a keyword is at least " + SHORTEST + " bytes long: " + keyword);
        }
        int at = rarity.rarest(text);
        int hash = hash(four(text, at));
        Keyword[] same = byHash[hash] == null ? new Keyword[0] : byHash[hash];
        Keyword[] more = Arrays.copyOf(same, same.length + 1);
        more[same.length] = new Keyword(text, at, meaning);
        byHash[hash] = more;
        table[hash] = 1;
    }

    /** Searches whole lines. */
    Found find(byte[] bytes, int from, int to) {
        Found lines = new Found();
        byte[] room = newLine();
        // The first line is looked at in any case: there is no line end before it to find a marker by.
        int start = from;
        int found = from;
        while (found < to) {
            int end = Bytes.newline(bytes, found, to);
            boolean isLong = end - start > LineSplitter.LONGEST;
            int meaning = isLong || found == start ? ESCAPED : meaning(bytes, found, end);
            if (meaning == ESCAPED) {
                meaning = isLong
                        ? meaningWithoutEscapes(room, LineSplitter.cut(bytes, start, end), 0, LineSplitter.LONGEST)
                        : meaningWithoutEscapes(room, bytes, start, end - start);
            }
            if (meaning != 0) {
                lines.add(start, end, meaning);
            }
            found = next(bytes, end, to);
            if (found < to) {
                found = bytes[found] == '\n' ? found + 1 : found;
                start = Bytes.lineStart(bytes, end + 1, found);
            }
        }
        return lines;
    }

    /** The index from {@code from} of something that is worth a look: a keyword's four bytes, or an escape. */
    private int next(byte[] bytes, int from, int to) {
        byte[] t = table;
        int i = from;
        // What is read beyond the end, where there is something to read, is not found.
        for (int last = Math.min(to - 1, bytes.length - REACH); i <= last; i += STEP) {
            long w = Bytes.eight(bytes, i);
            long v = Bytes.eight(bytes, i + 3);
            long e = w ^ ESCAPES;
            e = (e - Bytes.ONES) & ~e & Bytes.HIGHS;
            w |= FOLDS;
            v |= FOLDS;
            int found = t[hash((int) w)]
                    | t[hash((int) (w >>> 8))]
                    | t[hash((int) (w >>> 16))]
                    | t[hash((int) v)]
                    | t[hash((int) (v >>> 8))]
                    | t[hash((int) (v >>> 16))]
                    | t[hash((int) (v >>> 24))]
                    | t[hash((int) (v >>> 32))];
            int escape = e == 0 ? to : Math.min(to, Bytes.index(ESCAPES, bytes, i, i + STEP));
            if (found != 0) {
                for (int hits = hits(t, w, v); hits != 0; hits &= hits - 1) {
                    int at = i + Integer.numberOfTrailingZeros(hits);
                    if (meaningAt(bytes, at, to) != 0) {
                        return Math.min(at, escape);
                    }
                }
            }
            if (escape < to) {
                return escape;
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == ESC || (i + SHORTEST <= to && meaningAt(bytes, i, to) != 0)) {
                return i;
            }
        }
        return to;
    }

    /** A bit for each four bytes that are in the table. */
    private static int hits(byte[] t, long w, long v) {
        return t[hash((int) w)]
                | t[hash((int) (w >>> 8))] << 1
                | t[hash((int) (w >>> 16))] << 2
                | t[hash((int) v)] << 3
                | t[hash((int) (v >>> 8))] << 4
                | t[hash((int) (v >>> 16))] << 5
                | t[hash((int) (v >>> 24))] << 6
                | t[hash((int) (v >>> 32))] << 7;
    }

    /** Whether a line may say something of groups and commands. It is not longer than {@link LineSplitter#LONGEST}. */
    boolean isMarked(byte[] bytes, int offset, int length) {
        return (meaningWithoutEscapes(newLine(), bytes, offset, length) & MARKER) != 0;
    }

    /** Room for a line as it is looked at: behind a line end. */
    private static byte[] newLine() {
        byte[] line = new byte[1 + LineSplitter.LONGEST + REACH];
        line[0] = '\n';
        return line;
    }

    /** What a line holds; {@code line} is room for it without its control sequences. */
    private int meaningWithoutEscapes(byte[] line, byte[] bytes, int offset, int length) {
        int end = offset + length;
        int to = 1;
        for (int i = offset; i < end; i++) {
            int escape = Bytes.index(ESCAPES, bytes, i, end);
            System.arraycopy(bytes, i, line, to, escape - i);
            to += escape - i;
            i = escape < end ? Terminal.skipSequence(bytes, escape + 1, end) : end;
        }
        return meaning(line, 0, to);
    }

    /** What there is up to {@code to}, or {@link #ESCAPED} if there is an escape. */
    private int meaning(byte[] bytes, int from, int to) {
        int meaning = 0;
        for (int i = next(bytes, from, to); i < to && meaning != (CANDIDATE | MARKER); i = next(bytes, i + 1, to)) {
            if (bytes[i] == ESC) {
                return ESCAPED;
            }
            meaning |= meaningAt(bytes, i, to);
        }
        return meaning;
    }

    private int meaningAt(byte[] bytes, int i, int to) {
        int four = four(bytes, i);
        Keyword[] keywords = byHash[hash(four)];
        int meaning = 0;
        if (keywords != null) {
            for (Keyword keyword : keywords) {
                if (keyword.four == four
                        && (meaning & keyword.meaning) == 0
                        && keyword.isAt(bytes, i - keyword.at, to)) {
                    meaning |= keyword.meaning;
                }
            }
        }
        return meaning;
    }

    /** Four bytes, letters in lower case; other bytes may be changed too. */
    private static int four(byte[] bytes, int at) {
        return FOLD | Bytes.four(bytes, at);
    }

    private static int hash(int folded) {
        return folded * 0x9E3779B1 >>> (32 - HASH_BITS);
    }
}
