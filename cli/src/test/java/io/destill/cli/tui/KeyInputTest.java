package io.destill.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.googlecode.lanterna.input.DefaultKeyDecodingProfile;
import com.googlecode.lanterna.input.InputDecoder;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyInputTest {

    private final PipedOutputStream fingers = new PipedOutputStream();
    private InputDecoder decoder = new InputDecoder(InputStreamReader.nullReader());

    @BeforeEach
    void connect() throws IOException {
        KeyInput input = new KeyInput(new PipedInputStream(fingers));
        decoder = new InputDecoder(new InputStreamReader(input, StandardCharsets.UTF_8));
        decoder.addProfile(new DefaultKeyDecodingProfile());
    }

    private void type(String keys) throws IOException {
        fingers.write(keys.getBytes(StandardCharsets.UTF_8));
        fingers.flush();
    }

    private List<KeyType> decoded() throws IOException {
        List<KeyType> keys = new ArrayList<>();
        for (KeyStroke key = decoder.getNextCharacter(false); key != null; key = decoder.getNextCharacter(false)) {
            keys.add(key.getKeyType());
        }
        return keys;
    }

    @Test
    void anArrowKeyWhoseBytesComeInPiecesIsOneKey() throws IOException {
        type("\u001b");
        assertThat(decoded()).isEmpty();
        type("[");
        assertThat(decoded()).isEmpty();
        type("A");

        assertThat(decoded()).containsExactly(KeyType.ArrowUp);
    }

    @Test
    void aLoneEscIsAKeyAfterAMoment() throws IOException {
        type("\u001b");

        await().untilAsserted(() -> assertThat(decoded()).containsExactly(KeyType.Escape));
    }

    @Test
    void whatIsPastedComesWholeWhateverItHolds() throws IOException {
        type("abc ü 失\u001b[B");

        assertThat(decoded()).hasSize(8).endsWith(KeyType.ArrowDown);
    }

    @Test
    void moreThanABufferFullComesInParts() throws IOException {
        type("x".repeat(600));

        assertThat(decoded()).hasSize(600);
    }
}
