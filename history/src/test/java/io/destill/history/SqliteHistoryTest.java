package io.destill.history;

import static io.destill.history.Cards.build;
import static io.destill.history.Cards.cards;
import static io.destill.history.Cards.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.destill.contracts.BuildRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteHistoryTest extends FailureHistoryContract {

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("made/on/the/way/history.db");
    }

    @Override
    FailureHistory open(Duration keep, List<String> told) {
        return new SqlHistory(new SqliteConnections(file()), keep, told::add);
    }

    private FailureHistory history(Path file) {
        return new SqlHistory(new SqliteConnections(file), Duration.ofDays(180), problem -> {});
    }

    private void failsTelling(Path file, String... what) {
        BuildRef build = build(1, "main");
        try (FailureHistory history = history(file)) {
            assertThatExceptionOfType(HistoryException.class)
                    .isThrownBy(() -> history.record(build, job("unit"), cards(build, job("unit"), "a")))
                    .satisfies(e ->
                            assertThat(e.getMessage()).contains(file.toString()).contains(what));
        }
    }

    private static void sql(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.executeUpdate(each);
            }
        }
    }

    @Test
    void aNewerSchemaIsLeftAlone() throws Exception {
        Path file = folder.resolve("h.db");
        history(file).check();
        sql(file, "PRAGMA user_version = 99");

        failsTelling(file, "newer Destill", "schema is 99");
    }

    @Test
    void anotherProgramsDatabaseIsLeftAlone() throws Exception {
        Path file = folder.resolve("h.db");
        sql(file, "CREATE TABLE theirs (a)");

        failsTelling(file, "no history of Destill's");
    }

    @Test
    void aDamagedFileIsTold() throws Exception {
        Path noise = folder.resolve("noise.db");
        Files.writeString(noise, "this is no database at all\n".repeat(100));
        failsTelling(noise, "damaged", "Move the file away");

        Path file = folder.resolve("h.db");
        try (FailureHistory history = history(file)) {
            history.record(build(1, "main"), job("unit"), cards(build(1, "main"), job("unit"), "a"));
        }
        byte[] bytes = Files.readAllBytes(file);
        java.util.Arrays.fill(bytes, 100, bytes.length, (byte) 0x5a);
        Files.write(file, bytes);
        failsTelling(file, "damaged");
    }

    @Test
    void aLockedFileIsToldAndWorksAgainWhenItIsFree() throws Exception {
        Path file = folder.resolve("h.db");
        BuildRef build = build(1, "main");
        try (FailureHistory history = history(file)) {
            history.check();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                assertThatExceptionOfType(HistoryException.class)
                        .isThrownBy(() -> history.record(build, job("unit"), cards(build, job("unit"), "a")))
                        .withMessageContaining("another process holds it");
                assertThat(history.top(FailureHistory.Scope.ALL, 1))
                        .as("can be read meanwhile")
                        .isEmpty();
                statement.execute("ROLLBACK");
            }
            history.record(build, job("unit"), cards(build, job("unit"), "a"));
            assertThat(history.top(FailureHistory.Scope.ALL, 1)).hasSize(1);
        }
    }

    @Test
    void aFullDiskIsTold() throws Exception {
        Path file = folder.resolve("h.db");
        SqliteConnections connections = new SqliteConnections(file);
        BuildRef build = build(1, "main");
        try (FailureHistory history = new SqlHistory(connections, Duration.ofDays(1000), problem -> {})) {
            history.check();
            Connection connection = connections.begin(false);
            new Sql(connection).first(row -> row.getInt(1), "PRAGMA max_page_count = 40");
            connections.giveBack(connection, false);
            assertThatExceptionOfType(HistoryException.class)
                    .isThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            history.record(build, job("unit"), cards(build, job("unit"), "a" + i, "b" + i, "c" + i));
                        }
                    })
                    .withMessageContaining("the disk is full");
        }
    }

    @Test
    void aPlaceWhereNothingCanBeWrittenIsTold() throws Exception {
        failsTelling(Path.of("/proc/history.db"), "cannot be opened", "permissions");
        failsTelling(Path.of("/proc/none/history.db"), "folder cannot be made");
        failsTelling(folder, "cannot be opened");

        Path file = folder.resolve("h.db");
        SqliteConnections connections = new SqliteConnections(file);
        try (FailureHistory history = new SqlHistory(connections, Duration.ofDays(1000), problem -> {})) {
            history.check();
            Connection connection = connections.begin(false);
            connections.giveBack(connection, false);
            new Sql(connection).update("PRAGMA query_only = 1");
            assertThatExceptionOfType(HistoryException.class)
                    .isThrownBy(() ->
                            history.record(build(1, "main"), job("unit"), cards(build(1, "main"), job("unit"), "a")))
                    .withMessageContaining("may not be written");
        }
    }

    /** What cannot be forgotten is no reason not to record. */
    @Test
    void forgettingMayFail() throws Exception {
        Path file = folder.resolve("h.db");
        try (FailureHistory history = history(file)) {
            history.record(build(1, "main"), job("unit"), cards(build(1, "main"), job("unit"), "a"));
        }
        sql(file, "CREATE TRIGGER keep BEFORE DELETE ON build BEGIN SELECT RAISE(ABORT, 'no'); END");
        BuildRef today = build("acme/api", 2, "main", java.time.Instant.now());
        try (FailureHistory history = new SqlHistory(new SqliteConnections(file), Duration.ofDays(1), problem -> {})) {
            history.record(today, job("unit"), cards(today, job("unit"), "b"));

            assertThat(history.find("b", null, 1)).hasSize(1);
            assertThat(history.find("a", null, 1)).hasSize(1);
        }
    }

    @Test
    void aNativeLibraryThatCannotBeLoadedIsTold() throws Exception {
        Process process = start(
                List.of("-Dorg.sqlite.lib.path=" + folder, "-Djava.io.tmpdir=/proc/none"), folder.resolve("h.db"));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output).contains("native library cannot be loaded").contains("java.io.tmpdir");
    }

    /** What a process was told that it is recorded is there after it was killed, once. */
    @Test
    void nothingIsLostOrTwiceAfterAKill() throws Exception {
        Path file = folder.resolve("h.db");
        int acknowledged = 0;
        for (int round = 1; round <= 3; round++) {
            Process process = start(List.of(), file);
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (int i = 0; i < 40 * round; i++) {
                    acknowledged = Integer.parseInt(lines.readLine().replace("recorded ", ""));
                }
                // Unlike destroyForcibly, it leaves what the process said to be read.
                new ProcessBuilder("kill", "-9", Long.toString(process.pid()))
                        .start()
                        .waitFor();
                process.waitFor();
                for (String line = lines.readLine();
                        line != null && line.matches("recorded \\d+");
                        line = lines.readLine()) {
                    acknowledged = Integer.parseInt(line.replace("recorded ", ""));
                }
            }
            try (FailureHistory history = history(file)) {
                int builds = history.find("a", null, 1).getFirst().builds();
                assertThat(builds).isBetween(acknowledged, acknowledged + 1);
                for (int n = 1; n <= acknowledged; n++) {
                    assertThat(history.find("only in " + n + ".", null, 2))
                            .as("build " + n)
                            .singleElement()
                            .extracting(Failure::builds)
                            .isEqualTo(1);
                }
            }
        }
    }

    private static Process start(List<String> options, Path file) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), RecordingProcess.class.getName(), file.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Records one build after the other, all from the first on, and says so after each. */
    static final class RecordingProcess {
        public static void main(String[] args) throws Exception {
            HistorySettings settings = HistorySettings.of(args[0], Map.of(), true);
            try (FailureHistory history = settings.open(problem -> {})) {
                for (int n = 1; n < 100_000; n++) {
                    BuildRef build = build("acme/api", n, "main", Cards.START.plusSeconds(n));
                    history.record(build, job("unit"), cards(build, job("unit"), "a", "only in " + n + "."));
                    System.out.println("recorded " + n);
                }
            } catch (HistoryException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
