package io.destill.buildkite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.destill.buildkite.BuildkiteException.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildkiteSettingsTest {

    @Test
    void anEmptyEnvironmentWillDoUntilATokenIsNeeded() throws Exception {
        BuildkiteSettings settings = BuildkiteSettings.fromEnvironment(Map.of("BUILDKITE_API_TOKEN", " "));

        assertThat(settings.apiUrl()).isEqualTo(URI.create("https://api.buildkite.com/v2"));
        assertMissing(settings, "there is no API token");
    }

    @Test
    void readsTheEnvironment() throws Exception {
        BuildkiteSettings settings = BuildkiteSettings.fromEnvironment(
                Map.of("BUILDKITE_API_URL", "http://127.0.0.1:8099/v2/", "BUILDKITE_API_TOKEN", " bkua_x\n"));

        assertThat(settings.apiUrl()).isEqualTo(URI.create("http://127.0.0.1:8099/v2"));
        assertThat(settings.readToken()).isEqualTo("bkua_x");
        assertThat(settings.toString()).doesNotContain("bkua_x").contains("BUILDKITE_API_TOKEN");
    }

    @Test
    void readsTheTokenFromAFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "bkua_1\n");
        BuildkiteSettings settings =
                BuildkiteSettings.fromEnvironment(Map.of("BUILDKITE_API_TOKEN_FILE", file.toString()));
        assertThat(settings.readToken()).isEqualTo("bkua_1");

        Files.writeString(file, "bkua_2");
        assertThat(settings.readToken()).as("after it was renewed").isEqualTo("bkua_2");
        assertThat(settings.toString()).doesNotContain("bkua");

        Files.writeString(file, " \n");
        assertMissing(settings, file + " that BUILDKITE_API_TOKEN_FILE names is empty");

        Files.writeString(file, "bkua_1\nbkua_2");
        assertMissing(settings, "holds more than a token");

        Files.delete(file);
        assertMissing(settings, "cannot read the file " + file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.buildkite.com",
                "ftp://api.buildkite.com",
                "https://user:s3cret@api.buildkite.com",
                "https://h/v2?a=s3cret",
                "not a url"
            })
    void refusesAnApiUrlThatIsNone(String url) {
        assertThatExceptionOfType(BuildkiteException.class)
                .isThrownBy(() -> BuildkiteSettings.fromEnvironment(Map.of("BUILDKITE_API_URL", url)))
                .withMessageContaining("BUILDKITE_API_URL")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_URL))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void refusesItInCodeToo() {
        assertThatIllegalArgumentException().isThrownBy(() -> BuildkiteSettings.of(URI.create("file:///v2"), "t"));
    }

    private static void assertMissing(BuildkiteSettings settings, String why) {
        assertThatExceptionOfType(BuildkiteException.class)
                .isThrownBy(settings::readToken)
                .withMessageContaining(why)
                .withMessageContaining("BUILDKITE_API_TOKEN")
                .withMessageContaining("https://buildkite.com/user/api-access-tokens")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.TOKEN_MISSING))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("bkua_1"));
    }
}
