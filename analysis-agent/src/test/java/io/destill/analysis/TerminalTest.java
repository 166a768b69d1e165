package io.destill.analysis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {

    private static final String ESC = "\u001b";
    private static final String BEL = "\u0007";

    private final Terminal terminal = new Terminal();

    /** In the table {@code ^[} stands for ESC, {@code ^G} for BEL, {@code ^M}, {@code ^H} and {@code ^I} for CR, BS, HT. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            plain                                               | plain
            `long text^Mnew`                                    | `newg text`
            `12%^M100%^M`                                       | 100%
            `loading^M^[[Kdone`                                 | done
            `loading^Mok^[[K`                                   | ok
            `loading^[[2K^Mok`                                  | ok
            `loading^[[1Kx`                                     | `       x`
            `loading^M^[[Jok`                                   | ok
            `abc^H^HX`                                          | aXc
            `^H^H^Hx`                                           | x
            `a^Ib`                                              | `a       b`
            `12345678^Ib`                                       | `12345678        b`
            `^[[1;31mred^[[0m text`                             | red text
            `^[[38;5;196mred^[[m`                               | red
            `^[[38:2::255:0:0mred^[[m`                          | red
            `^[]8;;https://x.y/z^Glink^[]8;;^G end`             | link end
            `^[]8;;https://x.y/z^[\\link^[]8;;^[\\ end`         | link end
            `^[]1337;File=name=eA==;inline=1:QUJDREVG^Gimage`   | image
            `a^[]1338;url='x';alt='y'^Gb`                       | ab
            `^[]0;title^Gtext`                                  | text
            `^[_bk;t=1795469623223^Gtext`                       | text
            `^[_bk;t=1795469623223^[\\text`                     | text
            `^[_bk;t=1^G^[_bk;dt=5^Ga^[_bk;t=2^Gb`              | ab
            `^[Pq#0;2;0;0;0^[\\sixel`                           | sixel
            `^[(Btext`                                          | text
            `^[7text^[8`                                        | text
            `^[`                                                | ``
            `text^[`                                            | text
            `text^[[`                                           | text
            `text^[[31`                                         | text
            `text^[]8;;http`                                    | text
            `abc^[[1GX`                                         | Xbc
            `abc^[[2DX`                                         | aXc
            `a^[[3CX`                                           | `a   X`
            `text   `                                           | `text   `
            """)
    void showsWhatAPersonWouldSee(String raw, String seen) {
        assertThat(visible(raw.replace("^[", ESC)
                        .replace("^G", BEL)
                        .replace("^M", "\r")
                        .replace("^H", "\b")
                        .replace("^I", "\t")))
                .isEqualTo(seen == null ? "" : seen);
    }

    @Test
    void lineEndsAreNoPartOfTheLine() {
        assertThat(visible("text\r\n")).isEqualTo("text");
        assertThat(visible("text\n")).isEqualTo("text");
        assertThat(visible("text\r")).isEqualTo("text");
        assertThat(visible("\r\n")).isEmpty();
    }

    @Test
    void providersTimeStampsAreTakenOff() {
        assertThat(visible("2026-08-20T09:14:09.1234567Z text")).isEqualTo("text");
        assertThat(visible("\ufeff2026-08-20T09:14:09.1234567Z text")).isEqualTo("text");
        assertThat(visible("\ufefftext")).isEqualTo("text");
        assertThat(visible("2026-08-20T09:14:09.1234567Z")).isEmpty();
        assertThat(visible("2026-08-20T09:14:09.1234567Z   indented")).isEqualTo("  indented");
        assertThat(visible("2026-08-20T09:14:09.123456Z 01O text")).isEqualTo("text");
        assertThat(visible("2026-08-20T09:14:09.123456Z 00E  text")).isEqualTo(" text");
        assertThat(visible("2026-08-20T09:14:09.123456Z 01O+text")).isEqualTo("text");
        assertThat(visible("2026-08-20T09:14:09.123456Z 01O ")).isEmpty();
        assertThat(visible("2026-08-20T09:14:09.123456Z 01O")).isEmpty();
        assertThat(visible(ESC + "_destill;cause" + BEL + "2026-08-20T09:14:09.1234567Z text"))
                .isEqualTo("text");
    }

    @Test
    void aTabBeyondTheLastColumnIsPassedOver() {
        String full = "x".repeat(Terminal.MAX_COLUMNS);
        assertThat(visible(full + "\t\ty")).isEqualTo(full);
    }

    @Test
    void aToolsOwnTimeStampStays() {
        assertThat(visible("2026-08-20 09:14:09,123 ERROR x")).isEqualTo("2026-08-20 09:14:09,123 ERROR x");
        assertThat(visible("2026-08-20T09:14:09Z text of a tool")).isEqualTo("2026-08-20T09:14:09Z text of a tool");
    }

    @Test
    void whatCouldActOnATerminalOrReorderTextIsDropped() {
        assertThat(visible("a\u009b31mb\u0085c\u0090d")).isEqualTo("a31mbcd");
        assertThat(visible("a\u0000b\u0001c\u007fd\u000be")).isEqualTo("abcde");
        assertThat(visible("a\u202eb\u202cc\u2066d\u2069e\u200ef\u200fg\u061ch\ufeffi"))
                .isEqualTo("abcdefghi");
    }

    @Test
    void invalidUtf8IsReplaced() {
        byte[] bytes = "a\u00ffb\u00e2\u0082c".getBytes(ISO_8859_1);
        assertThat(terminal.visible(bytes, 0, bytes.length)).isEqualTo("a\ufffdb\ufffdc");
    }

    @Test
    void charactersBeyondAsciiAreKept() {
        assertThat(visible("\u2717 caf\u00e9 \ud83d\udea8 \u65e5\u672c"))
                .isEqualTo("\u2717 caf\u00e9 \ud83d\udea8 \u65e5\u672c");
        assertThat(visible(ESC + "[31m\u2717 \ud83d\udea8" + ESC + "[0m")).isEqualTo("\u2717 \ud83d\udea8");
    }

    @Test
    void longLinesAreCut() {
        assertThat(visible("x".repeat(4_000))).hasSize(4_000);
        assertThat(visible("x".repeat(4_001))).isEqualTo("x".repeat(4_000));
        assertThat(visible("x".repeat(3_990) + "\r\n")).hasSize(3_990);
        assertThat(visible("x".repeat(100_000) + "\rnew")).isEqualTo("new" + "x".repeat(3_997));
    }

    @Test
    void aCharacterOfTwoUnitsIsNotCutInTwo() {
        assertThat(visible("x".repeat(3_999) + "\ud83d\udea8 tail")).isEqualTo("x".repeat(3_999));
        assertThat(visible("x".repeat(3_998) + "\ud83d\udea8 tail")).isEqualTo("x".repeat(3_998) + "\ud83d\udea8");
        assertThat(isWellFormed(visible("\ud83d\udea8 text\bX\rab"))).isTrue();
        assertThat(isWellFormed(visible("\ud83d\udea8\bX"))).isTrue();
        assertThat(isWellFormed(visible("\ud83d\udea8\rX"))).isTrue();
    }

    @Test
    void theCursorMayGoFarBeyondTheText() {
        assertThat(visible("a" + ESC + "[3000GX")).hasSize(3_000).endsWith(" X");
        assertThat(visible("a" + ESC + "[3000CX")).hasSize(3_002);
        assertThat(visible("a" + ESC + "[99999999999GX")).isEqualTo("a");
    }

    @Property
    void neverAControlCharacter(@ForAll("lines") byte[] line) {
        String seen = terminal.visible(line, 0, line.length);
        assertThat(seen.chars()
                        .filter(c -> Character.isISOControl(c)
                                || Character.getType(c) == Character.FORMAT
                                        && "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff"
                                                        .indexOf(c)
                                                >= 0))
                .isEmpty();
        assertThat(seen).hasSizeLessThanOrEqualTo(Terminal.MAX_COLUMNS);
        assertThat(isWellFormed(seen)).as("no half of a character").isTrue();
    }

    @Property
    void whatStandsAroundTheLineMakesNoDifference(
            @ForAll("lines") byte[] line, @ForAll byte before, @ForAll byte after) {
        byte[] padded = new byte[line.length + 2];
        padded[0] = before;
        padded[padded.length - 1] = after;
        System.arraycopy(line, 0, padded, 1, line.length);
        assertThat(new Terminal().visible(padded, 1, line.length)).isEqualTo(terminal.visible(line, 0, line.length));
    }

    @Provide
    Arbitrary<byte[]> lines() {
        Arbitrary<String> pieces = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.strings().ofMaxLength(12)),
                Tuple.of(
                        3,
                        Arbitraries.strings().withCharRange('\u0000', '\u00ff').ofMaxLength(6)),
                Tuple.of(
                        6,
                        Arbitraries.of(
                                ESC,
                                ESC + "[",
                                ESC + "[31m",
                                ESC + "[K",
                                ESC + "[1K",
                                ESC + "[2K",
                                ESC + "[900C",
                                ESC + "[40D",
                                ESC + "[2000G",
                                ESC + "]8;;x",
                                ESC + "_bk;t=1",
                                BEL,
                                ESC + "\\",
                                "\r",
                                "\b",
                                "\t",
                                "\ud83d\udea8",
                                "\u202e",
                                "\u009b",
                                "x".repeat(600),
                                "text")));
        Arbitrary<byte[]> texts =
                pieces.list().ofMaxSize(12).map(list -> String.join("", list).getBytes(UTF_8));
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        return Arbitraries.oneOf(texts, noise);
    }

    private String visible(String raw) {
        byte[] bytes = raw.getBytes(UTF_8);
        return terminal.visible(bytes, 0, bytes.length);
    }

    private static boolean isWellFormed(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }
}
