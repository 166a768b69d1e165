package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KeywordScannerTest {

    private static final String ESC = "\u001b";

    @Test
    void findsAllKeywordsAlsoWhereTheyOverlap() {
        assertThat(found(List.of("he", "she", "hers", "his"), "ushers")).containsExactly("he", "she", "hers");
        assertThat(found(List.of("a", "aa", "aaa"), "aa")).containsExactly("a", "aa");
        assertThat(found(List.of("abcd", "bc"), "abce")).containsExactly("bc");
        assertThat(found(List.of("error", "error:"), "an error")).containsExactly("error");
    }

    @Test
    void asciiLettersMatchInEitherCase() {
        assertThat(found(List.of("Error", "\u2717 fail"), "ERRor \u2717 FAIL")).containsExactly("Error", "\u2717 fail");
        assertThat(found(List.of("k"), "\u212a")).isEmpty();
    }

    @Test
    void controlSequencesDoNotInterruptAKeyword() {
        assertThat(found(List.of("[error]"), "[" + ESC + "[1;31mERROR" + ESC + "[0m] x"))
                .containsExactly("[error]");
        assertThat(found(List.of("failed"), "fai" + ESC + "_bk;t=1795469623223\u0007led"))
                .containsExactly("failed");
        assertThat(found(List.of("link"), ESC + "]8;;https://x.y" + ESC + "\\li" + ESC + "]8;;" + ESC + "\\nk"))
                .containsExactly("link");
    }

    @Test
    void whatAControlSequenceHoldsIsNotSearched() {
        assertThat(found(
                        List.of("error", "31"), ESC + "]8;;https://error\u0007x" + ESC + "[31m" + ESC + "_error\u0007"))
                .isEmpty();
    }

    @Test
    void onlyTheGivenRangeIsSearched() {
        KeywordScanner scanner = new KeywordScanner(List.of("error"));
        long[] hits = new long[1];
        assertThat(scanner.scan("an error".getBytes(UTF_8), 0, 7, hits)).isFalse();
        assertThat(scanner.scan("an error".getBytes(UTF_8), 4, 8, hits)).isFalse();
        assertThat(scanner.scan("an error".getBytes(UTF_8), 3, 8, hits)).isTrue();
    }

    @Test
    void moreKeywordsThanAWordHasBits() {
        List<String> keywords = new ArrayList<>();
        for (int i = 100; i < 300; i++) {
            keywords.add("k" + i);
        }
        assertThat(found(keywords, "k100 k163 k164 k299")).containsExactly("k100", "k163", "k164", "k299");
    }

    @Property
    void findsWhatANaiveSearchFinds(@ForAll("keywords") Set<String> keywords, @ForAll("lines") List<Piece> line) {
        StringBuilder raw = new StringBuilder();
        StringBuilder visible = new StringBuilder();
        for (Piece piece : line) {
            raw.append(piece.text);
            visible.append(piece.isControl ? "" : piece.text);
        }
        List<String> naive = keywords.stream()
                .filter(keyword -> lower(visible.toString()).contains(lower(keyword)))
                .toList();
        assertThat(found(List.copyOf(keywords), raw.toString())).containsExactlyInAnyOrderElementsOf(naive);
    }

    @Property
    void anyBytesCanBeSearched(@ForAll byte[] bytes) {
        KeywordScanner scanner = Logs.RULES.scanner();
        long[] hits = new long[scanner.words()];
        boolean any = scanner.scan(bytes, 0, bytes.length, hits);
        assertThat(java.util.Arrays.stream(hits).anyMatch(word -> word != 0)).isEqualTo(any);
    }

    /** A stretch of a line. */
    record Piece(String text, boolean isControl) {}

    @Provide
    Arbitrary<Set<String>> keywords() {
        return Arbitraries.strings()
                .withChars("abAB[ \u00e9\u2717")
                .ofMinLength(1)
                .ofMaxLength(4)
                .set()
                .ofMinSize(1)
                .ofMaxSize(90)
                .map(words -> {
                    Set<String> distinct = new LinkedHashSet<>();
                    words.forEach(word -> distinct.add(lower(word)));
                    return distinct;
                });
    }

    @Provide
    Arbitrary<List<Piece>> lines() {
        Arbitrary<Piece> text = Arbitraries.strings()
                .withChars("abAB[ c\u00e9\u2717\u00ff")
                .ofMaxLength(8)
                .map(letters -> new Piece(letters, false));
        Arbitrary<Piece> control = Arbitraries.of(
                        ESC + "[31m",
                        ESC + "[m",
                        ESC + "[0;1;38:5:3m",
                        ESC + "[K",
                        ESC + "_bk;t=1\u0007",
                        ESC + "]8;;ab\u0007",
                        ESC + "]8;;ab" + ESC + "\\",
                        ESC + "Pab" + ESC + "\\")
                .map(sequence -> new Piece(sequence, true));
        return Arbitraries.oneOf(text, control).list().ofMaxSize(12);
    }

    private static String lower(String text) {
        StringBuilder lower = new StringBuilder();
        text.chars().forEach(c -> lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : (char) c));
        return lower.toString();
    }

    private static List<String> found(List<String> keywords, String line) {
        KeywordScanner scanner = new KeywordScanner(keywords);
        long[] hits = new long[scanner.words()];
        byte[] bytes = line.getBytes(UTF_8);
        boolean any = scanner.scan(bytes, 0, bytes.length, hits);
        List<String> found = new ArrayList<>();
        for (int k = 0; k < keywords.size(); k++) {
            if ((hits[k >> 6] & 1L << k) != 0) {
                found.add(keywords.get(k));
            }
        }
        assertThat(any).isEqualTo(!found.isEmpty());
        return found;
    }
}
