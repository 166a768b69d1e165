package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.contracts.Utf8;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Each search against the same byte by byte, on bytes that differ from a line end in one bit, and on others. */
class BytesTest {

    @Property
    void newlinesAreCounted(@ForAll("bytes") byte[] bytes) {
        int count = 0;
        for (byte b : bytes) {
            count += b == '\n' ? 1 : 0;
        }
        assertThat(Utf8.newlines(bytes, 0, bytes.length)).isEqualTo(count);
    }

    @Property
    void theFirstNewlineIsFound(@ForAll("bytes") byte[] bytes) {
        int at = 0;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        assertThat(Bytes.newline(bytes, 0, bytes.length)).isEqualTo(at);
    }

    @Property
    void aLineBeginsBehindTheNewlineBeforeIt(@ForAll("bytes") byte[] bytes) {
        int start = Bytes.lineStart(bytes, 0, bytes.length);
        assertThat(start == 0 || bytes[start - 1] == '\n').isTrue();
        assertThat(Utf8.newlines(bytes, start, bytes.length)).isZero();
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return Arbitraries.of((byte) '\n', (byte) 0x0b, (byte) 0x8a, (byte) 0x09, (byte) 0x00, (byte) 0x01, (byte) 'x')
                .array(byte[].class)
                .ofMaxSize(40);
    }
}
