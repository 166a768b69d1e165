package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A log that no tool would print: examples, cut, spliced and spoilt. Which one is decided by its seed, and by what the
 * examples and rules are. Immutable as long as nobody writes to the bytes.
 */
final class Mutant {

    private static final List<ExampleLog> EXAMPLES = ExampleLog.all();
    private static final List<Rule> RULES =
            Logs.RULES.rules().stream().filter(Rule::isOfLines).toList();

    private static final int LONGEST_LINE = 1 << 20;
    private static final int LONGEST = 4 << 20;

    /** What providers, terminals and tests of terminals write. */
    private static final List<String> SEQUENCES = List.of(
            "\u001b[31m",
            "\u001b[0m",
            "\u001b[0K",
            "\u001b[2K",
            "\u001b[1K",
            "\u001b[4000G",
            "\u001b[999999999999C",
            "\u001b[5D",
            "\u001b[2J",
            "\u001b[",
            "\u001b[38;2;1;2;3",
            "\u001b]0;title\u0007",
            "\u001b]8;;http://a\u001b\\",
            "\u001b]no end",
            "\u001bPq",
            "\u001b^x\u001b\\",
            "\u001b",
            "\u001b(B",
            "\u001b7",
            "\u009b31m",
            "\u0085",
            "\u0000",
            "\u0007",
            "\b\b\b",
            "\r",
            "\t",
            "\u000b",
            "\u000c",
            "\u007f",
            "\u2028",
            "\u202e",
            "\u2066",
            "\ufeff",
            "\u0301".repeat(50),
            "\ud83d\udea8",
            "\u001b_bk;t=1787217273045\u0007",
            "\u001b_bk;t=",
            "\u001b_destill;cause\u0007");

    /** How lines begin, or are, that say where something begins or ends. */
    private static final List<String> MARKERS = List.of(
            "--- ",
            "+++ ",
            "~~~ ",
            "^^^ +++",
            "\u001b_bk;t=1787217273045\u0007~~~ Running commands",
            "\u001b_bk;t=1787217273045\u0007\u001b[90m$\u001b[0m make",
            "\u001b[31m\ud83d\udea8 Error: The command exited with status 1\u001b[0m",
            "\u001b[31m\ud83d\udea8 Error: The command was interrupted by a signal: killed\u001b[0m",
            "##[group]Run make",
            "##[endgroup]",
            "##[error]Process completed with exit code 1.",
            "##[error]",
            "##[command]make",
            "2026-11-23T21:33:03.5734589Z ",
            "2026-11-23T21:33:03.573458Z 01E ",
            "2026-11-23T21:33:03.573458Z 01O+",
            "section_start:1:step_script\r\u001b[0K",
            "section_end:1:step_script\r\u001b[0K",
            "travis_fold:start:a\r\u001b[0K",
            "travis_fold:end:a\r\u001b[0K",
            "travis_time:start:1\r\u001b[0K",
            "travis_time:end:1:start=1,finish=2,duration=1\r\u001b[0K",
            "$ make test",
            "+ make test",
            "The command \"make\" exited with 2.",
            "The command \"make",
            "\u001b[31;1mERROR: Job failed: exit code 1",
            "Post job cleanup.");

    private final Random random;
    private byte[] log;

