package io.destill.analysis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.destill.contracts.Utf8;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A log of {@code examples/} whose cause is known. Its README describes the mark, which is not in {@link #log}.
 *
 * @param name its path in {@code examples/}, with slashes
 * @param cause the number of the marked line, from 1
 */
record ExampleLog(String name, Utf8 log, int cause) {

    private static final String MARK = "\u001b_destill;cause\u0007";

    /** All of them, sorted by name. */
    static List<ExampleLog> all() {
        Path root = root();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .map(file -> read(root, file))
                    .sorted((a, b) -> a.name.compareTo(b.name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder {@code examples/}, wherever in the project this runs. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.exists(here.resolve("examples/README.md"))) {
            here = here.getParent();
        }
        if (here == null) {
            throw new IllegalStateException("there is no folder examples/ here or above");
        }
        return here.resolve("examples");
    }

    private static ExampleLog read(Path root, Path file) {
        String name = root.relativize(file).toString().replace('\\', '/');
        try {
            String log = new String(Files.readAllBytes(file), ISO_8859_1);
            int mark = log.indexOf(MARK);
            if (mark < 0 || mark != log.lastIndexOf(MARK) || (mark > 0 && log.charAt(mark - 1) != '\n')) {
                throw new IllegalStateException(name + ": there must be one mark, at the start of a line");
            }
            int cause = 1
                    + (int) log.substring(0, mark)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            byte[] unmarked = log.replace(MARK, "").getBytes(ISO_8859_1);
            return new ExampleLog(name, Utf8.wrap(unmarked, 0, unmarked.length), cause);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    List<Finding> findings() {
        return Logs.analyze(log.array(), List.of());
    }

    /** The rank of the first card whose span holds the cause; 0 if none does. */
    int rankOfCause() {
        for (Finding finding : findings()) {
            if (finding.lineStart() <= cause && cause <= finding.lineEnd()) {
                return finding.rank();
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
