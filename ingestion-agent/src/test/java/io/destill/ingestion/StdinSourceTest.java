package io.destill.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class StdinSourceTest extends CiSourceContract {

    @Override
    CiSource source() {
        return new StdinSource(new ByteArrayInputStream("one\n".getBytes(UTF_8)));
    }

    @Override
    String url() {
        return "stdin:";
    }

    @Test
    void isABuildOfOneJob() throws Exception {
        ResolvedBuild resolved = resolve();
        assertThat(resolved.build().url()).isEqualTo("stdin:");
        assertThat(resolved.jobs()).hasSize(1);
        assertThat(Chunks.content(Chunks.of(resolved.jobs().getFirst(), 100))).isEqualTo("one\n".getBytes(UTF_8));
    }

    @Test
    void isReadOnce() throws Exception {
        CiSource source = source();
        source.resolve(request(url())).jobs().getFirst().open().close();
        JobLog again = source.resolve(request(url())).jobs().getFirst();
        assertThatExceptionOfType(SourceException.class).isThrownBy(again::open).withMessageContaining("read already");
    }

    @Test
    void leavesTheProcesssInputOpen() throws Exception {
        boolean[] closed = new boolean[1];
        InputStream stdin = new ByteArrayInputStream(new byte[0]) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        new StdinSource(stdin).resolve(request(url())).jobs().getFirst().open().close();
        assertThat(closed[0]).isFalse();
    }
}
