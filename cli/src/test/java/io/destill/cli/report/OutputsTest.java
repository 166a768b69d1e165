package io.destill.cli.report;

import static io.destill.cli.Samples.analyzed;
import static io.destill.cli.Samples.card;
import static io.destill.cli.Samples.job;
import static io.destill.cli.Samples.jobFailed;
import static io.destill.cli.Samples.requestFailed;
import static io.destill.cli.Samples.resolved;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.destill.cli.Samples;
import io.destill.contracts.Json;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.contracts.TriageCard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutputsTest {

    private final RequestState state = new RequestState();
    private final StringWriter text = new StringWriter();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private void run(Output output, Message... messages) throws IOException {
        for (Message message : messages) {
            JobResult result = state.accept(message);
            if (result != null) {
                output.job(result);
            }
        }
        output.finish(state);
    }

    private Output text(int width, int limit) {
        return new TextOutput(text, Paint.OFF, width, limit);
    }

    @Test
    void textShowsTheBuildAndTheMostLikelyCauseFirst() throws IOException {
        run(
                text(100, 3),
                resolved(2),
                card("unit", 1, 0.92, "expected: <5> but was: <4>"),
                analyzed("unit", 1),
                card("lint", 1, 0.40, "unused import"),
                analyzed("lint", 1));

        assertThat(text).hasToString("""
                acme/api #4821  main · 9fceb02d0 · failed
                Bump jooq — Ada
                https://buildkite.com/acme/api/builds/4821
                2 jobs analysed: 2 failures, 2 shown.

                 1. 0.92  ERROR  test  2×
                    expected: <5> but was: <4>
                    unit › Running tests · lines 119–121
                      119 │ before it
                    ▶ 120 │ expected: <5> but was: <4>
                      121 │ after it
                    why: heavy +1.02, slight −0.10

                 2. 0.40  ERROR  test  2×
                    unused import
                    lint › Running tests · lines 119–121
                      119 │ before it
                    ▶ 120 │ unused import
                      121 │ after it
                    why: heavy +0.50, slight −0.10
                """);
    }

    @Test
    void plainTextDrawsNothing() throws IOException {
        run(
                TextOutput.plain(text, Paint.OFF, 3),
                resolved(1),
                card(job("audit", "failed", true), 1, 0.9, "cause"),
                analyzed("audit", 1));

        assertThat(text.toString()).endsWith("""

                Failure 1: confidence 0.90, ERROR, test, 2×, soft failure
                    cause
                    audit › Running tests · lines 119–121
                    line 119: before it
                    line 120, the failure: cause
                    line 121: after it
                    why: heavy +1.00, slight −0.10
                """);
        assertThat(text.toString()).doesNotContainPattern("[─-▟▶]");
    }

    @Test
    void textSaysWhichFailuresDidNotBreakTheBuild() throws IOException {
        run(text(100, 3), resolved(1), card(job("audit", "failed", true), 1, 0.9, "cause"), analyzed("audit", 1));

        assertThat(text.toString()).contains("test  2×  (soft failure)\n");
    }

    @Test
    void textNamesWhatItLeavesOut() throws IOException {
        List<String> lines = IntStream.range(0, 60).mapToObj(i -> "line " + i).toList();
        run(
                text(100, 1),
                resolved(1),
                card(job("unit"), 1, 0.9, "cause", lines),
                card("unit", 2, 0.5, "other"),
                analyzed("unit", 2));

        assertThat(text.toString())
                .contains("  44 more lines\n")
                .contains("1 less likely failure not shown; --limit N shows more per job.")
                .doesNotContain("other");
    }

    @Test
    void noLineOfTextIsWiderThanAllowed() throws IOException {
        String wide = "失败 expected ".repeat(30);
        run(text(60, 3), resolved(1), card(job(wide), 1, 0.9, wide), analyzed(wide, 1));

        assertThat(text.toString().lines())
                .allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(60));
    }

    @Test
    void textOfABuildInWhichNothingFailedSaysSo() throws IOException {
        run(text(100, 3), resolved(0));

        assertThat(text.toString()).endsWith("No job of this build failed: nothing to analyse.\n");
    }

    @Test
    void textOfALogWithoutAFailureSaysSo() throws IOException {
        run(text(100, 3), resolved(1), analyzed("unit", 0));

        assertThat(text.toString()).endsWith("1 job analysed: no failure found.\n");
    }

    @Test
    void textOfAFailedRequestIsEmpty() throws IOException {
        run(text(100, 3), requestFailed(FailureKind.NOT_FOUND, "there is no such build"));

        assertThat(text.toString()).isEmpty();
    }

    @Test
    void noControlCharacterOfALogReachesAnyOutput() throws IOException {
        Random random = new Random(7);
        StringBuilder hostile = new StringBuilder("\u001b]0;x\u0007\u009b2J\u007f");
        IntStream.range(0, 2000).forEach(i -> hostile.append((char) random.nextInt(0x2100)));
        TriageCard card = card(
                job(hostile.toString()), 1, 0.9, hostile.toString(), List.of(hostile.toString(), hostile.toString()));
        Message done = analyzed(hostile.toString(), 1);
        for (Output output :
                List.of(text(100_000, 3), new JsonOutput(bytes, Samples.REQUEST), new NdjsonOutput(bytes))) {
            RequestState fresh = new RequestState();
            fresh.accept(resolved(1));
            fresh.accept(card);
            output.job(java.util.Objects.requireNonNull(fresh.accept(done)));
            output.finish(fresh);
        }

        assertThat(text + bytes.toString(StandardCharsets.UTF_8))
                .matches(
                        all -> all.codePoints().noneMatch(c -> Character.getType(c) == Character.CONTROL && c != '\n'));
    }

    @Test
    void jsonIsOneDocumentThatSaysWhetherItIsComplete() throws IOException {
        run(
                new JsonOutput(bytes, Samples.REQUEST),
                resolved(2),
                card("unit", 1, 0.9, "cause"),
                analyzed("unit", 1),
                jobFailed("lint", FailureKind.NOT_FOUND, "there is no log"));

        JsonNode document = new ObjectMapper().readTree(bytes.toByteArray());
        assertThat(document.get("schema_version").asInt()).isEqualTo(1);
        assertThat(document.get("complete").asBoolean()).isFalse();
        assertThat(document.at("/build/number").asLong()).isEqualTo(4821);
        assertThat(document.at("/jobs/0/status").asText()).isEqualTo("failed");
        assertThat(document.at("/jobs/0/failure").asText()).isEqualTo("not_found");
        assertThat(document.at("/jobs/0/reason").asText()).isEqualTo("there is no log");
        assertThat(document.at("/jobs/1/job/name").asText()).isEqualTo("unit");
        assertThat(document.at("/jobs/1/cards/0/raw_message").asText()).isEqualTo("cause");
        assertThat(document.at("/jobs/1/cards/0/created_at").asText()).isEqualTo("2026-11-23T09:14:02Z");
    }

    @Test
    void jsonOfAFailedRequestIsADocumentToo() throws IOException {
        run(new JsonOutput(bytes, Samples.REQUEST), requestFailed(FailureKind.CREDENTIALS, "the token is refused"));

        JsonNode document = new ObjectMapper().readTree(bytes.toByteArray());
        assertThat(document.get("complete").asBoolean()).isFalse();
        assertThat(document.get("failure").asText()).isEqualTo("credentials");
        assertThat(document.get("reason").asText()).isEqualTo("the token is refused");
        assertThat(document.get("jobs")).isEmpty();
    }

    @Test
    void ndjsonIsACardALineByRankAsSoonAsItsJobIsDone() throws Exception {
        Output output = new NdjsonOutput(bytes);
        run(output, resolved(2), card("unit", 2, 0.5, "b"), card("unit", 1, 0.9, "a"), analyzed("unit", 2));

        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(Json.read(lines.getFirst().getBytes(StandardCharsets.UTF_8), TriageCard.class))
                .isEqualTo(card("unit", 1, 0.9, "a"));
    }
}
