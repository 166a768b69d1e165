package io.destill.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * A NATS server in a container, with its data on a volume of its own and on a port that it keeps over restarts. It is driven
 * through the {@code docker} command, as a person would. {@code dev/docker} sees to it that there is an engine and an image.
 */
public final class NatsServer implements AutoCloseable {

    private static final String IMAGE = "nats:2.10-alpine";
    private static final Path PROJECT = Path.of(System.getProperty("basedir", "."), "..");

    private final String name = "destill-test-" + UUID.randomUUID();
    private final int port;

    private NatsServer(int port) {
        this.port = port;
    }

    /** Starts a server with JetStream. */
    public static NatsServer start(String... options) {
        return start(List.of(), true, List.of(options));
    }

    /** Starts a server with JetStream and more settings, in the form of its own configuration file. */
    public static NatsServer startWith(String configuration) {
        return start(List.of("--volume", file(configuration) + ":/nats.conf:ro"), true, List.of("-c", "/nats.conf"));
    }

    /** Starts a server that talks TLS, with {@code server.pem} and {@code server.key} of a folder. */
    public static NatsServer startWithTls(Path folder) {
        List<String> options = List.of("--tlscert", "/etc/nats/server.pem", "--tlskey", "/etc/nats/server.key");
        return start(List.of("--volume", folder.toAbsolutePath() + ":/etc/nats:ro"), true, options);
    }

    /** Starts a server with JetStream on a disk of so many megabytes, which believes that it has more. */
    public static NatsServer startOnSmallDisk(int megabytes) {
        String configuration = "jetstream { store_dir: /small, max_file_store: 20GB }";
        List<String> container = List.of(
                "--tmpfs", "/small:size=" + megabytes + "m", "--volume", file(configuration) + ":/nats.conf:ro");
        return start(container, false, List.of("-c", "/nats.conf"));
    }

    private static Path file(String content) {
        try {
            Path file = Files.createTempFile("nats", ".conf");
            file.toFile().deleteOnExit();
            Files.writeString(file, content);
            file.toFile().setReadable(true, false);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server without JetStream. */
    public static NatsServer startWithoutJetStream() {
        return start(List.of(), false, List.of());
    }

    private static NatsServer start(List<String> container, boolean jetStream, List<String> options) {
        run(PROJECT.resolve("dev/docker").toString());
        NatsServer server = new NatsServer(freePort());
        List<String> command = new ArrayList<>(List.of("docker", "run", "--detach", "--name", server.name));
        command.addAll(List.of("--publish", "127.0.0.1:" + server.port + ":4222", "--volume", server.name + ":/data"));
        command.addAll(container);
        command.add(IMAGE);
        command.addAll(jetStream ? List.of("-js", "-sd", "/data") : List.of());
        command.addAll(options);
        run(command.toArray(String[]::new));
        Runtime.getRuntime().addShutdownHook(new Thread(server::remove));
        server.awaitReady();
        return server;
    }

    public String url() {
        return "nats://127.0.0.1:" + port;
    }

    /** The container's name. */
    public String name() {
        return name;
    }

    /** Ends the server as a power cut would. */
    public void kill() {
        run("docker", "kill", name);
    }

    /** Starts it again, on its data. */
    public void restart() {
        run("docker", "start", name);
        awaitReady();
    }

    /** Stops it in good order, and starts it again later. */
    public void stopFor(Duration time) {
        run("docker", "stop", name);
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
        restart();
    }

    /** Lets it stand still; its connections stay open. */
    public void pause() {
        run("docker", "pause", name);
    }

    public void unpause() {
        run("docker", "unpause", name);
    }

    /** A server greets whoever connects. */
    private void awaitReady() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(1000);
                return socket.getInputStream().read() == 'I';
            }
        });
    }

    /** The processor time that it had so far, where its process can be seen. */
    public Duration processorTime() {
        String id = run("docker", "inspect", "--format", "{{.State.Pid}}", name);
        return ProcessHandle.of(Long.parseLong(id))
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    private void remove() {
        try {
            new ProcessBuilder("docker", "rm", "--force", "--volumes", name)
                    .start()
                    .waitFor();
            new ProcessBuilder("docker", "volume", "rm", "--force", name)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        remove();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end; what it prints is told if it fails. */
    static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed: " + output);
            }
            return output.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
