package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The hash of a failure through changes: of what differs from run to run, which must not change it, and of what was said, which
 * must. Messages are made of a template, whose holes are filled with noise of a kind or with a word of a kind.
 */
class HashStabilityTest {

    /** A kind of noise: each value stands for the same as any other. */
    @SuppressWarnings("ImmutableEnumChecker") // jqwik's generators have no state, but do not say so.
    private enum Noise {
        TIME(Arbitraries.of(
                "2026-11-23T22:10:11.123Z",
                "2025-01-02T03:04:05Z",
                "2026-11-23T01:02:03.004005Z",
                "2024-02-29T23:59:59+01:00")),
        CLOCK(Arbitraries.of("22:10:11", "03:04:05", "00:00:00", "12:34:56.789")),
        UUID_(Arbitraries.randomValue(random -> new UUID(random.nextLong(), random.nextLong()).toString())),
        COMMIT(Arbitraries.randomValue(
                random -> Normalizer.hash(Long.toString(random.nextLong())).substring(0, 40))),
        ADDRESS(Arbitraries.longs().between(0x10000, Long.MAX_VALUE).map(n -> "0x" + Long.toHexString(n))),
        HOST_AND_PORT(Combinators.combine(
                        Arbitraries.integers().between(1, 254),
                        Arbitraries.integers().between(1024, 65535))
                .as((host, port) -> "10.0.3." + host + ":" + port)),
        PORT(Arbitraries.integers().between(1024, 65535).map(port -> "localhost:" + port)),
        FOLDER(Arbitraries.of(
                "/tmp/junit1234567/",
                "/tmp/x/",
                "/home/ada/shop/",
                "/home/runner/work/shop/shop/",
                "/var/lib/buildkite-agent/builds/linux-7/acme/shop/",
                "/builds/acme/shop/",
                "/Users/bob/dev/shop/",
                "/workspace/shop/")),
        DURATION(Arbitraries.of("12ms", "3 s", "0.013 s", "1m0.50s", "2h 3m", "450 ms", "1.2 seconds")),
        SIZE(Arbitraries.of("4 KiB", "12.5 MB", "900 bytes", "3.5M")),
        NUMBER(Arbitraries.integers().between(0, 10_000_000).map(String::valueOf)),
        PROCESS(Arbitraries.integers().between(1, 4_000_000).map(pid -> "pid " + pid)),
        COLOUR(Arbitraries.of("", "\u001b[31m", "\u001b[1;31m", "\u001b[0m", "\u001b[38;5;196m")),
        WIDTH(Arbitraries.integers().between(1, 40).map(" "::repeat)),
        RULER(Arbitraries.integers().between(4, 200).map("-"::repeat));

        @SuppressWarnings("ImmutableEnumChecker")
        final Arbitrary<String> values;

        Noise(Arbitrary<String> values) {
            this.values = values;
        }
    }

    /** What was said: another value is another failure. */
    @SuppressWarnings("ImmutableEnumChecker")
    private enum Said {
        WORD(Arbitraries.of("refused", "closed", "missing", "undeclared", "unexpected", "timed", "empty")),
        EXCEPTION(Arbitraries.of(
                "java.lang.NullPointerException",
                "java.lang.IllegalStateException",
                "java.io.IOException",
                "ValueError",
                "TypeError",
                "ActiveRecord::RecordNotFound")),
        TEST(Arbitraries.of(
                "DiscountTest.roundsUp",
                "DiscountTest.roundsDown",
                "CartTest.roundsUp",
                "test_a",
                "test_b",
                "TestX/sub",
                "TestX/other",
                "test_1",
                "test_2")),
        FILE(Arbitraries.of("main.c", "util.c", "main.h", "shop.py", "cart.py", "a1.go", "a2.go")),
        STATUS(Arbitraries.of("1", "2", "126", "127", "137", "139", "143", "255"));

        @SuppressWarnings("ImmutableEnumChecker")
        final Arbitrary<String> values;

        Said(Arbitrary<String> values) {
            this.values = values;
        }
    }

