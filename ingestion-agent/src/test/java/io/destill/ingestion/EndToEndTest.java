package io.destill.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.destill.broker.Claim;
import io.destill.broker.InProcessBroker;
import io.destill.contracts.LogChunk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory of logs through the broker: whatever the size of a chunk, the same bytes and lines come out. */
class EndToEndTest {

    private static final long JOB_BOUND = 64 * 1024;

    @TempDir
    Path directory;

    private final Map<String, byte[]> logs = new TreeMap<>();

    @BeforeEach
    void writeLogs() throws Exception {
        Random random = new Random(7);
        for (int job = 0; job < 8; job++) {
            logs.put("step" + job + "/job.log", randomLog(random, 2000).getBytes(UTF_8));
        }
        logs.put("one-line.log", "x".repeat(300_000).getBytes(UTF_8));
        logs.put("empty.log", new byte[0]);
        logs.put("crlf.log", "a\r\nb\r\n\r\n".getBytes(UTF_8));
        for (Map.Entry<String, byte[]> log : logs.entrySet()) {
            Path file = directory.resolve(log.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, log.getValue());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 1000, 32 * 1024, 512 * 1024})
    void everyJobArrivesWhole(int chunkSize) throws Exception {
        Map<String, List<LogChunk>> read = run(chunkSize);
        assertThat(read.keySet()).isEqualTo(logs.keySet());
        read.forEach((job, chunks) -> {
            String log = new String(logs.get(job), UTF_8);
            assertThat(Chunks.content(chunks)).as(job).isEqualTo(logs.get(job));
            assertThat(chunks).as(job).allMatch(chunk -> chunk.incomplete() == null);
            assertThat(chunks.getLast().lineEnd()).as(job).isEqualTo(log.lines().count());
        });
    }

    @Test
    void aLineHasTheSameNumberAtAnyChunkSize() throws Exception {
        Map<String, List<LogChunk>> read = run(1000);
        for (LogChunk chunk : read.get("step3/job.log")) {
            List<String> lines =
                    new String(logs.get("step3/job.log"), UTF_8).lines().toList();
            assertThat(chunk.content().toString().lines().toList())
                    .isEqualTo(lines.subList((int) chunk.lineStart() - 1, (int) chunk.lineEnd()));
        }
    }

    private Map<String, List<LogChunk>> run(int chunkSize) throws Exception {
        try (InProcessBroker broker = new InProcessBroker(JOB_BOUND, Claim.HOLD);
                IngestionAgent agent = new IngestionAgent(
                        broker,
                        List.of(new FileSource(), new DirectorySource()),
                        3,
                        chunkSize,
                        Long.MAX_VALUE,
                        Duration.ofMillis(5),
                        Duration.ofSeconds(10))) {
            agent.start();
            Pipeline pipeline = new Pipeline(broker);
            pipeline.request("request", directory.toUri().toString());
            return pipeline.read(logs.size());
        }
    }

    private static String randomLog(Random random, int lines) {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            log.append("line ").append(i).append(' ').append("\u00fc\ud83d\udea8abc ".repeat(random.nextInt(12)));
            log.append('\n');
        }
        return log.toString();
    }
}
