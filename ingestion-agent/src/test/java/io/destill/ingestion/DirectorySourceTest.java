package io.destill.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.destill.contracts.ProgressEvent.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySourceTest extends CiSourceContract {

    @TempDir
    Path directory;

    @Override
    CiSource source() {
        return new DirectorySource();
    }

    @Override
    String url() throws IOException {
        write("unit/a.log", "a\n".getBytes(UTF_8));
        write("unit/b.log.gz", FileSourceTest.gzip("b\n".getBytes(UTF_8)));
        write("lint.log", "lint\n".getBytes(UTF_8));
        write("dump.bin", new byte[] {0, (byte) 0xff, 1});
        return directory.toUri().toString();
    }

    @Test
    void isABuildWhoseJobsAreItsFilesInTheOrderOfTheirPaths() throws Exception {
        ResolvedBuild resolved = resolve();
        assertThat(resolved.build().provider()).isEqualTo("file");
        assertThat(resolved.build().pipeline()).isEqualTo(FileUri.name(directory));
        assertThat(names(resolved)).containsExactly("dump.bin", "lint.log", "unit/a.log", "unit/b.log.gz");
        assertThat(resolved.jobs())
                .allMatch(log -> log.job().id().equals(log.job().name()));
        assertThat(Chunks.content(Chunks.of(resolved.jobs().get(3), 100))).isEqualTo("b\n".getBytes(UTF_8));
    }

    @Test
    void isAsOldAsItsNewestLog() throws Exception {
        String url = url();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
            }
        }
        Files.setLastModifiedTime(directory.resolve("unit/a.log"), FileTime.fromMillis(5_000));

        assertThat(source().resolve(request(url)).build().createdAt()).isEqualTo(Instant.ofEpochMilli(5_000));
    }

    @Test
    void skipsHiddenFilesAndDirectories() throws Exception {
        String url = url();
        write(".DS_Store", new byte[1]);
        write("unit/.hidden.log", new byte[1]);
        write(".git/config", new byte[1]);
        assertThat(names(source().resolve(request(url))))
                .containsExactly("dump.bin", "lint.log", "unit/a.log", "unit/b.log.gz");
    }

    @Test
    void readsADirectoryThatIsItselfHidden() throws Exception {
        write(".logs/a.log", "a".getBytes(UTF_8));
        assertThat(names(source().resolve(
                                request(directory.resolve(".logs").toUri().toString()))))
                .containsExactly("a.log");
    }

    @Test
    void followsLinks() throws Exception {
        write("real/a.log", "a".getBytes(UTF_8));
        Path root = Files.createDirectory(directory.resolve("root"));
        Files.createSymbolicLink(root.resolve("file.log"), directory.resolve("real/a.log"));
        Files.createSymbolicLink(root.resolve("dir"), directory.resolve("real"));
        ResolvedBuild resolved = source().resolve(request(root.toUri().toString()));
        assertThat(names(resolved)).containsExactly("dir/a.log", "file.log");
    }

    @Test
    void whatCannotBeReadIsAJobThatSaysWhy() throws Exception {
        write("good.log", "good".getBytes(UTF_8));
        Files.createSymbolicLink(directory.resolve("dangling.log"), directory.resolve("gone"));
        Files.createSymbolicLink(directory.resolve("loop"), directory);
        ResolvedBuild resolved = source().resolve(request(directory.toUri().toString()));
        assertThat(names(resolved)).containsExactly("dangling.log", "good.log", "loop");
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> resolved.jobs().get(0).open())
                .withMessageContaining("dangling.log is a link to a file that does not exist");
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> resolved.jobs().get(2).open())
                .withMessageContaining("loop is a link to a directory that it stands in");
    }

    @Test
    void aPipeIsAJobThatSaysSoAndDoesNotHang() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        ResolvedBuild resolved = source().resolve(request(directory.toUri().toString()));
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> resolved.jobs().getFirst().open())
                .withMessageContaining("is a pipe, socket or device");
    }

    @Test
    void refusesADirectoryWithoutFiles() throws Exception {
        Files.createDirectories(directory.resolve("empty/below"));
        write(".hidden", new byte[1]);
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> source().resolve(request(directory.toUri().toString())))
                .withMessageContaining(directory.toString())
                .withMessageContaining("no log files")
                .matches(e -> e.kind() == FailureKind.NOT_FOUND);
    }

    @Test
    void leavesFilesToTheOtherSource() throws Exception {
        write("a.log", new byte[1]);
        assertThat(source().accepts(directory.resolve("a.log").toUri().toString()))
                .isFalse();
        assertThat(source().accepts(directory.resolve("missing").toUri().toString()))
                .isFalse();
        assertThat(source().accepts("file:relative")).isFalse();
    }

    private static List<String> names(ResolvedBuild resolved) {
        return resolved.jobs().stream().map(log -> log.job().name()).toList();
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
