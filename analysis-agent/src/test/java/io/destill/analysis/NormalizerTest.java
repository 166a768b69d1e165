package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalizerTest {

    @Test
    void thereAreTenNamedSteps() {
        assertThat(Normalizer.stepNames())
                .containsExactly(
                        "control-sequences",
                        "timestamps",
                        "uuids",
                        "hashes-and-addresses",
                        "ip-addresses",
                        "urls",
                        "paths",
                        "process-and-thread-ids",
                        "quantities",
                        "white-space");
    }

    /** In the table {@code ^[} stands for ESC and {@code ^G} for BEL. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `^[[1;31merror^[[0m: x`                             | error: x
            `^[]8;;https://x.y^Glink^[]8;;^G`                   | link
            at 2026-11-23T22:10:11.123Z failed                  | at <time> failed
            at 2026-11-23T22:10:11+01:00 failed                 | at <time> failed
            2026-11-23 22:10:11,123 ERROR x                     | <time> ERROR x
            2026/11/23 22:10:11 x                               | <time> x
            [22:10:11.123] x                                    | [<time>] x
            Mon Nov 23 22:10:11 UTC 2026 x                      | <time> x
            Nov  3 22:10:11 host x                              | <time> host x
            23 November 2026 x                                  | <time> x
            20261123T221011Z x                                  | <time> x
            Marker 5 of Decoder 12                              | Marker <n> of Decoder <n>
            id 123e4567-e89b-12d3-a456-426614174000 x           | id <uuid> x
            commit 9e8ffad2bc7d2abc1b023600e531a94cfc018422     | commit <n>
            commit 9e8ffad                                      | commit <n>
            commit 1234567                                      | commit <n>
            foo.Bar@1a2b3c4d is null                            | foo.Bar<n> is null
            at 0x7ffdeadbeef                                    | at <n>
            connect 10.0.0.1:8080 refused                       | connect <ip> refused
            connect 2001:db8::ff00:42 refused                   | connect <ip> refused
            connect fe80:0:0:0:200:f8ff:fe21:67cf refused       | connect <ip> refused
            connect ::1 refused                                 | connect <ip> refused
            std::sort and a::b                                  | std::sort and a::b
            GET https://x.y/z?a=1 failed                        | GET <url> failed
            in /tmp/junit123/a.txt                              | in <path>/a.txt
            at /home/runner/work/shop/shop/src/a.c:3:5          | at <path>/a.c:<n>:<n>
            file:///home/runner/work/shop/a.js:3                | <path>/a.js:<n>
            `(C:\\Users\\me\\app\\a.txt)`                       | (<path>/a.txt)
            /usr/include/stdio.h:3: x                           | /usr/include/stdio.h:<n>: x
            src/main/a.c:3: x                                   | src/main/a.c:<n>: x
            sshd[1234]: x                                       | sshd<id>: x
            pid 77, thread-3                                    | pid <id>, thread-<id>
            ==123== Invalid read of size 4                      | <id> Invalid read of size <n>
            took 1m0.50s                                        | took <n>
            took 3 min 2 sec, 12.5%, 4 KiB                      | took <n>, <n>, <n>
            expected 3 but got 1.5e-7                           | expected <n> but got <n>
            test_12 in Test3.v2                                 | test_12 in Test3.v2
            jenkins12048796752296400707.sh                      | jenkins<n>.sh
            slides_4e8932e579d2e085ea2d9e6e88035d1ad0ad16a6.tex | slides_<n>.tex
            received 120k of 3.5M                               | received <n> of <n>
            E0382 and TS2322                                    | E0382 and TS2322
            exit code 137                                       | exit code 137
            The command exited with 2.                          | The command exited with 2.
            exit status 1: x                                    | exit status 1: x
            `a  b    c`                                         | a b c
            ___________ test_a ___________                      | ____ test_a ____
            ====== FAILURES ======                              | ==== FAILURES ====
            """)
    void takesOutWhatDiffersFromRunToRun(String message, String normalized) {
        assertThat(Normalizer.normalize(message.replace("^[", "\u001b").replace("^G", "\u0007")))
                .isEqualTo(normalized);
    }

    @Test
    void theHashIsTheSameForever() {
        assertThat(Normalizer.hash("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Normalizer.VERSION).isEqualTo(1);
        assertThat(hash("2026-11-23 22:10:11 ERROR [worker-3] open /tmp/x1/a.db failed: exit code 3 after 12 ms"))
                .isEqualTo(
                        Normalizer.hash("<time> ERROR [worker-<id>] open <path>/a.db failed: exit code 3 after <n>"));
    }

    @Property
    void normalizingTwiceChangesNothing(@ForAll("messages") String message) {
        String once = Normalizer.normalize(message);
        assertThat(Normalizer.normalize(once)).isEqualTo(once);
    }

    @Property
    void aStepThatIsLeftOutHasNothingToDo(@ForAll("messages") String message) {
        for (Normalizer.Step step : Normalizer.STEPS) {
            if (!step.hasWork(Traits.of(message))) {
                assertThat(step.apply(message)).as(step.name()).isEqualTo(message);
            }
        }
    }

    /** What may differ from run to run, each made by chance. */
    private static final Map<String, Function<Random, String>> VOLATILE = Map.ofEntries(
            Map.entry(
                    "iso time",
                    r -> "2026-%02d-%02dT%02d:%02d:%02d.%03dZ"
                            .formatted(
                                    1 + r.nextInt(12),
                                    1 + r.nextInt(28),
                                    r.nextInt(24),
                                    r.nextInt(60),
                                    r.nextInt(60),
                                    r.nextInt(1000))),
            Map.entry(
                    "log time",
                    r -> "20%02d-%02d-%02d %02d:%02d:%02d,%03d"
                            .formatted(
                                    r.nextInt(100),
                                    1 + r.nextInt(12),
                                    1 + r.nextInt(28),
                                    r.nextInt(24),
                                    r.nextInt(60),
                                    r.nextInt(60),
                                    r.nextInt(1000))),
            Map.entry("clock", r -> "%d:%02d:%02d".formatted(r.nextInt(24), r.nextInt(60), r.nextInt(60))),
            Map.entry(
                    "date",
                    r -> List.of("Mon", "Tue", "Sun").get(r.nextInt(3)) + " "
                            + List.of("Jan", "May", "Sep", "December").get(r.nextInt(4))
                            + " %d %02d:%02d:%02d %s2026"
                                    .formatted(
                                            1 + r.nextInt(28),
                                            r.nextInt(24),
                                            r.nextInt(60),
                                            r.nextInt(60),
                                            r.nextBoolean() ? "UTC " : "")),
            Map.entry("uuid", r -> new UUID(r.nextLong(), r.nextLong()).toString()),
            Map.entry("hex", r -> {
                String hex = "%040x".formatted(new java.math.BigInteger(160, r)).substring(0, 7 + r.nextInt(34));
                // A hash without any digit is a word, as far as anyone can tell.
                return hex.chars().anyMatch(Character::isDigit) ? hex : hex + "0";
            }),
            Map.entry("address", r -> "0x%x".formatted(r.nextLong())),
            Map.entry("identity", r -> "com.acme.Cart@%x".formatted(r.nextInt(1 << 20, Integer.MAX_VALUE))),
            Map.entry(
                    "ipv4",
                    r -> "%d.%d.%d.%d".formatted(r.nextInt(256), r.nextInt(256), r.nextInt(256), r.nextInt(256))
                            + (r.nextBoolean() ? ":" + r.nextInt(65536) : "")),
            Map.entry(
                    "ipv6",
                    r -> r.nextBoolean()
                            ? "2001:db8::%x:%x".formatted(r.nextInt(65536), r.nextInt(65536))
                            : "fe80:0:0:0:%x:%x:%x:1".formatted(r.nextInt(65536), r.nextInt(65536), r.nextInt(65536))),
            Map.entry(
                    "duration",
                    r -> List.of("%d ms", "%ds", "%d.5 s", "%dm2.5s", "%d min 3 sec", "1h%dm3s", "%d seconds")
                            .get(r.nextInt(7))
                            .formatted(r.nextInt(10_000))),
            Map.entry(
                    "size",
                    r -> List.of("%d B", "%d bytes", "%d.2 KiB", "%dMB", "%d GB/s")
                            .get(r.nextInt(5))
                            .formatted(r.nextInt(10_000))),
            Map.entry(
                    "number",
                    r -> List.of("%d", "-%d", "%d.75", "%d,123", "%de-7", "+%d")
                            .get(r.nextInt(6))
                            .formatted(r.nextInt(1_000_000))),
            Map.entry(
                    "path",
                    r -> List.of(
                                    "/tmp/junit%d",
                                    "/home/u%d/work",
                                    "/var/lib/agent/builds/linux-%d/acme/shop",
                                    "/builds/acme/shop%d",
                                    "/private/var/folders/x%d/T",
                                    "/Users/me%d/src",
                                    "C:\\Users\\u%d\\work")
                            .get(r.nextInt(7))
                            .formatted(r.nextInt(100_000))
                            .concat("/app.db")),
            Map.entry("pid", r -> "pid " + r.nextInt(100_000)),
            Map.entry("logged pid", r -> "sshd[" + r.nextInt(100_000) + "]:"),
            Map.entry("valgrind pid", r -> "==" + r.nextInt(100_000) + "=="),
            Map.entry("thread", r -> "pool-" + r.nextInt(100) + "-thread-" + r.nextInt(100)),
            Map.entry("colour", r -> "\u001b[" + r.nextInt(100) + "mred\u001b[0m"),
            Map.entry("width", r -> "a" + " ".repeat(1 + r.nextInt(60)) + "b"),
            Map.entry(
                    "ruler",
                    r -> "=".repeat(4 + r.nextInt(100)) + " x " + "_".repeat(4 + r.nextInt(100)) + " "
                            + ".".repeat(4 + r.nextInt(60)) + "-".repeat(4 + r.nextInt(100))));

    private static final List<String> TEMPLATES = List.of(
            "%s",
            "%s ERROR could not open it",
            "failed: %s",
            "[%s] failed",
            "(%s) failed",
            "at %s, then nothing",
            "failed after %s: boom",
            "x=%s",
            "got '%s'",
            "\"%s\" is wrong");

    @Property(tries = 3000)
    void whatDiffersFromRunToRunDoesNotChangeTheHash(
            @ForAll("kinds") String kind, @ForAll("templates") String template, @ForAll long seed, @ForAll long other) {
        Function<Random, String> maker = VOLATILE.get(kind);
        String first = template.formatted(maker.apply(new Random(seed)));
        String second = template.formatted(maker.apply(new Random(other)));
        assertThat(Normalizer.normalize(first)).as(first + " and " + second).isEqualTo(Normalizer.normalize(second));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            could not open the file                       | could not read the file
            java.lang.NullPointerException: x             | java.lang.IllegalStateException: x
            FAIL: test_add (tests.MathTest)               | FAIL: test_sub (tests.MathTest)
            test_page_2 failed                            | test_page_3 failed
            CartTest.total2:12 expected                   | CartTest.total3:12 expected
            /tmp/a1/cart.db is missing                    | /tmp/a1/order.db is missing
            src/cart1.c:3: error: x                       | src/cart2.c:3: error: x
            /builds/acme/shop/a.c:3: error                | /builds/acme/shop/b.c:3: error
            exit code 1                                   | exit code 137
            exited with status 1                          | exited with status 2
            The command "make" exited with 1.             | The command "make" exited with 2.
            Process completed with exit code 1.           | Process completed with exit code 2.
            make: *** [all] Error 1                       | make: *** [all] Error 2
            exit status 3: giving up                      | exit status 4: giving up
            killed by signal 9                            | killed by signal 15
            killed by signal 9.                           | killed by signal 15.
            signal: 6 (SIGABRT)                           | signal: 11 (SIGABRT)
            exit code: -1073741819                        | exit code: -1073741515
            rc=1                                          | rc=2
            error TS2322: x                               | error TS2304: x
            error[E0382]: x                               | error[E0499]: x
            Marker 5 failed                               | Decoder 5 failed
            Mayor 3 failed                                | Octave 3 failed
            std::dead::beef2                              | std::dead::beef3
            test_add1234 failed                           | test_add1235 failed
            test_issue_20260101 failed                    | test_issue_20260102 failed
            v1 of the schema                              | v2 of the schema
            """)
    void whatSaysWhatHappenedChangesTheHash(String one, String other) {
        assertThat(hash(one)).isNotEqualTo(hash(other));
    }

    @Provide
    Arbitrary<String> kinds() {
        return Arbitraries.of(VOLATILE.keySet().stream().sorted().toList());
    }

    @Provide
    Arbitrary<String> templates() {
        return Arbitraries.of(TEMPLATES);
    }

    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> made = Arbitraries.of(
                        VOLATILE.keySet().stream().sorted().toList())
                .flatMap(kind ->
                        Arbitraries.longs().map(seed -> VOLATILE.get(kind).apply(new Random(seed))));
        Arbitrary<String> glue = Arbitraries.of(
                " ",
                ":",
                "-",
                "/",
                "[",
                "]",
                "(",
                ")",
                ".",
                ",",
                "=",
                "@",
                "#",
                "'",
                "error ",
                "exit code ",
                "signal",
                "0x",
                "a",
                "F",
                "s",
                "x1",
                "<n>",
                "<path>/",
                "https://x",
                "/tmp/",
                "\\",
                "May",
                "\t",
                "12");
        Arbitrary<String> text =
                Arbitraries.strings().withCharRange(' ', '\u00ff').ofMaxLength(8);
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(3, glue),
                        net.jqwik.api.Tuple.of(2, made),
                        net.jqwik.api.Tuple.of(1, text))
                .list()
                .ofMaxSize(10)
                .map(pieces -> String.join("", pieces));
    }

    private static String hash(String message) {
        return Normalizer.hash(Normalizer.normalize(message));
    }
}
