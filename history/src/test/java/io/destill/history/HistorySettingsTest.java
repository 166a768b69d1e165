package io.destill.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistorySettingsTest {

    private static final Map<String, String> HOME = Map.of("HOME", "/home/ada");

    @Test
    void theFileIsInTheDataFolder() throws HistoryException {
        assertThat(HistorySettings.of(null, HOME, true).file())
                .isEqualTo(Path.of("/home/ada/.local/share/destill/history.db"));
        assertThat(HistorySettings.of(null, Map.of("XDG_DATA_HOME", "/data", "HOME", "/home/ada"), true)
                        .file())
                .isEqualTo(Path.of("/data/destill/history.db"));
        assertThat(HistorySettings.of(null, HOME, false)).isNull();
    }

    @Test
    void whatIsGivenGoesFirst() throws HistoryException {
        Map<String, String> server = Map.of("DESTILL_HISTORY_URL", "postgresql://db/x", "HOME", "/home/ada");
        assertThat(HistorySettings.of("/tmp/h.db", server, true).file()).isEqualTo(Path.of("/tmp/h.db"));
        assertThat(HistorySettings.of("off", server, true)).isNull();
        assertThat(HistorySettings.of(null, Map.of("DESTILL_HISTORY_URL", "off", "HOME", "/home/ada"), true))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ada:p%40ss@db.example.com:5433/ci?ssl=true",
                "postgres://ada:p%40ss@db.example.com:5433/ci?ssl=true",
                "jdbc:postgresql://ada:p%40ss@db.example.com:5433/ci?ssl=true"
            })
    void takesAServersUrl(String url) throws HistoryException {
        HistorySettings settings = HistorySettings.of(null, Map.of("DESTILL_HISTORY_URL", url), false);

        assertThat(settings.url()).isEqualTo("jdbc:postgresql://db.example.com:5433/ci?ssl=true");
        assertThat(settings.user()).isEqualTo("ada");
        assertThat(settings.password()).isEqualTo("p@ss");
        assertThat(settings).hasToString("postgresql://db.example.com:5433/ci");
    }

    @Test
    void thePasswordMayStandElsewhere(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "from a file\n");
        String url = "postgresql://ada@db/ci";
        assertThat(HistorySettings.of(
                                null, Map.of("DESTILL_HISTORY_URL", url, "DESTILL_HISTORY_PASSWORD", "own"), false)
                        .password())
                .isEqualTo("own");
        assertThat(HistorySettings.of(
                                null,
                                Map.of("DESTILL_HISTORY_URL", url, "DESTILL_HISTORY_PASSWORD_FILE", file.toString()),
                                false)
                        .password())
                .isEqualTo("from a file");
        assertThatExceptionOfType(HistoryException.class)
                .isThrownBy(() -> HistorySettings.of(
                        null, Map.of("DESTILL_HISTORY_URL", url, "DESTILL_HISTORY_PASSWORD_FILE", "/none"), false))
                .withMessageContaining("/none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mysql://ada:secret@db/x", "postgresql://ada:secret@db", "history.db", "post gres://secret"})
    void refusesWhatIsNoServersUrlWithoutRepeatingIt(String url) {
        assertThatExceptionOfType(HistoryException.class)
                .isThrownBy(() -> HistorySettings.of(null, Map.of("DESTILL_HISTORY_URL", url), false))
                .withMessageContaining("postgresql://user@host:5432/database")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void keepsForAsLongAsItIsTold() throws HistoryException {
        assertThat(HistorySettings.of(null, HOME, true).keep()).isEqualTo(Duration.ofDays(180));
        assertThat(HistorySettings.of("x", Map.of("DESTILL_HISTORY_KEEP", "30d"), true)
                        .keep())
                .isEqualTo(Duration.ofDays(30));
        assertThatExceptionOfType(HistoryException.class)
                .isThrownBy(() -> HistorySettings.of("x", Map.of("DESTILL_HISTORY_KEEP", "soon"), true))
                .withMessageContaining("number of days");
    }
}