    private Mutant(long seed) {
        // Mixed, since the first numbers of neighbouring seeds are alike.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        log = example();
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes && log.length < LONGEST; i++) {
            change();
        }
    }

    static byte[] of(long seed) {
        return new Mutant(seed).log;
    }

    /** Places to cut a log at, as the same seed has them. */
    static List<Integer> cuts(long seed, int length) {
        Random random = new Random(~seed * 0x9E3779B97F4A7C15L);
        List<Integer> cuts = new ArrayList<>();
        int count = random.nextInt(40);
        int from = random.nextInt(length + 1);
        for (int i = 0; i < count; i++) {
            // Half of them lie close together: inside a line, a marker, a character.
            cuts.add(i % 2 == 0 ? random.nextInt(length + 1) : Math.min(length, from + i));
        }
        return cuts;
    }

    private byte[] example() {
        return EXAMPLES.get(random.nextInt(EXAMPLES.size())).log().array();
    }

    private void change() {
        switch (random.nextInt(13)) {
            case 0 -> {
                byte[] other = example();
                int from = lineStart(other);
                insert(lineStart(log), slice(other, from, Math.max(from, lineStart(other))));
            }
            case 1 -> cut(lineStart(log), lineStart(log));
            case 2 -> cut(place(), place());
            case 3 -> repeatLines();
            case 4 -> spread(SEQUENCES, false);
            case 5 -> spread(MARKERS, true);
            case 6 -> insert(place(), noise(1 + random.nextInt(200)));
            case 7 -> {
                log = log.clone();
                for (int i = 0; i < 20 && log.length > 0; i++) {
                    log[random.nextInt(log.length)] = (byte) random.nextInt(256);
                }
            }
            case 8 -> insert(lineStart(log), longLine());
            case 9 -> insert(place(), longLine());
            case 10 -> replaceLineEnds();
            case 11 -> insert(lineStart(log), ruleLines());
            default -> truncate();
        }
    }

    private int place() {
        return random.nextInt(log.length + 1);
    }

    private int lineStart(byte[] of) {
        int at = random.nextInt(of.length + 1);
        while (at > 0 && of[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    private void insert(int at, byte[] bytes) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream(log.length + bytes.length);
        changed.write(log, 0, at);
        changed.writeBytes(bytes);
        changed.write(log, at, log.length - at);
        log = changed.toByteArray();
    }

    private void cut(int one, int other) {
        int from = Math.min(one, other);
        int to = Math.max(one, other);
        byte[] tail = slice(log, to, log.length);
        log = slice(log, 0, from);
        insert(from, tail);
    }

    private void truncate() {
        log = slice(log, 0, place());
    }

    private void repeatLines() {
        int from = lineStart(log);
        int to = Math.min(log.length, from + random.nextInt(2_000));
        byte[] lines = slice(log, from, to);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        int times = 1 + random.nextInt(random.nextInt(20) == 0 ? 2_000 : 20);
        for (int i = 0; i < times && many.size() < LONGEST_LINE; i++) {
            many.writeBytes(lines);
        }
        insert(from, many.toByteArray());
    }

    private void spread(List<String> texts, boolean atLines) {
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            String text = texts.get(random.nextInt(texts.size()));
            String end = atLines && random.nextBoolean() ? "\n" : "";
            insert(atLines ? lineStart(log) : place(), (text + end).getBytes(UTF_8));
        }
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    /** A text of a rule's over and over, mostly without a line end. */
    private byte[] longLine() {
        byte[] unit = (ruleText() + (random.nextBoolean() ? " " : "")).getBytes(UTF_8);
        int length = random.nextInt(4) == 0 ? LONGEST_LINE : 1 + random.nextInt(9_000);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < length) {
            line.writeBytes(unit);
        }
        if (random.nextBoolean()) {
            line.write('\n');
        }
        return line.toByteArray();
    }

    private byte[] ruleLines() {
        StringBuilder lines = new StringBuilder();
        int count = 1 + random.nextInt(60);
        for (int i = 0; i < count; i++) {
            lines.append(" ".repeat(random.nextInt(4)))
                    .append(ruleText())
                    .append(random.nextInt(6) == 0 ? "\n\n" : "\n");
        }
        return lines.toString().getBytes(UTF_8);
    }

    private String ruleText() {
        Rule rule = RULES.get(random.nextInt(RULES.size()));
        List<String> texts = new ArrayList<>(rule.keywords);
        rule.matches.forEach(example -> texts.add(example.text()));
        rule.rejects.forEach(example -> texts.add(example.text()));
        return texts.get(random.nextInt(texts.size()));
    }

    private void replaceLineEnds() {
        byte[] end = List.of("\r\n", "\r", "\n\n", "", "\u0000\n")
                .get(random.nextInt(5))
                .getBytes(UTF_8);
        int every = 1 + random.nextInt(5);
        ByteArrayOutputStream changed = new ByteArrayOutputStream(log.length * 2);
        int line = 0;
        for (byte b : log) {
            if (b == '\n' && ++line % every == 0) {
                changed.writeBytes(end);
            } else {
                changed.write(b);
            }
        }
        log = changed.toByteArray();
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
