package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An agent's executable, as a process of its own. What it logs goes to a file. */
final class AgentProcess implements AutoCloseable {

    private final Process process;
    private final Path log;

    private AgentProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static AgentProcess start(Class<?> main, String natsUrl, Map<String, String> environment) throws IOException {
        Path log = Files.createTempFile("agent", ".log");
        log.toFile().deleteOnExit();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()))
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BUILDKITE_") || name.startsWith("DESTILL_"));
        builder.environment()
                .putAll(Map.of("DESTILL_NATS_URL", natsUrl, "DESTILL_HTTP_PORT", "0", "DESTILL_HOLD", "15"));
        builder.environment().putAll(environment);
        return new AgentProcess(builder.start(), log);
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    boolean hasLogged(String text) throws IOException {
        return log().contains(text);
    }

    long count(String text) throws IOException {
        return lines(text).size();
    }

    /** The lines of its log that hold a text. */
    List<String> lines(String text) throws IOException {
        return log().lines().filter(line -> line.contains(text)).toList();
    }

    /** One of its metrics, as Prometheus would read it. */
    double metric(String name) throws IOException, InterruptedException {
        String port = lines("event=started").getFirst().replaceFirst(".* http=:", "");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                    .build(),
                            BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** @param name such as {@code STOP} */
    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** The most memory that it had so far, as Linux tells it. */
    String peakMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .findFirst()
                .orElse("not known")
                .replaceFirst("VmHWM:\\s*", "");
    }

    /** The processor time that it had so far. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    boolean endsWithin(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    int exitCode() {
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
