package io.destill.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyDecoderTest {

    private static final long LONG = Duration.ofSeconds(5).toNanos();

    private final KeyDecoder decoder = new KeyDecoder();

    private List<Input> decode(String sent, long now) {
        return decoder.decode(sent.replace('^', '\u001b').getBytes(StandardCharsets.UTF_8), now);
    }

    @ParameterizedTest
    @CsvSource({
        "^[A, Up", "^OB, Down", "^[1;5C, Ctrl-Right", "^[1;3D, Alt-Left", "^[1;2F, Shift-End", "^[H, Home",
                "^[5~, PgUp",
        "^[6;5~, Ctrl-PgDn", "^[3~, Delete", "^[Z, Shift-Tab", "^OP, F1", "^[15~, F5", "^[24~, F12", "^x, Alt-x",
        "q, q", "ü, ü", "失, 失", "😀, 😀", "/, /"
    })
    void whatTerminalsSendIsAKey(String sent, String name) {
        assertThat(decode(sent, 0)).containsExactly(new Input.Key(name));
    }

    @Test
    void controlsHaveNames() {
        assertThat(decode("\r\t\u007f \u0003\u001a\u0000", 0))
                .containsExactly(
                        new Input.Key("Enter"),
                        new Input.Key("Tab"),
                        new Input.Key("Backspace"),
                        new Input.Key("Space"),
                        new Input.Key("Ctrl-C"),
                        new Input.Key("Ctrl-Z"),
                        new Input.Key("Ctrl-Space"));
    }

    @Test
    void aKeyWhoseBytesComeInPiecesIsOneKey() {
        assertThat(decode("^", 0)).isEmpty();
        assertThat(decode("[1;", 10)).isEmpty();
        assertThat(decode("5A", 20)).containsExactly(new Input.Key("Ctrl-Up"));

        byte[] umlaut = "ü".getBytes(StandardCharsets.UTF_8);
        assertThat(decoder.decode(new byte[] {umlaut[0]}, 30)).isEmpty();
        assertThat(decoder.decode(new byte[] {umlaut[1]}, 40)).containsExactly(new Input.Key("ü"));
    }

    @Test
    void aLoneEscIsAKeyAfterAMoment() {
        assertThat(decode("^", 0)).isEmpty();
        assertThat(decode("", LONG)).containsExactly(new Input.Key("Esc"));
        assertThat(decode("^^", LONG)).containsExactly(new Input.Key("Esc"));
        assertThat(decode("", 2 * LONG)).containsExactly(new Input.Key("Esc"));
        assertThat(decode("^[", 2 * LONG)).isEmpty();
        assertThat(decode("", 3 * LONG)).containsExactly(new Input.Key("Alt-["));
    }

    @Test
    void theMouseClicksAndScrolls() {
        assertThat(decode("^[<0;10;5M^[<0;10;5m^[<65;1;2M^[<64;1;2M^[<2;1;1M", 0))
                .containsExactly(new Input.Click(9, 4), new Input.Wheel(0, 1, 3), new Input.Wheel(0, 1, -3));
    }

    @Test
    void whatIsPastedIsOneTextWhateverItHolds() {
        assertThat(decode("a^[200~x ü\r^[B", 0)).containsExactly(new Input.Key("a"));
        assertThat(decode("y^[201~q", 10)).containsExactly(new Input.Paste("x ü\r\u001b[By"), new Input.Key("q"));
    }

    @Test
    void theTerminalsAnswersAreNoKeys() {
        assertThat(decode("^]11;rgb:ffff/8080/0000\u0007j", 0))
                .hasSize(2)
                .last()
                .isEqualTo(new Input.Key("j"));
        assertThat(decode("^]11;rgb:00/00/ff^\\", 0)).containsExactly(new Input.Background(0, 0, 1));
        assertThat(decode("^]52;c;secret^\\^[?62;c^P1$r0m^\\", 0)).isEmpty();
    }

    @Test
    void noBytesBreakIt() {
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            if (bytes.length > 2 && round % 2 == 0) {
                bytes[0] = 0x1b;
                bytes[1] = (byte) (round % 4 == 0 ? '[' : ']');
            }
            decoder.decode(bytes, round);
        }
        decoder.decode(new byte[0], LONG);
        assertThat(decode("\u0007^\\", 2 * LONG)).isNotNull();
        decoder.decode(new byte[0], 3 * LONG);
        assertThat(decode("j", 4 * LONG)).containsExactly(new Input.Key("j"));
    }
}
