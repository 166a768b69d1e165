package io.destill.history;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL server in a container, on a port that it keeps over restarts. It is driven through the {@code docker} command,
 * as a person would. {@code dev/docker} sees to it that there is an engine and an image.
 */
public final class PostgresServer implements AutoCloseable {

    private static final String IMAGE = "postgres:17-alpine";
    private static final String PASSWORD = "of-the-test";
    private static final Path PROJECT = Path.of(System.getProperty("basedir", "."), "..");

    private final String name = "destill-test-" + UUID.randomUUID();
    private final int port = freePort();

    private PostgresServer() {}

    public static PostgresServer start() {
        docker(PROJECT.resolve("dev/docker").toString());
        PostgresServer server = new PostgresServer();
        docker(
                "docker",
                "run",
                "--detach",
                "--name",
                server.name,
                "--publish",
                "127.0.0.1:" + server.port + ":5432",
                "--env",
                "POSTGRES_USER=destill",
                "--env",
                "POSTGRES_PASSWORD=" + PASSWORD,
                IMAGE);
        Runtime.getRuntime().addShutdownHook(new Thread(server::remove));
        server.awaitReady();
        return server;
    }

    /** With the password in it. */
    public String url() {
        return "postgresql://destill:" + PASSWORD + "@127.0.0.1:" + port + "/destill";
    }

    Connection connect() throws java.sql.SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/destill", "destill", PASSWORD);
    }

    /** The variables of whoever uses it. */
    public Map<String, String> environment() {
        return Map.of(HistorySettings.URL, url());
    }

    /** Ends the server as a power cut would. */
    public void kill() {
        docker("docker", "kill", name);
    }

    /** Starts it again, on its data. */
    public void restart() {
        docker("docker", "start", name);
        awaitReady();
    }

    private void awaitReady() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            try (Connection connection = connect()) {
                return connection.isValid(1);
            }
        });
    }

    private void remove() {
        try {
            new ProcessBuilder("docker", "rm", "--force", "--volumes", name)
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

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void docker(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