    /** In a template, {@code <name>} stands for a value of a kind. */
    private static final List<String> TEMPLATES = List.of(
            "<TIME> ERROR connection to <HOST_AND_PORT> was <WORD>",
            "[<CLOCK>] <EXCEPTION>: value <NUMBER> is <WORD>",
            "<COLOUR>FAILED<COLOUR> <TEST> (<DURATION>)",
            "--- FAIL: <TEST> (<DURATION>)",
            "<FOLDER><FILE>:<NUMBER>:<NUMBER>: error: 'x' <WORD>",
            "cannot open '<FOLDER><FILE>': <WORD>",
            "Process completed with exit code <STATUS>.",
            "make: *** [Makefile:<NUMBER>: all] Error <STATUS>",
            "The command exited with <STATUS> after <DURATION>",
            "exit status <STATUS>",
            "<PROCESS> was killed by signal <STATUS>",
            "Caused by: <EXCEPTION>: request <UUID_> was <WORD> at <TIME>",
            "fatal: commit <COMMIT> is <WORD> in <FILE>",
            "segfault at <ADDRESS> in <FILE>",
            "listen on <PORT>: address <WORD>",
            "read <SIZE> of <FILE>, then it was <WORD>",
            "<RULER> <TEST> <RULER>",
            "expected<WIDTH><NUMBER><WIDTH>but it was <WORD>",
            "<EXCEPTION>: <NUMBER> of <NUMBER> items <WORD> in <TEST>");

    /** A template, the values of what is said, and two sets of values of its noise. */
    record Pair(String template, String one, String other) {}

    @Provide
    Arbitrary<Pair> sameFailure() {
        return Arbitraries.of(TEMPLATES)
                .flatMap(template -> filledIn(template, false)
                        .flatMap(said -> Combinators.combine(filledIn(said, true), filledIn(said, true))
                                .as((one, other) -> new Pair(template, one, other))));
    }

    @Provide
    Arbitrary<Pair> otherFailure() {
        return Arbitraries.of(TEMPLATES)
                .filter(template -> Arrays.stream(Said.values()).anyMatch(kind -> template.contains(hole(kind))))
                .flatMap(template -> filledIn(template, true)
                        .flatMap(noisy -> Combinators.combine(filledIn(noisy, false), filledIn(noisy, false))
                                .as((one, other) -> new Pair(template, one, other))))
                .filter(pair -> !pair.one.equals(pair.other));
    }

    /** With a value in each of the holes of noise, or of what is said. */
    private static Arbitrary<String> filledIn(String template, boolean noise) {
        for (Noise kind : Noise.values()) {
            if (noise && template.contains(hole(kind))) {
                return kind.values.flatMap(value -> filledIn(replaceFirst(template, hole(kind), value), true));
            }
        }
        for (Said kind : Said.values()) {
            if (!noise && template.contains(hole(kind))) {
                return kind.values.flatMap(value -> filledIn(replaceFirst(template, hole(kind), value), false));
            }
        }
        return Arbitraries.just(template);
    }

    private static String hole(Enum<?> kind) {
        return "<" + kind.name() + ">";
    }

    private static String replaceFirst(String text, String part, String replacement) {
        int at = text.indexOf(part);
        return text.substring(0, at) + replacement + text.substring(at + part.length());
    }

    private static String hash(String message) {
        return Normalizer.hash(Normalizer.normalize(message));
    }

    @Property(tries = 2000)
    void noiseNeverChangesIt(@ForAll("sameFailure") Pair pair) {
        assertThat(Normalizer.normalize(pair.other))
                .as("%s: %s", pair.template, pair.one)
                .isEqualTo(Normalizer.normalize(pair.one));
        assertThat(hash(pair.other)).isEqualTo(hash(pair.one));
    }

    @Property(tries = 2000)
    void whatWasSaidAlwaysDoes(@ForAll("otherFailure") Pair pair) {
        assertThat(hash(pair.other))
                .as("%s: %s and %s, both %s", pair.template, pair.one, pair.other, Normalizer.normalize(pair.one))
                .isNotEqualTo(hash(pair.one));
    }

    /** A word of letters alone that is changed, anywhere in a message of words. */
    @Property(tries = 1000)
    void anotherWordAlwaysDoes(@ForAll("words") List<String> words, @ForAll("words") List<String> others) {
        String message = String.join(" ", words);
        String changed = String.join(" ", words.subList(0, words.size() - 1)) + " " + others.getLast();
        if (!message.equals(changed)) {
            assertThat(hash(changed)).as(message).isNotEqualTo(hash(message));
        }
    }

    @Provide
    Arbitrary<List<String>> words() {
        return Arbitraries.strings()
                .withCharRange('g', 'z')
                .ofMinLength(3)
                .ofMaxLength(12)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .list()
                .ofMinSize(2)
                .ofMaxSize(8);
    }
}
