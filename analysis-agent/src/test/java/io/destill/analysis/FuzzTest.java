package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Any bytes at all give sound findings: what the fuzzer found once, and a little of what it does. */
class FuzzTest {

    private static final int MEGABYTE = 1 << 20;

    /** Each file is the shortest log that showed a fault. */
    @TestFactory
    Stream<DynamicTest> whatWasFoundOnceIsSound() throws IOException, URISyntaxException {
        Path folder = Path.of(FuzzTest.class.getResource("fuzz").toURI());
        List<Path> logs;
        try (Stream<Path> files = Files.list(folder)) {
            logs = files.sorted().toList();
        }
        assertThat(logs).isNotEmpty();
        return logs.stream()
                .map(log -> dynamicTest(log.getFileName().toString(), () -> {
                    byte[] bytes = Files.readAllBytes(log);
                    Soundness.check(bytes, Mutant.cuts(1, bytes.length));
                }));
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void mutantsAreSound(@ForAll("seeds") long seed) {
        byte[] log = Mutant.of(seed);
        Soundness.check(log, Mutant.cuts(seed, log.length));
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().between(0, Integer.MAX_VALUE);
    }

    @Test
    void aSeedAlwaysGivesTheSameMutant() {
        assertThat(Mutant.of(7)).isEqualTo(Mutant.of(7)).isNotEqualTo(Mutant.of(8));
    }

    /** A rule's own words over and over, on one line of a megabyte: at its head, in its middle, and at its end. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void noRuleHangsOnALineOfAMegabyte() {
        for (Rule rule : Logs.RULES.rules()) {
            if (rule.isOfLines()) {
                Set<String> texts = new LinkedHashSet<>(rule.keywords);
                texts.add(rule.matches.getFirst().text());
                texts.add(rule.rejects.getFirst().text());
                for (String text :
                        texts.stream().filter(text -> !text.isEmpty()).toList()) {
                    byte[] log = lineOfAMegabyte(text);
                    List<Finding> findings = Logs.analyze(log, List.of());
                    Soundness.check(findings, log);
                }
            }
        }
    }

    private static byte[] lineOfAMegabyte(String text) {
        byte[] unit = text.getBytes(UTF_8);
        ByteArrayOutputStream line = new ByteArrayOutputStream(MEGABYTE + unit.length);
        while (line.size() < MEGABYTE) {
            line.writeBytes(unit);
        }
        return line.toByteArray();
    }
}
