package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** {@code examples/known-misses.txt}: the examples whose cause is not yet on top. One path a line; {@code #} comments. */
final class KnownMisses {

    static final Path FILE = ExampleLog.root().resolve("known-misses.txt");

    private KnownMisses() {}

    static Set<String> read() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String line : Files.exists(FILE) ? Files.readAllLines(FILE, UTF_8) : Set.<String>of()) {
            String name = line.replaceFirst("#.*", "").strip();
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    static void write(Collection<String> names) throws IOException {
        StringBuilder text = new StringBuilder("""
                # The logs whose marked line is not yet in the top card, each with the rank of the card that holds it.
                # Written by: dev/verdicts --update
                """);
        names.forEach(name -> text.append(name).append('\n'));
        Files.writeString(FILE, text);
    }
}
