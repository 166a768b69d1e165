package io.destill.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.contracts.LogChunk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for any bytes, any chunk size, and however the bytes trickle in. */
class ChunkerPropertyTest {

    @Property
    void theContentsTogetherAreTheLog(
            @ForAll("logs") byte[] log, @ForAll @IntRange(min = 4, max = 70) int size, @ForAll long seed)
            throws Exception {
        List<LogChunk> chunks = Chunks.of(trickle(log, seed), size);
        assertThat(Chunks.content(chunks)).isEqualTo(new String(log, UTF_8).getBytes(UTF_8));
    }

    @Property
    void theLineNumbersAreThoseOfANaiveCount(
            @ForAll("logs") byte[] log, @ForAll @IntRange(min = 4, max = 70) int size, @ForAll long seed)
            throws Exception {
        long newlines = 0;
        boolean atLineStart = true;
        for (LogChunk chunk : Chunks.of(trickle(log, seed), size)) {
            String content = chunk.content().toString();
            assertThat(chunk.lineStart()).isEqualTo(newlines + 1);
            assertThat(chunk.continued()).isEqualTo(!atLineStart);
            newlines += content.chars().filter(c -> c == '\n').count();
            atLineStart = content.isEmpty() || content.endsWith("\n");
            assertThat(chunk.lineEnd()).isEqualTo(atLineStart ? newlines : newlines + 1);
        }
    }

    @Property
    void chunksAreNoLongerThanAllowedAndEndAtLineEndsWherePossible(
            @ForAll("logs") byte[] log, @ForAll @IntRange(min = 4, max = 70) int size, @ForAll long seed)
            throws Exception {
        List<LogChunk> chunks = Chunks.of(trickle(log, seed), size);
        for (int i = 0; i < chunks.size(); i++) {
            LogChunk chunk = chunks.get(i);
            String content = chunk.content().toString();
            assertThat(chunk.chunkIndex()).isEqualTo(i);
            assertThat(chunk.last()).isEqualTo(i == chunks.size() - 1);
            assertThat(chunk.incomplete()).isNull();
            assertThat(chunk.content().length()).isLessThanOrEqualTo(size);
            assertThat(content.getBytes(UTF_8))
                    .as("no character is cut in two")
                    .hasSize(chunk.content().length());
            if (!chunk.last()) {
                assertThat(content.endsWith("\n") || !content.contains("\n")).isTrue();
                assertThat(chunk.content().length())
                        .as("a chunk is not cut before it need be")
                        .isGreaterThan(content.endsWith("\n") ? 0 : size - 4);
            }
        }
    }

    @Property
    void whatWasReadBeforeAFailureIsKept(
            @ForAll("logs") byte[] log, @ForAll @IntRange(min = 4, max = 70) int size, @ForAll long seed)
            throws Exception {
        List<LogChunk> chunks = Chunks.of(
                new SequenceInputStream(
                        trickle(log, seed), new BrokenStream(() -> new IOException("connection reset"))),
                size);
        assertThat(Chunks.content(chunks)).isEqualTo(new String(log, UTF_8).getBytes(UTF_8));
        assertThat(chunks.getLast().last()).isTrue();
        assertThat(chunks.getLast().incomplete()).contains("connection reset");
    }

    /** Bytes that are likely to form lines, characters of every length, and sequences that are nearly characters. */
    @Provide
    Arbitrary<byte[]> logs() {
        Arbitrary<byte[]> pieces = Arbitraries.oneOf(
                Arbitraries.of("\n", "\r\n", "a", "log line", "caf\u00e9", "\u20ac", "\ud83d\udea8", "\ufffd")
                        .map(text -> text.getBytes(UTF_8)),
                Arbitraries.strings().ofMaxLength(20).map(text -> text.getBytes(UTF_8)),
                Arbitraries.of(
                                0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
                                0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff)
                        .list()
                        .ofMaxSize(6)
                        .map(ChunkerPropertyTest::bytes));
        return pieces.list().ofMaxSize(60).map(ChunkerPropertyTest::joined);
    }

    private static byte[] bytes(List<Integer> values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = values.get(i).byteValue();
        }
        return bytes;
    }

    private static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Gives a few bytes at a time. */
    private static InputStream trickle(byte[] bytes, long seed) {
        Random random = new Random(seed);
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(40)));
            }
        };
    }
}
