package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Logs of any size that are made up as those of real jobs are: long stretches in which nothing happens, now and then a
 * warning, a line with colours, a test that passes though its name speaks of errors, and a test that fails. The same size
 * always gives the same log. Of a thousand lines, about 950 hold nothing that any rule asks for.
 */
final class GeneratedLog {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";

    private static final List<String> FAILURES = List.of("""
            FAIL: test_%1$s (tests.test_%2$s.%2$sTest)
            ----------------------------------------------------------------------
            Traceback (most recent call last):
              File "/builds/acme/shop/tests/test_%2$s.py", line %3$d, in test_%1$s
                self.assertEqual(total, %3$d)
            AssertionError: 100 != %3$d

            """, """
            src/%1$s/%2$s.c:%3$d:5: error: expected ';' before 'return'
              %3$d |     return 1
                  |     ^~~~~~
            """, """
            Exception in thread "main" java.lang.IllegalStateException: %1$s is not there
            \tat com.acme.%2$s.Loader.load(Loader.java:%3$d)
            \tat com.acme.%2$s.Main.main(Main.java:14)
            Caused by: java.nio.file.NoSuchFileException: /data/%1$s
            \t... 2 more
            """);

    private final Random random = new Random(20_260_820);
    private final ByteArrayOutputStream log;

    private GeneratedLog(int size) {
        log = new ByteArrayOutputStream(size + 4_096);
        line("$ ./build --all");
        while (log.size() < size) {
            next();
        }
        add(failure());
        line("make: *** [Makefile:9: test] Error 1");
        line("The command \"./build --all\" exited with 2.");
    }

    /** @param size in bytes; the log is a little longer */
    static byte[] of(int size) {
        return new GeneratedLog(size).log.toByteArray();
    }

    /** Writes a log of so many megabytes into a file. */
    public static void main(String[] arguments) throws IOException {
        Files.write(Path.of(arguments[1]), of(Integer.parseInt(arguments[0]) << 20));
    }

    private void next() {
        int dice = random.nextInt(10_000);
        if (dice < 9_500) {
            quietLine();
        } else if (dice < 9_800) {
            line("src/%s/%s.c:%d:9: warning: unused variable '%s' [-Wunused-variable]"
                    .formatted(word(), word(), number(), word()));
        } else if (dice < 9_900) {
            line("\u001b[32m  ✓ %s an error when %s (%d ms)\u001b[0m".formatted(word(), word(), number()));
        } else if (dice < 9_990) {
            line("   Compiling %s-error v0.%d.%d".formatted(word(), number(), number()));
        } else if (dice < 9_999) {
            line("WARN %s: request failed, retrying in %d s".formatted(word(), number()));
        } else {
            add(failure());
        }
    }

    private void quietLine() {
        switch (random.nextInt(6)) {
            case 0 ->
                line("[%3d%%] cc -O2 -Wall -Isrc/%s -c src/%s/%s.c -o out/%s.o"
                        .formatted(number() % 100, word(), word(), word(), word()));
            case 1 ->
                line("2026-08-20 09:%02d:%02d,%03d INFO  com.acme.%s.%s - %s %s took %d ms"
                        .formatted(number() % 60, number() % 60, number(), word(), word(), word(), word(), number()));
            case 2 -> line("  inflating: node_modules/%s/%s/%s.js".formatted(word(), word(), word()));
            case 3 ->
                line("Get:%d http://deb.example.com/debian bookworm/main amd64 lib%s-dev amd64 1.%d-2 [%d kB]"
                        .formatted(number(), word(), number(), number()));
            case 4 -> line("");
            default -> {
                StringBuilder words = new StringBuilder();
                int count = 2 + random.nextInt(12);
                for (int i = 0; i < count; i++) {
                    words.append(word()).append(' ');
                }
                line(words.toString());
            }
        }
    }

    private String failure() {
        return FAILURES.get(random.nextInt(FAILURES.size())).formatted(word(), word(), number());
    }

    private void line(String text) {
        add(text + "\n");
    }

    private void add(String text) {
        log.writeBytes(text.getBytes(UTF_8));
    }

    private int number() {
        return 1 + random.nextInt(999);
    }

    private String word() {
        int length = 3 + random.nextInt(8);
        StringBuilder word = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            word.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return word.toString();
    }
}
