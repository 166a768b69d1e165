package io.destill.it;

import io.destill.analysis.service.AnalysisService;
import io.destill.broker.NatsServer;
import io.destill.ingestion.service.IngestionService;
import io.destill.it.Destill.Result;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How fast the distributed arrangement is, beside JetStream alone in the same run. {@code dev/distributed-speed [MEGABYTES]} runs
 * it; no test does.
 */
final class DistributedBenchmark {

    private static final int CHUNK = 512 * 1024;
    private static final int ROUNDS = 9;

    /** Kept, or its level would be forgotten. */
    private static final Logger NATS_LOG = Logger.getLogger("io.nats");

    private DistributedBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        NATS_LOG.setLevel(Level.WARNING);
        long megabytes = arguments.length == 0 ? 300 : Long.parseLong(arguments[0]);
        Path folder = Files.createTempDirectory("benchmark");
        writeLog(Files.createDirectories(folder.resolve("acme/big/1/logs")).resolve("big.log"), megabytes * 1_000_000);
        writeLog(Files.createDirectories(folder.resolve("acme/small/1/logs")).resolve("small.log"), 1_000_000);
        try (NatsServer nats = NatsServer.start();
                BuildkiteServer buildkite = BuildkiteServer.serving(folder);
                AgentProcess ingestion =
                        AgentProcess.start(IngestionService.class, nats.url(), buildkite.environment());
                AgentProcess analysis = AgentProcess.start(AnalysisService.class, nats.url(), Map.of())) {
            Map<String, String> environment = new HashMap<>(buildkite.environment());
            environment.put("DESTILL_NATS_URL", nats.url());
            String small = buildkite.buildUrl("acme/small/1");
            double distributed = latency(environment, small);
            double embedded = latency(buildkite.environment(), small);
            double cold = speed(environment, buildkite.buildUrl("acme/big/1"), megabytes);
            Duration[] before = {ingestion.processorTime(), nats.processorTime(), analysis.processorTime()};
            Duration ownBefore = ownProcessorTime();
            double pipeline = speed(environment, buildkite.buildUrl("acme/big/1"), megabytes);
            Duration own = ownProcessorTime().minus(ownBefore);
            Duration[] after = {ingestion.processorTime(), nats.processorTime(), analysis.processorTime()};
            double embeddedSpeed = speed(buildkite.environment(), buildkite.buildUrl("acme/big/1"), megabytes);
            double[] raw = raw(nats, megabytes);
            System.out.printf("log                       %6d MB in chunks of 512 KB%n", megabytes);
            System.out.printf("JetStream publish         %6.0f MB/s%n", raw[0]);
            System.out.printf("JetStream ordered read    %6.0f MB/s%n", raw[1]);
            System.out.printf(
                    "whole pipeline            %6.0f MB/s (%.0f for agents that have just started)%n", pipeline, cold);
            System.out.printf("embedded, no broker       %6.0f MB/s%n", embeddedSpeed);
            System.out.printf("pipeline / slower of both %6.2f%n", pipeline / Math.min(raw[0], raw[1]));
            System.out.printf(
                    "processor time, ingestion %6d ms%n",
                    after[0].minus(before[0]).toMillis());
            System.out.printf(
                    "processor time, NATS      %6d ms%n",
                    after[1].minus(before[1]).toMillis());
            System.out.printf(
                    "processor time, analysis  %6d ms%n",
                    after[2].minus(before[2]).toMillis());
            System.out.printf("processor time, the rest  %6d ms (serving the log, and the command)%n", own.toMillis());
            System.out.printf("1 MB log, distributed     %6.0f ms (median of %d)%n", distributed, ROUNDS);
            System.out.printf("1 MB log, embedded        %6.0f ms%n", embedded);
            System.out.printf("peak memory, ingestion    %s%n", ingestion.peakMemory());
            System.out.printf("peak memory, analysis     %s%n", analysis.peakMemory());
        }
    }

    private static Duration ownProcessorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static double latency(Map<String, String> environment, String build) {
        double[] millis = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            run(environment, build);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return millis[ROUNDS / 2];
    }

    private static double speed(Map<String, String> environment, String build, long megabytes) {
        long start = System.nanoTime();
        run(environment, build);
        return megabytes / ((System.nanoTime() - start) / 1e9);
    }

    private static void run(Map<String, String> environment, String build) {
        Result result = Destill.run(environment, "analyze", build, "--format", "ndjson");
        if (result.exitCode() != 0 || result.out().isEmpty()) {
            throw new IllegalStateException("the analysis failed: " + result.err());
        }
    }

    private static double[] raw(NatsServer nats, long megabytes) throws Exception {
        long count = megabytes * 1_000_000 / CHUNK;
        Connection connection = Nats.connect(nats.url());
        try {
            connection
                    .jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("RAW")
                            .subjects("raw")
                            .storageType(StorageType.File)
                            .build());
            JetStream stream = connection.jetStream();
            byte[] bytes = "compiling module 17 of job 3, which takes its time\n"
                    .repeat(CHUNK / 50)
                    .getBytes(StandardCharsets.UTF_8);
            long start = System.nanoTime();
            for (long i = 0; i < count; i++) {
                stream.publish("raw", bytes);
            }
            double publish = megabytes / ((System.nanoTime() - start) / 1e9);
            start = System.nanoTime();
            JetStreamSubscription reader = stream.subscribe(
                    "raw", PushSubscribeOptions.builder().ordered(true).build());
            for (long i = 0; i < count; ) {
                Message message = reader.nextMessage(Duration.ofSeconds(5));
                if (message != null) {
                    i++;
                }
            }
            return new double[] {publish, megabytes / ((System.nanoTime() - start) / 1e9)};
        } finally {
            connection.close();
        }
    }

    private static void writeLog(Path file, long size) throws IOException {
        file.toFile().deleteOnExit();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (long bytes = 0, line = 0; bytes < size; line++) {
                byte[] text = "[%d] compiling module %d, which takes its time\n"
                        .formatted(line, line % 1000)
                        .getBytes(StandardCharsets.US_ASCII);
                out.write(text);
                bytes += text.length;
            }
            out.write("src/a.c:3:5: error: unknown type name 'x'\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
