package io.destill.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain\r\n",
                "\u0000\u0001\u0007\b\t\u000b\f\u001b[31m\u007f\u0085",
                "quote \" backslash \\ slash /",
                "caf\u00e9 \u20ac \ufffd \ufeff \u2028",
                "\ud83d\udea8 \ud834\udd1e \udbff\udfff"
            })
    void survivesJson(String text) throws Exception {
        assertThat(content(roundTrip(Utf8.of(text)))).isEqualTo(text);
    }

    @Test
    void everyCharacterOfAsciiSurvivesJson() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 128; c++) {
            all.append(c);
        }
        assertThat(content(roundTrip(Utf8.of(all.toString())))).isEqualTo(all.toString());
    }

    @Test
    void aSliceIsWrittenWithoutWhatSurroundsIt() throws Exception {
        byte[] array = "before caf\u00e9 after".getBytes(UTF_8);
        Utf8 slice = Utf8.wrap(array, 7, 5);
        assertThat(slice).hasToString("caf\u00e9");
        assertThat(content(roundTrip(slice))).isEqualTo("caf\u00e9");
    }

    @Test
    void equalTextIsEqualWhereverItStands() {
        Utf8 slice = Utf8.wrap("xxabc".getBytes(UTF_8), 2, 3);
        assertThat(slice).isEqualTo(Utf8.of("abc")).hasSameHashCodeAs(Utf8.of("abc"));
        assertThat(slice)
                .isNotEqualTo(Utf8.of("abd"))
                .isNotEqualTo(Utf8.of("ab"))
                .isNotEqualTo("abc");
    }

    @Test
    void refusesAStretchThatIsNotThere() {
        assertThatThrownBy(() -> Utf8.wrap(new byte[3], 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Utf8.wrap(new byte[3], -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Utf8.wrap(new byte[3], 2, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static LogChunk roundTrip(Utf8 content) throws UnreadableMessageException {
        LogChunk like = Examples.CHUNK_FULL;
        LogChunk chunk = new LogChunk(like.requestId(), like.build(), like.job(), 0, true, 1, 1, false, content, null);
        LogChunk read = Json.read(Json.write(chunk), LogChunk.class);
        assertThat(read).isEqualTo(chunk);
        return read;
    }

    private static String content(LogChunk chunk) {
        return chunk.content().toString();
    }
}
