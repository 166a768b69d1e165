package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.destill.analysis.AnalysisAgent;
import io.destill.analysis.RuleSet;
import io.destill.broker.Broker;
import io.destill.broker.InProcessBroker;
import io.destill.broker.Replay;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Subjects;
import io.destill.contracts.TriageCard;
import io.destill.ingestion.Chunker;
import io.destill.it.Destill.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cards of a log depend on its bytes alone: not on where it comes from, how it is cut, or how they are shown. */
class SameCardsTest {

    private static final Path EXAMPLES = Path.of(System.getProperty("basedir", "."), "..", "examples");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Map<String, List<TriageCard>> inOneChunk = Map.of();

    @TempDir
    Path directory;

    @BeforeAll
    static void analyseExamples() throws Exception {
        inOneChunk = analyse(16 * 1024 * 1024);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/shop/4821/native", "acme/shop/4821/unit-1", "acme/shop/4823/go-test"})
    void aFileAStreamAnArchiveAndAJobGiveTheSame(String name) throws IOException {
        String build = name.substring(0, name.lastIndexOf('/'));
        String job = name.substring(name.lastIndexOf('/') + 1);
        Path file = Samples.directory().resolve(build).resolve("logs").resolve(job + ".log");
        byte[] log = Files.readAllBytes(file);
        Path archive = Files.write(directory.resolve("log.gz"), gzip(log));

        Result fromFile = Destill.run(Map.of(), "analyze", file.toString(), "--format", "json");
        Result fromStream = Destill.run(Map.of(), log, "analyze", "-", "--format", "json");
        Result fromArchive = Destill.run(Map.of(), "analyze", archive.toString(), "--format", "json");
        Result fromJob;
        try (BuildkiteServer server = BuildkiteServer.serving(Samples.directory())) {
            fromJob = Destill.run(
                    server.environment(), "analyze", server.jobUrl(build, job), "--format", "json", "--no-passed");
        }

        List<JsonNode> cards = Destill.contents(fromFile.jsonCards());
        assertThat(cards).isNotEmpty();
        assertThat(cards.getFirst().get("message_hash").asText()).matches("[0-9a-f]{64}");
        assertThat(List.of(fromStream, fromArchive, fromJob))
                .allSatisfy(
                        other -> assertThat(Destill.contents(other.jsonCards())).isEqualTo(cards));
    }

    @Test
    void anotherRunGivesTheSame() {
        Map<String, String> none = Map.of();
        Result once = Destill.run(none, "analyze", EXAMPLES.toString(), "--format", "json");
        Result twice = Destill.run(none, "analyze", EXAMPLES.toString(), "--format", "json", "--parallel", "1");

        assertThat(once.exitCode()).isZero();
        assertThat(Destill.contents(twice.jsonCards())).isEqualTo(Destill.contents(once.jsonCards()));
    }

    @Test
    void everyFormatTellsOfTheSameCards() {
        String logs = EXAMPLES.resolve("java").toString();
        Map<String, String> none = Map.of();
        Result json = Destill.run(none, "analyze", logs, "--format", "json");
        Result ndjson = Destill.run(none, "analyze", logs, "--format", "ndjson");
        Result text = Destill.run(none, "analyze", logs, "--format", "text", "--limit", "30");

        assertThat(byJob(ndjson.ndjsonCards())).isNotEmpty().isEqualTo(byJob(json.jsonCards()));
        Set<String> failures = new HashSet<>();
        json.jsonCards().forEach(card -> failures.add(card.get("message_hash").asText()));
        assertThat(text.out().lines().filter(line -> line.matches(" *\\d+\\. [01]\\.\\d\\d  .*")))
                .hasSize(failures.size());
        assertThat(text.out()).contains(": " + json.jsonCards().size() + " failures, " + failures.size() + " shown.");
        JsonNode best = json.jsonCards().stream()
                .max((a, b) -> Double.compare(
                        a.get("confidence_score").asDouble(),
                        b.get("confidence_score").asDouble()))
                .orElseThrow();
        assertThat(text.out()
                        .lines()
                        .filter(line -> line.startsWith("▶") || line.strip().startsWith("▶"))
                        .findFirst())
                .hasValueSatisfying(line ->
                        assertThat(line).contains("▶ " + best.get("line").asText() + " │ "));
    }

    private static Map<String, List<JsonNode>> byJob(List<JsonNode> cards) {
        Map<String, List<JsonNode>> byJob = new TreeMap<>();
        for (JsonNode card : cards) {
            byJob.computeIfAbsent(card.at("/job/id").asText(), id -> new ArrayList<>())
                    .add(Destill.content(card));
        }
        return byJob;
    }

    @ParameterizedTest
    @ValueSource(ints = {61, 1000, 4096, 64 * 1024})
    void howALogIsCutMakesNoDifference(int chunkSize) throws Exception {
        Map<String, List<TriageCard>> cards = analyse(chunkSize);

        assertThat(cards.keySet()).isEqualTo(inOneChunk.keySet()).hasSizeGreaterThan(12);
        assertThat(cards)
                .allSatisfy((log, found) -> assertThat(found)
                        .as(log)
                        .usingRecursiveComparison()
                        .ignoringFields("createdAt")
                        .isEqualTo(inOneChunk.get(log)));
    }

    /** All examples through a broker, in chunks of a size; the cards by example. */
    private static Map<String, List<TriageCard>> analyse(int chunkSize) throws Exception {
        BuildRef build = new BuildRef("file", "file:/x", "x", null, null, null, "failed", null, null);
        try (Broker broker = new InProcessBroker();
                AnalysisAgent agent = new AnalysisAgent(broker, RuleSet.builtIn(), 2);
                Stream<Path> files = Files.walk(EXAMPLES)) {
            agent.start();
            int jobs = 0;
            for (Path file : files.filter(path -> path.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                String name = EXAMPLES.relativize(file).toString();
                JobRef job = new JobRef(name, name, null, null, "failed", null, false, 0, null, null);
                Chunker chunker = new Chunker(
                        new ByteArrayInputStream(Files.readAllBytes(file)), "request", build, job, chunkSize);
                for (LogChunk chunk = chunker.next(); chunk != null; chunk = chunker.next()) {
                    broker.publish(chunk);
                }
                jobs++;
            }
            return cards(broker, jobs);
        }
    }

    private static Map<String, List<TriageCard>> cards(Broker broker, int jobs) throws Exception {
        Map<String, List<TriageCard>> cards = new HashMap<>();
        long expected = 0;
        try (Replay<ProgressEvent> progress = broker.replay(Subjects.progressOf("request"), ProgressEvent.class);
                Replay<TriageCard> replay = broker.replay(Subjects.cardsOf("request"), TriageCard.class)) {
            for (int i = 0; i < jobs; i++) {
                ProgressEvent event = next(progress);
                assertThat(event.stage()).isEqualTo(Stage.JOB_ANALYZED);
                cards.put(event.job().id(), new ArrayList<>());
                expected += event.current();
            }
            for (long i = 0; i < expected; i++) {
                TriageCard card = next(replay);
                cards.get(card.job().id()).add(card);
            }
        }
        return cards;
    }

    private static <M extends Message> M next(Replay<M> replay) throws Exception {
        M message = replay.next(PATIENCE);
        assertThat(message).as("the next message").isNotNull();
        return message;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
