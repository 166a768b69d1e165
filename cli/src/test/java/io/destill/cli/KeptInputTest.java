package io.destill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeptInputTest {

    private static KeptInput input(String text, long most) throws IOException {
        return new KeptInput(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), most);
    }

    @Test
    void whatWasReadCanBeReadAgain() throws IOException {
        try (KeptInput input = input("first\nsecond\n", 100)) {
            assertThat(input.readNBytes(6)).asString().isEqualTo("first\n");
            assertThat(input.again()).hasContent("first\n");

            assertThat((char) input.read()).isEqualTo('s');
            assertThat(input).hasContent("econd\n");
            assertThat(input.again()).hasContent("first\nsecond\n");
            assertThat(input.again()).hasContent("first\nsecond\n");
        }
    }

    @Test
    void noMoreIsKeptThanAllowed() throws IOException {
        try (KeptInput input = input("first\nsecond\n", 8)) {
            assertThat(input).hasContent("first\nsecond\n");
            assertThat(input.again()).hasContent("first\nse");
        }
    }
}
