package io.destill.history;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the history is kept, and for how long.
 *
 * @param file of SQLite; null for PostgreSQL, and if there is none
 * @param url JDBC's, of PostgreSQL, without a user
 * @param keep how old a build may become
 */
public record HistorySettings(
        @Nullable Path file,
        @Nullable String url,
        @Nullable String user,
        @Nullable String password,
        Duration keep) {

    public static final String URL = "DESTILL_HISTORY_URL";
    public static final String PASSWORD = "DESTILL_HISTORY_PASSWORD";
    public static final String PASSWORD_FILE = "DESTILL_HISTORY_PASSWORD_FILE";
    public static final String KEEP = "DESTILL_HISTORY_KEEP";

    /** In place of a file or URL: no history. */
    public static final String OFF = "off";

    private static final int KEEP_DAYS = 180;

    /**
     * @param place a file or {@link #OFF}, which goes before the variables; null if not given
     * @param fileByDefault whether there is a history where nothing is said, if there is a home folder
     * @return null if there is to be no history
     * @throws HistoryException if a setting is wrong
     */
    public static @Nullable HistorySettings of(
            @Nullable String place, Map<String, String> environment, boolean fileByDefault) throws HistoryException {
        Duration keep = keep(environment.getOrDefault(KEEP, "").strip());
        if (place != null) {
            if (place.isBlank()) {
                throw new HistoryException("--history is empty. Give a file, or 'off' for no history.");
            }
            return place.equals(OFF) ? null : file(Path.of(place), keep);
        }
        String url = environment.getOrDefault(URL, "").strip();
        if (url.equals(OFF)) {
            return null;
        }
        if (!url.isEmpty()) {
            return postgres(url, environment, keep);
        }
        Path data = fileByDefault ? dataFolder(environment) : null;
        return data == null ? null : file(data.resolve("destill").resolve("history.db"), keep);
    }

    /** @param tell learns of what a person should know, as a sentence */
    public FailureHistory open(Consumer<String> tell) {
        Connections connections = file == null ? new PostgresConnections(this) : new SqliteConnections(file);
        return new SqlHistory(connections, keep, tell);
    }

    private static HistorySettings file(Path file, Duration keep) {
        return new HistorySettings(file.toAbsolutePath().normalize(), null, null, null, keep);
    }

    private static @Nullable Path dataFolder(Map<String, String> environment) {
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        if (!data.isEmpty()) {
            return Path.of(data);
        }
        String home = environment.getOrDefault("HOME", "");
        return home.isEmpty() ? null : Path.of(home, ".local", "share");
    }

    private static Duration keep(String value) throws HistoryException {
        if (value.isEmpty()) {
            return Duration.ofDays(KEEP_DAYS);
        }
        String days = value.endsWith("d") ? value.substring(0, value.length() - 1) : value;
        if (!days.matches("\\d{1,5}") || Integer.parseInt(days) == 0) {
            throw new HistoryException(KEEP + " must be a number of days from 1 to 99999, not '" + value + "'.");
        }
        return Duration.ofDays(Integer.parseInt(days));
    }

    private static HistorySettings postgres(String url, Map<String, String> environment, Duration keep)
            throws HistoryException {
        String plain = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
        if (plain.startsWith("postgres:")) {
            plain = "postgresql:" + plain.substring("postgres:".length());
        }
        URI uri;
        try {
            uri = new URI(plain);
        } catch (URISyntaxException e) {
            throw wrongUrl();
        }
        if (!"postgresql".equals(uri.getScheme())
                || uri.getHost() == null
                || uri.getPath().length() < 2) {
            throw wrongUrl();
        }
        String user = null;
        String password = null;
        if (uri.getRawUserInfo() != null) {
            String[] parts = uri.getRawUserInfo().split(":", 2);
            user = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
            password = parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : null;
        }
        String separate = password(environment);
        return new HistorySettings(
                null,
                "jdbc:postgresql://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + uri.getRawPath()
                        + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                user,
                separate == null ? password : separate,
                keep);
    }

    /** Without the URL: it may hold a password. */
    private static HistoryException wrongUrl() {
        return new HistoryException(URL + " must look like postgresql://user@host:5432/database, or be 'off'."
                + " A file is named by --history.");
    }

    private static @Nullable String password(Map<String, String> environment) throws HistoryException {
        String file = environment.getOrDefault(PASSWORD_FILE, "").strip();
        if (!file.isEmpty()) {
            try {
                return Files.readString(Path.of(file)).strip();
            } catch (IOException e) {
                throw new HistoryException(
                        PASSWORD_FILE + " names " + file + ", which cannot be read (" + e.getMessage()
                                + "). Check the path and its permissions.",
                        e);
            }
        }
        String password = environment.getOrDefault(PASSWORD, "");
        return password.isEmpty() ? null : password;
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return file == null
                ? String.valueOf(url).replaceFirst("^jdbc:", "").replaceFirst("\\?.*", "")
                : file.toString();
    }
}
