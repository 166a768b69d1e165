package io.destill.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0198c0de-2222-4a2b-8c3d-000000000002",
                "logs/unit.log",
                "a.b",
                ".",
                "..",
                "two words",
                "*",
                ">",
                "a.*.>",
                "=",
                "=2E",
                "a\tb\nc\u0000",
                "caf\u00e9 \ud83d\udea8",
                "first",
                "more"
            })
    void anyIdSurvivesAsOneToken(String id) {
        LogChunk first = chunk(id, 0);
        assertThat(Subjects.of(first)).matches("ci_logs_raw\\.[A-Za-z0-9_=-]+\\.[A-Za-z0-9_=-]+\\.first");
        assertThat(Subjects.ids(Subjects.of(first))).containsExactly(id, id);
        assertThat(Subjects.ids(Subjects.of(chunk(id, 1)))).containsExactly(id, id);
        assertThat(Subjects.ids(Subjects.of(card(id)))).containsExactly(id, id);
        assertThat(Subjects.ids(Subjects.of(progress(id)))).containsExactly(id);
        assertThat(Subjects.ids(Subjects.progressOf(id))).containsExactly(id);

        assertThat(Subjects.matches(Subjects.ALL_FIRST_CHUNKS, Subjects.of(first)))
                .isTrue();
        assertThat(Subjects.matches(Subjects.ALL_FIRST_CHUNKS, Subjects.of(chunk(id, 1))))
                .isFalse();
        assertThat(Subjects.matches(Subjects.chunksOf(id, id), Subjects.of(first)))
                .isTrue();
        assertThat(Subjects.matches(Subjects.chunksOf(id, id), Subjects.of(chunk(id, 9))))
                .isTrue();
        assertThat(Subjects.matches(Subjects.cardsOf(id), Subjects.of(card(id))))
                .isTrue();
        assertThat(Subjects.matches(Subjects.progressOf(id), Subjects.of(progress(id))))
                .isTrue();
    }

    @Test
    void aFilterForOneIdAsksForNoOther() {
        assertThat(Subjects.matches(Subjects.chunksOf("*", ">"), Subjects.of(chunk("a", 0))))
                .isFalse();
        assertThat(Subjects.matches(Subjects.cardsOf("*"), Subjects.of(card("a"))))
                .isFalse();
        assertThat(Subjects.chunksOf("a.b", "c")).isNotEqualTo(Subjects.chunksOf("a", "b.c"));
    }

    @Test
    void anEmptyIdIsRefused() {
        assertThatThrownBy(() -> Subjects.progressOf(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> Subjects.chunksOf("request", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void requestsTravelOnOneSubject() {
        assertThat(Subjects.of(Examples.REQUEST_FULL)).isEqualTo("ci_requests_raw");
        assertThat(Subjects.ids(Subjects.REQUESTS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a,     a,     true",
        "a,     b,     false",
        "a,     a.b,   false",
        "a.b,   a,     false",
        "*,     a,     true",
        "*,     a.b,   false",
        "a.*,   a.b,   true",
        "a.*,   a,     false",
        "a.*.c, a.b.c, true",
        "a.*.c, a.b.d, false",
        "a.>,   a.b,   true",
        "a.>,   a.b.c, true",
        "a.>,   a,     false",
        "a.>,   b.c,   false",
        ">,     a.b,   true"
    })
    void matching(String filter, String subject, boolean matches) {
        assertThat(Subjects.matches(filter, subject)).isEqualTo(matches);
    }

    private static LogChunk chunk(String id, int index) {
        return new LogChunk(id, Examples.CHUNK_FULL.build(), job(id), index, false, 1, 0, false, Utf8.EMPTY, null);
    }

    private static TriageCard card(String id) {
        TriageCard like = Examples.CARD_MINIMAL;
        return new TriageCard(
                "card",
                id,
                like.build(),
                job(id),
                "00",
                1,
                "boom",
                "boom",
                Severity.INFO,
                0,
                like.evidence(),
                Category.UNKNOWN,
                1,
                1,
                1,
                like.lines(),
                null,
                null,
                null,
                1,
                0,
                like.occurrences(),
                null,
                like.createdAt());
    }

    private static ProgressEvent progress(String id) {
        return new ProgressEvent(
                id, ProgressEvent.Stage.JOB_FETCHED, null, job(id), 0, 0, null, null, Examples.CARD_FULL.createdAt());
    }

    private static JobRef job(String id) {
        return new JobRef(id, "job", null, null, null, null, false, 0, null, null);
    }
}
