package io.destill.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeteredStreamTest {

    private final List<Long> reports = new ArrayList<>();

    @Test
    void tellsHowManyBytesWereRead() throws Exception {
        assertThat(drain(Duration.ZERO)).isEqualTo(25);
        assertThat(reports).containsExactly(10L, 20L, 25L);
    }

    @Test
    void tellsItNoMoreOftenThanAsked() throws Exception {
        assertThat(drain(Duration.ofHours(1))).isEqualTo(25);
        assertThat(reports).isEmpty();
    }

    private long drain(Duration interval) throws IOException {
        try (MeteredStream metered =
                new MeteredStream(new ByteArrayInputStream(new byte[25]), interval, reports::add)) {
            byte[] target = new byte[10];
            int n;
            do {
                n = metered.read(target, 0, target.length);
            } while (n >= 0);
            return metered.bytes();
        }
    }
}
