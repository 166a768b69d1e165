package io.destill.training;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.destill.contracts.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Reads labelled logs, in either of the two forms that {@code training/README.md} describes. */
final class LabelledLogs {

    private static final String MANIFEST = "manifest.jsonl";
    private static final String MARK = "\u001b_destill;cause\u0007";

    private LabelledLogs() {}

    /**
     * All logs of a directory, sorted by name.
     *
     * @throws IOException if it holds no labelled logs, or they cannot be read; the message says what to do
     */
    static List<LabelledLog> read(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("There is no directory " + directory + ". Name one that holds labelled logs.");
        }
        Path manifest = directory.resolve(MANIFEST);
        List<LabelledLog> logs = Files.exists(manifest) ? listed(directory, manifest) : marked(directory);
        if (logs.isEmpty()) {
            throw new IOException(directory + " holds neither a " + MANIFEST + " nor a marked *.log file.");
        }
        logs.sort(Comparator.comparing(LabelledLog::name));
        return logs;
    }

    private static List<LabelledLog> listed(Path directory, Path manifest) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<LabelledLog> logs = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(manifest, UTF_8)) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                JsonNode entry = json.readTree(line);
                List<LabelledLog.Span> truth = new ArrayList<>();
                for (JsonNode span : entry.required("truth")) {
                    truth.add(new LabelledLog.Span(
                            span.required(0).asLong(), span.required(1).asLong()));
                }
                String name = entry.required("log").asText();
                Utf8 bytes = utf8(Files.readAllBytes(directory.resolve("failed").resolve(name)));
                logs.add(new LabelledLog(name, entry.required("repo").asText(), bytes, truth));
            } catch (IllegalArgumentException | com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new IOException(
                        manifest + ", line " + number + ": expected a log, its repo and its truth: " + e.getMessage(),
                        e);
            }
        }
        return logs;
    }

    private static List<LabelledLog> marked(Path directory) throws IOException {
        List<LabelledLog> logs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".log"))::iterator) {
                String log = Files.readString(file, ISO_8859_1);
                int mark = log.indexOf(MARK);
                if (mark < 0) {
                    continue;
                }
                long line = 1 + log.chars().limit(mark).filter(c -> c == '\n').count();
                Path name = directory.relativize(file);
                logs.add(new LabelledLog(
                        name.toString().replace('\\', '/'),
                        name.getName(0).toString(),
                        utf8(log.replace(MARK, "").getBytes(ISO_8859_1)),
                        List.of(new LabelledLog.Span(line, line))));
            }
        }
        return logs;
    }

    private static Utf8 utf8(byte[] bytes) {
        return Utf8.wrap(bytes, 0, bytes.length);
    }

    /** SHA-256, in hex, over names, labels and bytes. */
    static String fingerprint(List<LabelledLog> logs) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (LabelledLog log : logs) {
                String label = log.name()
                        + '\n'
                        + log.project()
                        + '\n'
                        + log.truth()
                        + '\n'
                        + log.bytes().length()
                        + '\n';
                digest.update(label.getBytes(UTF_8));
                digest.update(
                        log.bytes().array(), log.bytes().offset(), log.bytes().length());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
