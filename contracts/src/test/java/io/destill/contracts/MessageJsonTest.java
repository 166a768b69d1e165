package io.destill.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.ProgressEvent.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire format, held by golden files: whoever changes it must change them, and be seen to. */
class MessageJsonTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Stream<Arguments> goldenFiles() {
        return Stream.of(
                Arguments.of("analysis-request", Examples.REQUEST_FULL),
                Arguments.of("analysis-request-minimal", Examples.REQUEST_MINIMAL),
                Arguments.of("log-chunk", Examples.CHUNK_FULL),
                Arguments.of("log-chunk-minimal", Examples.CHUNK_MINIMAL),
                Arguments.of("triage-card", Examples.CARD_FULL),
                Arguments.of("triage-card-minimal", Examples.CARD_MINIMAL),
                Arguments.of("progress-event", Examples.PROGRESS_FULL),
                Arguments.of("progress-event-minimal", Examples.PROGRESS_MINIMAL));
    }

    /** Every required field, as a path from the message's root. */
    static Stream<Arguments> requiredFields() {
        List<String> build = List.of("/build/provider", "/build/url", "/build/pipeline");
        List<String> job = List.of("/job/id", "/job/name", "/job/soft_failed", "/job/retry");
        return Stream.of(
                        required(
                                Examples.REQUEST_FULL,
                                List.of("/request_id", "/build_url", "/requested_at", "/options/include_passed")),
                        required(
                                Examples.CHUNK_FULL,
                                List.of(
                                        "/request_id",
                                        "/build",
                                        "/job",
                                        "/chunk_index",
                                        "/last",
                                        "/line_start",
                                        "/line_end",
                                        "/continued",
                                        "/content")),
                        required(
                                Examples.CARD_FULL,
                                List.of(
                                        "/id",
                                        "/request_id",
                                        "/build",
                                        "/job",
                                        "/message_hash",
                                        "/normalizer_version",
                                        "/normalized_message",
                                        "/raw_message",
                                        "/severity",
                                        "/confidence_score",
                                        "/evidence",
                                        "/evidence/0/rule",
                                        "/evidence/0/contribution",
                                        "/category",
                                        "/line",
                                        "/line_start",
                                        "/line_end",
                                        "/lines",
                                        "/rank",
                                        "/occurrences",
                                        "/occurrences/count",
                                        "/recurrence/status",
                                        "/recurrence/builds",
                                        "/recurrence/branch_count",
                                        "/recurrence/passed_on_retry",
                                        "/created_at")),
                        required(Examples.PROGRESS_FULL, List.of("/request_id", "/stage", "/current", "/total", "/at")),
                        required(Examples.CHUNK_FULL, build),
                        required(Examples.CHUNK_FULL, job))
                .flatMap(arguments -> arguments);
    }

    private static Stream<Arguments> required(Message message, List<String> pointers) {
        return pointers.stream().map(pointer -> Arguments.of(message, pointer));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenFiles")
    void isWrittenAsInTheGoldenFile(String name, Message message) throws IOException {
        JsonNode written = MAPPER.readTree(Json.write(message));
        assertThat(written.toPrettyString())
                .as("golden/%s.json", name)
                .isEqualTo(MAPPER.readTree(golden(name)).toPrettyString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenFiles")
    void isReadFromTheGoldenFile(String name, Message message) throws Exception {
        assertThat(Json.read(golden(name), message.getClass())).isEqualTo(message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenFiles")
    void ignoresFieldsThatItDoesNotKnow(String name, Message message) throws Exception {
        ObjectNode json = (ObjectNode) MAPPER.readTree(golden(name));
        json.put("schema_version", 99).putObject("added_later").put("x", 1);
        json.properties().stream()
                .map(field -> field.getValue())
                .filter(JsonNode::isObject)
                .forEach(node -> ((ObjectNode) node).put("added_later", true));
        assertThat(Json.read(MAPPER.writeValueAsBytes(json), message.getClass()))
                .isEqualTo(message);
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("requiredFields")
    void refusesAMessageWithoutARequiredField(Message message, String pointer) throws Exception {
        String field = pointer.substring(pointer.lastIndexOf('/') + 1);
        ObjectNode json = (ObjectNode) MAPPER.readTree(Json.write(message));
        ObjectNode holder = (ObjectNode) json.at(pointer.substring(0, pointer.lastIndexOf('/')));

        holder.putNull(field);
        assertRefused(json, message, field);
        holder.remove(field);
        assertRefused(json, message, field);
    }

    private static void assertRefused(ObjectNode json, Message message, String field) throws IOException {
        byte[] bytes = MAPPER.writeValueAsBytes(json);
        assertThatThrownBy(() -> Json.read(bytes, message.getClass()))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageContaining(message.getClass().getSimpleName())
                .hasMessageContaining(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "7", "[\"a\"]", "null"})
    void refusesContentThatIsNoText(String content) throws Exception {
        ObjectNode json = (ObjectNode) MAPPER.readTree(Json.write(Examples.CHUNK_FULL));
        json.set("content", MAPPER.readTree(content));
        assertRefused(json, Examples.CHUNK_FULL, "content");
    }

    @Test
    void takesValuesThatItDoesNotKnowForTheDefault() throws Exception {
        ObjectNode card = (ObjectNode) MAPPER.readTree(Json.write(Examples.CARD_FULL));
        card.put("category", "invented_later");
        assertThat(Json.read(MAPPER.writeValueAsBytes(card), TriageCard.class).category())
                .isEqualTo(Category.UNKNOWN);

        ObjectNode progress = (ObjectNode) MAPPER.readTree(Json.write(Examples.PROGRESS_FULL));
        progress.put("stage", "invented_later").put("failure", "invented_later");
        ProgressEvent read = Json.read(MAPPER.writeValueAsBytes(progress), ProgressEvent.class);
        assertThat(read.stage()).isEqualTo(Stage.UNKNOWN);
        assertThat(read.failure()).isEqualTo(FailureKind.INTERNAL);
    }

    @Test
    void readsMessagesOfBeforeLogsOfJobsThatPassedWereComparedWith() throws Exception {
        ObjectNode card = (ObjectNode) MAPPER.readTree(Json.write(Examples.CARD_FULL));
        card.remove("revision");
        assertThat(Json.read(MAPPER.writeValueAsBytes(card), TriageCard.class).revision())
                .isZero();

        ObjectNode progress = (ObjectNode) MAPPER.readTree(Json.write(Examples.PROGRESS_FULL));
        progress.remove("passed_logs");
        progress.remove("rerank_follows");
        ProgressEvent read = Json.read(MAPPER.writeValueAsBytes(progress), ProgressEvent.class);
        assertThat(read.passedLogs()).isZero();
        assertThat(read.rerankFollows()).isFalse();

        ObjectNode chunk = (ObjectNode) MAPPER.readTree(Json.write(Examples.CHUNK_FULL));
        chunk.remove("passed_follow");
        assertThat(Json.read(MAPPER.writeValueAsBytes(chunk), LogChunk.class).passedFollow())
                .isFalse();

        ObjectNode request = (ObjectNode) MAPPER.readTree(Json.write(Examples.REQUEST_FULL));
        ((ObjectNode) request.get("options")).remove("without_passed_logs");
        assertThat(Json.read(MAPPER.writeValueAsBytes(request), AnalysisRequest.class)
                        .options()
                        .withoutPassedLogs())
                .isFalse();
    }

    @Test
    void refusesWhatIsNotJson() {
        assertThatThrownBy(() -> Json.read("{\"request_id\":".getBytes(UTF_8), AnalysisRequest.class))
                .isInstanceOf(UnreadableMessageException.class)
                .hasMessageStartingWith("not a valid AnalysisRequest: ");
        assertThatThrownBy(() -> Json.read(new byte[0], AnalysisRequest.class))
                .isInstanceOf(UnreadableMessageException.class);
        assertThatThrownBy(() -> Json.read("null".getBytes(UTF_8), AnalysisRequest.class))
                .isInstanceOf(UnreadableMessageException.class);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = MessageJsonTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            assertThat(file).as("golden/%s.json", name).isNotNull();
            return file.readAllBytes();
        }
    }
}
