package io.destill.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.cli.Samples;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final RequestState state = new RequestState();
    private long now;

    private ProgressLine line(boolean terminal, boolean utf8) {
        state.accept(Samples.resolved(3));
        PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);
        return new ProgressLine(err, terminal, utf8, 30, () -> now);
    }

    private String shown() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void onATerminalOneLineIsWrittenOverAndTakenAway() {
        ProgressLine line = line(true, true);
        now += Duration.ofSeconds(1).toNanos();

        line.show(state);
        line.show(state);
        line.clear();
        line.clear();

        assertThat(shown()).isEqualTo("\r0 of 3 jobs analysed · 0 fai…\u001b[K\r\u001b[K");
    }

    @Test
    void onATerminalOfAnotherLocaleItIsAscii() {
        ProgressLine line = line(true, false);
        now += Duration.ofSeconds(1).toNanos();

        line.show(state);

        assertThat(shown()).startsWith("\r0 of 3 jobs analysed - 0 fai~");
    }

    @Test
    void elsewhereThereIsALineNowAndThen() {
        ProgressLine line = line(false, true);

        now += Duration.ofSeconds(9).toNanos();
        line.show(state);
        assertThat(shown()).isEmpty();

        now += Duration.ofSeconds(2).toNanos();
        line.show(state);
        line.show(state);
        line.clear();
        assertThat(shown()).isEqualTo("destill: 0 of 3 jobs analysed · 0 failures so far" + System.lineSeparator());
    }
}
