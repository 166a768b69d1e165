package io.destill.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.cli.Samples;
import io.destill.contracts.TriageCard;
import io.destill.history.FailureHistory;
import io.destill.history.HistorySettings;
import io.destill.history.Mark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkKeeperTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final TriageCard card = Samples.card("unit", 1, 0.9, "first");

    @TempDir
    Path directory;

    private FailureHistory history(Path file) throws Exception {
        return Objects.requireNonNull(HistorySettings.of(file.toString(), Map.of(), false))
                .open(problem -> {});
    }

    @Test
    void keepsInTheOrderInWhichItWasSaid() throws Exception {
        try (FailureHistory history = history(directory.resolve("history.db"))) {
            MarkKeeper marks = MarkKeeper.in(history);
            for (int i = 0; i < 20; i++) {
                marks.keep(card, Mark.NOISE);
                marks.keep(card, null);
            }
            marks.keep(card, Mark.CAUSE);

            assertThat(marks.settle(LONG)).isEmpty();
            assertThat(history.marks(card.build(), card.normalizerVersion()))
                    .isEqualTo(Map.of(card.messageHash(), Mark.CAUSE));
        }
    }

    @Test
    void saysWhatWasNotKeptAndWhy() throws Exception {
        Path file = Files.writeString(directory.resolve("history.db"), "this is no database, whatever its name says");
        try (FailureHistory history = history(file)) {
            MarkKeeper marks = MarkKeeper.in(history);
            marks.keep(card, Mark.NOISE);

            assertThat(marks.settle(LONG))
                    .singleElement()
                    .asString()
                    .startsWith("Marked as noise for this session only: The history " + file)
                    .contains("it is damaged, or no history of Destill's");
        }
    }

    @Test
    void withoutAHistoryItSaysSoAtOnce() throws Exception {
        MarkKeeper marks = MarkKeeper.nowhere("the history is off.");
        assertThat(marks.news()).isNull();
        marks.keep(card, Mark.CAUSE);
        assertThat(marks.news()).isEqualTo("Marked as the cause for this session only: the history is off.");
        assertThat(marks.news()).isNull();
        assertThat(marks.settle(LONG)).isEmpty();
    }
}
