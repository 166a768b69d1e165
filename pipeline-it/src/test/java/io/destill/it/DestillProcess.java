package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.cli.Main;
import io.destill.it.Destill.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The whole command as a process of its own, for what is between processes: pipes, signals, memory. */
final class DestillProcess implements AutoCloseable {

    /** What would make the result depend on who runs the test: options, and rules in the configuration. */
    private static final Set<String> NOT_OURS = Set.of("JAVA_TOOL_OPTIONS", "HOME", "XDG_CONFIG_HOME");

    private static final long PATIENCE_SECONDS = 120;
    private static final Executor THREADS = Thread::startVirtualThread;

    private final Process process;
    private final StringWriter errSoFar = new StringWriter();
    private final CompletableFuture<String> err;

    private DestillProcess(Process process) {
        this.process = process;
        this.err = CompletableFuture.supplyAsync(this::readErr, THREADS);
    }

    private String readErr() {
        try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                errSoFar.write(c);
            }
            return errSoFar.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param environment in place of this process's variables for Buildkite */
    static DestillProcess start(Map<String, String> environment, List<String> javaOptions, String... arguments)
            throws IOException {
        return start(Path.of(""), environment, javaOptions, arguments);
    }

    /** As above, in a directory. */
    static DestillProcess start(
            Path directory, Map<String, String> environment, List<String> javaOptions, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("-XX:+UseSerialGC");
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.toAbsolutePath().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BUILDKITE_") || NOT_OURS.contains(name));
        builder.environment().put("DESTILL_HISTORY_URL", "off");
        builder.environment().putAll(environment);
        return new DestillProcess(builder.start());
    }

    OutputStream stdin() {
        return process.getOutputStream();
    }

    InputStream stdout() {
        return process.getInputStream();
    }

    /** Waits until it has told something on standard error. */
    void awaitError(String text) {
        Team.when(() -> errSoFar.toString().contains(text));
    }

    /** @param name such as {@code INT} */
    void signal(String name) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(exitCode).as("kill").isZero();
    }

    /** Waits for the end. */
    Result result() throws InterruptedException {
        CompletableFuture<String> out = text(process.getInputStream());
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("has ended")
                .isTrue();
        return new Result(process.exitValue(), out.join(), err.join());
    }

    /** Waits for the end, where standard output was read or closed by the caller. */
    Result resultWithoutOutput() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("has ended")
                .isTrue();
        return new Result(process.exitValue(), "", err.join());
    }

    private static CompletableFuture<String> text(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                THREADS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
