package io.destill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "https://buildkite.com/a/b/builds/1#x, https://buildkite.com/a/b/builds/1#x",
        "' http://localhost:8080/a/b/builds/1 ', http://localhost:8080/a/b/builds/1",
        "buildkite.com/a/b/builds/1, https://buildkite.com/a/b/builds/1",
        "localhost.test:8080/a/b/builds/1?x, https://localhost.test:8080/a/b/builds/1?x",
        "file:///tmp/a.log, file:///tmp/a.log",
        "-, stdin:",
    })
    void urlsStayUrls(String target, String url) {
        assertThat(Target.buildUrl(target)).isEqualTo(url);
    }

    @Test
    void pathsBecomeFileUrisWhetherTheyExistOrNot(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("a b.log"), "x");

        assertThat(Target.buildUrl(file.toString())).isEqualTo(file.toUri().toString());
        assertThat(Target.buildUrl("no/such.log"))
                .isEqualTo(Path.of("no/such.log").toUri().toString());
    }

    @Test
    void whatExistsAsAFileIsAFileHoweverItIsNamed(@TempDir Path directory) throws IOException {
        Path file = Files.createDirectories(directory.resolve("a.b/c/builds")).resolve("1");
        Files.writeString(file, "x");

        assertThat(Target.buildUrl(file.toString())).startsWith("file:");
    }

    @Test
    void whatCannotBeAPathIsPassedOnForOthersToRefuse() {
        assertThat(Target.buildUrl("a\u0000b")).isEqualTo("a\u0000b");
    }
}
