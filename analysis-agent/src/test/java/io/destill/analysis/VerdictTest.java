package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every example's marked line is in the top card, except where {@code examples/known-misses.txt} says otherwise. */
class VerdictTest {

    @TestFactory
    Stream<DynamicTest> theCauseIsOnTop() throws IOException {
        Set<String> misses = KnownMisses.read();
        return ExampleLog.all().stream()
                .map(log -> DynamicTest.dynamicTest(log.name(), () -> judge(log, misses.contains(log.name()))));
    }

    private static void judge(ExampleLog log, boolean missed) {
        int rank = log.rankOfCause();
        if (missed) {
            assertThat(rank)
                    .as("line %d of %s is on top now: remove it from %s", log.cause(), log, KnownMisses.FILE)
                    .isNotEqualTo(1);
        } else {
            assertThat(rank)
                    .as(
                            "the rank of the card that holds line %d of %s (0: none does); on top is: %s",
                            log.cause(), log, top(log))
                    .isEqualTo(1);
        }
    }

    private static Object top(ExampleLog log) {
        List<Finding> findings = log.findings();
        return findings.isEmpty()
                ? "nothing"
                : findings.getFirst().lineStart() + "-" + findings.getFirst().lineEnd() + " "
                        + findings.getFirst().message();
    }

    @Test
    void whatIsListedAsAMissIsThere() throws IOException {
        assertThat(ExampleLog.all().stream().map(ExampleLog::name)).containsAll(KnownMisses.read());
    }
}
