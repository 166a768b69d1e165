package io.destill.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class DesktopTest {

    private static final Path LOG = Path.of("/logs/it's a log.txt");

    @Test
    void theEditorIsAskedForTheLineAndTheFileIsNeverPartOfTheShellCommand() {
        assertThat(new Desktop(Map.of("EDITOR", "vim -R")).editor(LOG, 42))
                .containsExactly("/bin/sh", "-c", "vim -R \"$@\"", "sh", "+42", LOG.toString());
        assertThat(new Desktop(Map.of("VISUAL", "code --wait", "EDITOR", "vi")).editor(LOG, 42))
                .containsExactly("/bin/sh", "-c", "code --wait \"$@\"", "sh", "-g", LOG + ":42");
        assertThat(new Desktop(Map.of("EDITOR", " ")).editor(LOG, 42))
                .containsExactly("/bin/sh", "-c", "less \"$@\"", "sh", "-R", "-f", "+42", LOG.toString());
    }

    @Test
    void aPackedLogIsShownByAPagerThatUnpacksIt() {
        assertThat(new Desktop(Map.of("EDITOR", "vi")).editor(Path.of("/logs/a.log.gz"), 7))
                .contains("zless \"$@\"", "+7");
    }

    @Test
    @DisabledOnOs(value = OS.MAC, disabledReason = "macOS always has open and pbcopy")
    void withoutADesktopThereIsNeitherBrowserNorClipboard() {
        Desktop desktop = new Desktop(Map.of("PATH", "/usr/bin:/bin"));

        assertThat(desktop.browse(URI.create("https://buildkite.com/acme"))).isFalse();
        assertThat(desktop.copy("text")).isFalse();
    }
}
