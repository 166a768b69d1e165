package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.destill.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The whole command, run in this process. */
final class Destill {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Destill() {}

    static Result run(Map<String, String> environment, String... arguments) {
        return run(environment, new byte[0], arguments);
    }

    static Result run(Map<String, String> environment, byte[] stdin, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(new ByteArrayInputStream(stdin), out, err, environment, arguments);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /**
     * How a run ended. Whatever it was, it told no token, no stack trace, and nothing that could steer a terminal.
     *
     * @param out standard output
     * @param err standard error
     */
    record Result(int exitCode, String out, String err) {

        Result {
            assertThat(out + err)
                    .doesNotContain("bkua_")
                    .doesNotContain("\tat ")
                    .satisfies(Destill::isHarmless);
            assertThat(err).doesNotContain("Exception");
        }

        /** The document of {@code --format json}. */
        JsonNode json() {
            return read(out);
        }

        /** The cards of {@code --format json}, job by job. */
        List<JsonNode> jsonCards() {
            return stream(json().get("jobs"))
                    .flatMap(job -> stream(job.get("cards")))
                    .toList();
        }

        /** The cards of {@code --format ndjson}. */
        List<JsonNode> ndjsonCards() {
            return out.lines().map(Destill::read).toList();
        }
    }

    /** A card without what differs from run to run and from place to place: what remains depends on the log alone. */
    static JsonNode content(JsonNode card) {
        return ((ObjectNode) card.deepCopy()).without(List.of("id", "request_id", "build", "job", "created_at"));
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return array.valueStream();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cards' {@link #content}. */
    static List<JsonNode> contents(List<JsonNode> cards) {
        return cards.stream().map(Destill::content).toList();
    }

    /** No control character but the line's end, and nothing that changes the order in which text is shown. */
    static void isHarmless(String text) {
        assertThat(text.codePoints()
                        .filter(c -> c != '\n')
                        .filter(c -> Character.isISOControl(c)
                                || (c >= 0x202a && c <= 0x202e)
                                || (c >= 0x2066 && c <= 0x2069)
                                || List.of(0x061c, 0x200e, 0x200f, 0x2028, 0x2029)
                                        .contains(c))
                        .mapToObj("U+%04X"::formatted)
                        .distinct())
                .as("characters that could steer a terminal")
                .isEmpty();
    }
}
