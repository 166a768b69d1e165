package io.destill.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @TempDir
    Path config;

    private Settings load(String yaml) throws IOException {
        Path file = config.resolve("destill/tui.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
        return Settings.load(Map.of("XDG_CONFIG_HOME", config.toString()));
    }

    @Test
    void withoutAFileAllIsAsItComes() throws IOException {
        Settings settings = Settings.load(Map.of("XDG_CONFIG_HOME", config.toString()));

        assertThat(settings).isSameAs(Settings.DEFAULT);
        assertThat(load("# nothing\n").mouse()).isTrue();
    }

    @Test
    void keysAndTheMouseAreChosen() throws IOException {
        Settings settings =
                load("mouse: false\nkeys:\n  filter: Ctrl-F\n  page-down: [PgDn, Space]\n  quit: ['q', F10]\n");

        assertThat(settings.mouse()).isFalse();
        assertThat(settings.keys().action("Ctrl-F")).isEqualTo(Action.FILTER);
        assertThat(settings.keys().action("/")).isNull();
        assertThat(settings.keys().action("F10")).isEqualTo(Action.QUIT);
        assertThat(settings.keys().action("j")).isEqualTo(Action.DOWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keys: {filter: Ctrl-F} | 1: key 'Ctrl-F' is page-down already; give page-down another key, or none: page-down: []",
                "keys: {filtre: x} | 1: unknown action 'filtre'; there are up, down,",
                "keys: {filter: Ctl-F} | 1: 'Ctl-F' is no key; write a character, or Enter,",
                "keys: {quit: Ctrl-C} | 1: Ctrl-C always quits",
                "keys: [filter] | 1: expected names with values",
                "mouse: maybe | 1: mouse is true or false, not 'maybe'",
                "colour: red | 1: unknown setting 'colour'; there are keys and mouse",
                "mouse: [ | not valid YAML",
            })
    void aBadFileIsRefusedWithItsLineAndTheReason(String yaml, String reason) {
        assertThatThrownBy(() -> load("#\n" + yaml))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason.replaceFirst("^1:", "tui.yaml:2:"));
    }
}
