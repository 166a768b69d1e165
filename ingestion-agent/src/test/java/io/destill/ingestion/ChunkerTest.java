package io.destill.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.destill.contracts.LogChunk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkerTest {

    @Test
    void anEmptyLogIsOneEmptyLastChunk() throws Exception {
        List<LogChunk> chunks = Chunks.of(InputStream.nullInputStream(), 100);
        assertThat(chunks).hasSize(1);
        LogChunk only = chunks.getFirst();
        assertThat(only.last()).isTrue();
        assertThat(only.content().length()).isZero();
        assertThat(only.lineStart()).isEqualTo(1);
        assertThat(only.lineEnd()).isZero();
        assertThat(only.incomplete()).isNull();
    }

    @Test
    void aLogThatFillsAChunkExactlyIsOneChunk() throws Exception {
        assertThat(contents("abc\ndef\n", 8)).containsExactly("abc\ndef\n");
        assertThat(contents("abc\ndef\n", 7)).containsExactly("abc\n", "def\n");
    }

    @Test
    void aLogThatIsLongerThanCanBePassedOnEndsThereAndSaysSo() throws Exception {
        List<LogChunk> chunks = Chunks.of(stream("abc\ndef\nghi\njkl\n"), 4, 11);
        assertThat(chunks).extracting(chunk -> chunk.content().toString()).containsExactly("abc\n", "def\n");
        assertThat(chunks.getLast().last()).isTrue();
        assertThat(chunks.getLast().incomplete())
                .isEqualTo("the log breaks off in line 3: no more than 0 MB of a log can be passed on;"
                        + " raise DESTILL_NATS_LOGS_MAX_BYTES");
        assertThat(Chunks.of(stream("abc\ndef\n"), 4, 8).getLast().incomplete()).isNull();
    }

    @Test
    void aLongLineIsSplitAndCountedAsOne() throws Exception {
        List<LogChunk> chunks = chunks("a\n0123456789\nb", 4);
        assertThat(chunks)
                .extracting(chunk -> chunk.content().toString())
                .containsExactly("a\n", "0123", "4567", "89\nb");
        assertThat(chunks).extracting(LogChunk::continued).containsExactly(false, false, true, true);
        assertThat(chunks).extracting(LogChunk::lineStart).containsExactly(1L, 2L, 2L, 2L);
        assertThat(chunks).extracting(LogChunk::lineEnd).containsExactly(1L, 2L, 2L, 3L);
    }

    @Test
    void aSplitFallsBetweenCharacters() throws Exception {
        assertThat(contents("ab\u20ac\u20ac", 4)).containsExactly("ab", "\u20ac", "\u20ac");
        assertThat(contents("\ud83d\udea8\ud83d\udea8", 7)).containsExactly("\ud83d\udea8", "\ud83d\udea8");
    }

    @Test
    void bytesThatAreNoUtf8DoNotMakeAChunkTooLong() throws Exception {
        byte[] binary = new byte[1000];
        Arrays.fill(binary, (byte) 0xff);
        List<LogChunk> chunks = Chunks.of(new ByteArrayInputStream(binary), 100);
        assertThat(chunks).allMatch(chunk -> chunk.content().length() <= 100);
        assertThat(new String(Chunks.content(chunks), UTF_8)).isEqualTo("\ufffd".repeat(1000));
    }

    @Test
    void aReadThatThrowsEndsTheLogAndSaysWhere() throws Exception {
        InputStream log = new SequenceInputStream(
                new ByteArrayInputStream("one\ntwo\nthr".getBytes(UTF_8)),
                new BrokenStream(() -> new IOException("connection reset")));
        List<LogChunk> chunks = Chunks.of(log, 4);
        assertThat(chunks).extracting(chunk -> chunk.content().toString()).containsExactly("one\n", "two\n", "thr");
        assertThat(chunks.getLast().last()).isTrue();
        assertThat(chunks.getLast().incomplete()).isEqualTo("the log breaks off in line 3: connection reset");
        assertThat(chunks.getFirst().incomplete()).isNull();
    }

    @Test
    void aLogThatThrowsAtOnceIsAnEmptyIncompleteChunk() throws Exception {
        List<LogChunk> chunks = Chunks.of(new BrokenStream(IOException::new), 4);
        assertThat(chunks).hasSize(1);
        assertThat(chunks.getFirst().incomplete()).isEqualTo("the log breaks off in line 1: IOException");
    }

    @Test
    void aStreamWithABugEndsTheLogToo() throws Exception {
        List<LogChunk> chunks = Chunks.of(
                new BrokenStream(() -> {
                    throw new IllegalStateException("bug");
                }),
                4);
        assertThat(chunks.getLast().last()).isTrue();
        assertThat(chunks.getLast().incomplete()).contains("bug");
    }

    @Test
    void anInterruptedReadIsNotTheEndOfTheLog() {
        InputStream interrupted = new BrokenStream(() -> {
            Thread.currentThread().interrupt();
            return new InterruptedIOException("interrupted");
        });
        Chunker chunker = Chunks.chunker(interrupted, 100);
        assertThatThrownBy(chunker::next).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aSmallChunkKeepsNoLargeArray() throws Exception {
        LogChunk only = Chunks.of(new ByteArrayInputStream("small\n".getBytes(UTF_8)), Chunker.DEFAULT_SIZE)
                .getFirst();
        assertThat(only.content().array()).hasSize(6);
    }

    @Test
    void aChunkMustHoldACharacter() {
        assertThatThrownBy(() -> Chunks.chunker(InputStream.nullInputStream(), 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<LogChunk> chunks(String log, int size) throws InterruptedException {
        return Chunks.of(stream(log), size);
    }

    private static InputStream stream(String log) {
        return new ByteArrayInputStream(log.getBytes(UTF_8));
    }

    private static List<String> contents(String log, int size) throws InterruptedException {
        return chunks(log, size).stream()
                .map(chunk -> chunk.content().toString())
                .toList();
    }
}
