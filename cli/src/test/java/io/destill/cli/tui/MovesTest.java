package io.destill.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.cli.tui.Moves.Move;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MovesTest {

    @Test
    void whatWasPushedAlongHasNotMoved() {
        assertThat(Moves.between(List.of("a", "b", "c", "d"), List.of("d", "a", "b", "c")))
                .isEqualTo(Map.of("d", Move.UP));
        assertThat(Moves.between(List.of("a", "b", "c", "d"), List.of("b", "c", "d", "a")))
                .isEqualTo(Map.of("a", Move.DOWN));
        assertThat(Moves.between(List.of("a", "b"), List.of("x", "a", "y", "b")))
                .isEqualTo(Map.of("x", Move.NEW, "y", Move.NEW));
    }

    @Test
    void atTheBeginningNothingHas() {
        assertThat(Moves.between(List.of(), List.of("a", "b"))).isEmpty();
        assertThat(Moves.between(List.of("a", "b"), List.of("a", "b"))).isEmpty();
    }
}
