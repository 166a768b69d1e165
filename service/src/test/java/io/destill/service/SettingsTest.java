package io.destill.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void theReadmeListsAllSettings() throws IOException {
        List<String> readme = Files.readAllLines(Path.of(System.getProperty("basedir", "."), "..", "README.md"));

        List<String> rows = Arrays.stream(Setting.values()).map(Setting::row).toList();
        assertThat(readme.stream().filter(line -> line.startsWith("| `DESTILL_")))
                .isEqualTo(rows);
    }

    @Test
    void aServerIsAllThatIsNeeded() throws SettingsException {
        Settings settings = Settings.read(Map.of("DESTILL_NATS_URL", "nats://n:4222"));

        assertThat(settings.nats().url()).isEqualTo("nats://n:4222");
        assertThat(settings.parallel()).isEqualTo(4);
        assertThat(settings.httpPort()).isEqualTo(8080);
    }

    @Test
    void aFlagGoesBeforeAVariable() throws SettingsException {
        Settings settings =
                Settings.read(Map.of("DESTILL_NATS_URL", "nats://n:4222", "DESTILL_PARALLEL", "2"), "--parallel=7");

        assertThat(settings.parallel()).isEqualTo(7);
    }

    @Test
    void allThatIsWrongIsToldAtOnceAndNoSecret() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> Settings.read(
                        Map.of("DESTILL_PARALLEL", "many", "DESTILL_LOG_FORMAT", "xml"),
                        "--nats-token=s3cret",
                        "--grace=-1"))
                .satisfies(e -> assertThat(e.getMessage().lines())
                        .hasSize(5)
                        .noneMatch(problem -> problem.contains("s3cret"))
                        .anyMatch(problem -> problem.startsWith("DESTILL_NATS_URL is not set"))
                        .anyMatch(problem -> problem.startsWith("DESTILL_PARALLEL"))
                        .anyMatch(problem -> problem.startsWith("DESTILL_GRACE"))
                        .anyMatch(problem -> problem.startsWith("DESTILL_LOG_FORMAT"))
                        .anyMatch(problem -> problem.startsWith("'--nats-token'")));
    }
}
