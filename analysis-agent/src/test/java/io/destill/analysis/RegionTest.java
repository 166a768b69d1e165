package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegionTest {

    @Test
    void neverKeepsMoreThanSoManyBlocks() {
        Region region = new Region("make");
        for (int i = 1; i <= 10_000; i++) {
            region.add(block(i, "word-error"));
            assertThat(region.blocks).hasSizeLessThanOrEqualTo(400);
        }
        assertThat(region.blocks.getFirst().head().number).isEqualTo(1);
        assertThat(region.blocks.getLast().head().number).isEqualTo(10_000);
    }

    @Test
    void theStrongerBlocksStay() {
        Region region = new Region("make");
        for (int i = 1; i <= 10_000; i++) {
            region.add(block(i, i % 1_000 == 0 ? "located-error" : "word-error"));
        }
        assertThat(region.blocks.stream().map(block -> block.head().number).filter(number -> number % 1_000 == 0))
                .hasSize(10);
    }

    private static Block block(long number, String rule) {
        Line line = new Line(number, "a.c:1: error: x", List.of(Logs.RULES.named(rule)));
        Block block = new Block(line, List.of(), null, false);
        block.end();
        return block;
    }
}
