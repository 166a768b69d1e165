package io.destill.broker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the NATS server is, who asks, and how much its streams may hold.
 *
 * @param url {@code nats://host:port} or {@code tls://host:port}; several are separated by commas
 * @param nkeyFile a file that holds an NKey's seed
 * @param credentialsFile a {@code .creds} file
 * @param caFile certificates, as PEM, that are trusted instead of the system's
 * @param certificateFile this client's certificate chain, as PEM
 * @param keyFile its private key, as PEM in PKCS #8 form
 * @param logsMaxBytes how much the stream of logs holds before publishers have to wait; for a stream that does not exist yet
 */
public record NatsSettings(
        String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String token,
        @Nullable Path nkeyFile,
        @Nullable Path credentialsFile,
        @Nullable Path caFile,
        @Nullable Path certificateFile,
        @Nullable Path keyFile,
        long logsMaxBytes) {

    /** The variable that names the server. */
    public static final String URL = "DESTILL_NATS_URL";

    static final long DEFAULT_LOGS_MAX_BYTES = 4L << 30;

    /** A server without credentials. */
    public static NatsSettings of(String url) {
        return new NatsSettings(url, null, null, null, null, null, null, null, null, DEFAULT_LOGS_MAX_BYTES);
    }

    /**
     * Reads the {@code DESTILL_NATS_} variables; blank ones count as not set.
     *
     * @param url used instead of {@value #URL}, if not null
     * @param problems gets a sentence for everything that is wrong
     * @return null if something is wrong
     */
    public static @Nullable NatsSettings fromEnvironment(
            Map<String, String> environment, @Nullable String url, List<String> problems) {
        Reader reader = new Reader(environment, new ArrayList<>());
        String server = url == null ? reader.text(URL) : url;
        if (server == null) {
            reader.problems.add(URL + " is not set: set it to the NATS server, such as nats://localhost:4222.");
        } else {
            checkUrl(server, url == null ? URL : "--nats", reader.problems);
        }
        NatsSettings settings = new NatsSettings(
                Objects.requireNonNullElse(server, ""),
                reader.text("DESTILL_NATS_USER"),
                reader.secret("DESTILL_NATS_PASSWORD"),
                reader.secret("DESTILL_NATS_TOKEN"),
                reader.file("DESTILL_NATS_NKEY_FILE"),
                reader.file("DESTILL_NATS_CREDS_FILE"),
                reader.file("DESTILL_NATS_CA_FILE"),
                reader.file("DESTILL_NATS_CERT_FILE"),
                reader.file("DESTILL_NATS_KEY_FILE"),
                reader.bytes("DESTILL_NATS_LOGS_MAX_BYTES", DEFAULT_LOGS_MAX_BYTES));
        if ((settings.certificateFile == null) != (settings.keyFile == null)) {
            reader.problems.add("DESTILL_NATS_CERT_FILE and DESTILL_NATS_KEY_FILE belong together: set both or none.");
        }
        if (settings.user == null && settings.password != null) {
            reader.problems.add("DESTILL_NATS_PASSWORD needs DESTILL_NATS_USER: set that too.");
        }
        problems.addAll(reader.problems);
        return reader.problems.isEmpty() ? settings : null;
    }

    private static void checkUrl(String urls, String name, List<String> problems) {
        for (String url : urls.split(",", -1)) {
            URI uri;
            try {
                uri = URI.create(url.strip());
            } catch (IllegalArgumentException e) {
                uri = URI.create("");
            }
            String scheme = Objects.requireNonNullElse(uri.getScheme(), "");
            if (!List.of("nats", "tls", "ws", "wss").contains(scheme) || uri.getHost() == null) {
                problems.add(name + " must look like nats://host:4222 or tls://host:4222.");
            } else if (uri.getUserInfo() != null) {
                problems.add(name + " holds credentials, which show in process lists: set DESTILL_NATS_USER and"
                        + " DESTILL_NATS_PASSWORD, or DESTILL_NATS_TOKEN, instead.");
            }
        }
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "NatsSettings[url=" + url + "]";
    }

    private record Reader(Map<String, String> environment, List<String> problems) {

        @Nullable
        String text(String name) {
            String value = environment.getOrDefault(name, "").strip();
            return value.isEmpty() ? null : value;
        }

        /** The variable, or what stands in the file that the variable with {@code _FILE} at its end names. */
        @Nullable
        String secret(String name) {
            Path file = file(name + "_FILE");
            if (text(name) != null || file == null) {
                return text(name);
            }
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                problems.add(name + "_FILE: " + file + " cannot be read.");
                return null;
            }
        }

        @Nullable
        Path file(String name) {
            String value = text(name);
            if (value == null) {
                return null;
            }
            try {
                Path path = Path.of(value);
                if (Files.isReadable(path)) {
                    return path;
                }
            } catch (InvalidPathException e) {
                // told below
            }
            problems.add(name + ": there is no file " + value + " that can be read.");
            return null;
        }

        long bytes(String name, long otherwise) {
            String value = text(name);
            if (value == null) {
                return otherwise;
            }
            if (value.matches("[1-9]\\d{0,17}")) {
                return Long.parseLong(value);
            }
            problems.add(name + " must be a number of bytes, not " + value + ".");
            return otherwise;
        }
    }
}
