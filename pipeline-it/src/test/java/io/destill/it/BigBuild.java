package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.destill.it.Destill.Result;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A build of 40 jobs with logs from empty to 60 MB, one of 200 jobs with small ones, and the cards that an embedded run finds in
 * the first when nothing happens to it.
 */
final class BigBuild implements AutoCloseable {

    private static final int JOBS = 40;

    private final BuildkiteServer buildkite;
    private final Map<String, List<JsonNode>> cards;

    BigBuild(Path folder) throws IOException {
        Path logs = Files.createDirectories(folder.resolve("acme/big/1/logs"));
        for (int job = 0; job < JOBS; job++) {
            writeLog(logs.resolve("job" + job + ".log"), job);
        }
        Path many = Files.createDirectories(folder.resolve("acme/many/1/logs"));
        for (int job = 0; job < 200; job++) {
            Files.writeString(many.resolve("job" + job + ".log"), "$ make\na.c:%d:1: error: no\n".formatted(job + 1));
        }
        buildkite = BuildkiteServer.serving(folder);
        cards = byJob(Destill.run(buildkite.environment(), "analyze", url(), "--format", "json", "--no-progress"));
        assertThat(cards).hasSize(JOBS - 1);
    }

    /** The first is empty, the last has 60 MB. */
    private static void writeLog(Path file, int job) throws IOException {
        long size = job == 0 ? 0 : job == JOBS - 1 ? 60_000_000 : 1000L << (job % 12);
        try (BufferedWriter log = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (long bytes = 0, line = 0; bytes < size; line++) {
                String text = "[%d] compiling module %d of job %d, which takes its time\n".formatted(line, line, job);
                log.write(text);
                bytes += text.length();
            }
            if (job > 0) {
                log.write("src/job%d.c:%d:5: error: unknown type name 'job%d'\nmake: *** [Makefile:9: all] Error 1\n"
                        .formatted(job, job, job));
            }
        }
    }

    String url() {
        return buildkite.buildUrl("acme/big/1");
    }

    /** The address of the build with many jobs. */
    String manyJobsUrl() {
        return buildkite.buildUrl("acme/many/1");
    }

    Map<String, String> environment() {
        return buildkite.environment();
    }

    /** The result holds the cards that it should hold: none is missing, none is there twice, each bears its id. */
    void assertAllIsThere(Result result) {
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(byJob(result)).isEqualTo(cards);
        assertThat(result.jsonCards())
                .allSatisfy(card -> assertThat(card.get("id").asText()).isEqualTo(id(card)));
    }

    /** What makes a card the same card. */
    private static String id(JsonNode card) {
        String identity = card.get("request_id").asText()
                + '\n'
                + card.at("/job/id").asText()
                + '\n'
                + card.get("message_hash").asText()
                + '\n'
                + card.get("line").asLong();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, List<JsonNode>> byJob(Result result) {
        return result.jsonCards().stream()
                .collect(Collectors.groupingBy(
                        card -> card.at("/job/id").asText(),
                        TreeMap::new,
                        Collectors.mapping(Destill::content, Collectors.toList())));
    }

    @Override
    public void close() {
        buildkite.close();
    }
}
