package io.destill.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.ProgressEvent.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest extends CiSourceContract {

    @TempDir
    Path directory;

    @Override
    CiSource source() {
        return new FileSource();
    }

    @Override
    String url() throws IOException {
        return write("build.log", "one\ntwo\n".getBytes(UTF_8));
    }

    @Test
    void isABuildOfOneJobThatBearsTheFilesName() throws Exception {
        String url = url();
        ResolvedBuild resolved = source().resolve(request(url));
        BuildRef build = resolved.build();
        assertThat(build.provider()).isEqualTo("file");
        assertThat(build.pipeline()).isEqualTo("build.log");
        assertThat(build.url()).isEqualTo(url);
        assertThat(resolved.jobs()).hasSize(1);
        JobRef job = resolved.jobs().getFirst().job();
        assertThat(job.id()).isEqualTo("build.log");
        assertThat(job.name()).isEqualTo("build.log");
        assertThat(job.state()).isEqualTo("failed");
        assertThat(text(read(url))).isEqualTo("one\ntwo\n");
    }

    @Test
    void takesAnyNameThatAFileMayHave() throws Exception {
        assertThat(text(read(write("50% of \u00fc #1?.log", "x".getBytes(UTF_8)))))
                .isEqualTo("x");
    }

    @Test
    void decodesGzip() throws Exception {
        assertThat(text(read(write("build.log.gz", gzip("zipped\n".getBytes(UTF_8))))))
                .isEqualTo("zipped\n");
    }

    @Test
    void readsAllMembersOfAGzipFile() throws Exception {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(gzip("one\n".getBytes(UTF_8)));
        both.writeBytes(gzip("two\n".getBytes(UTF_8)));
        assertThat(text(read(write("build.log.gz", both.toByteArray())))).isEqualTo("one\ntwo\n");
    }

    @Test
    void keepsWhatAGzipFileHoldsThatIsCutShort() throws Exception {
        byte[] whole = noise(200_000);
        byte[] zipped = gzip(whole);
        List<LogChunk> chunks = read(write("cut.gz", Arrays.copyOf(zipped, zipped.length / 2)));
        byte[] kept = Chunks.content(chunks);
        assertThat(kept.length).isBetween(50_000, 150_000);
        assertThat(kept).isEqualTo(Arrays.copyOf(whole, kept.length));
        assertThat(chunks.getLast().incomplete()).contains("the gzip file is cut short");
    }

    @Test
    void noticesAGzipFileThatLacksOnlyItsChecksum() throws Exception {
        byte[] zipped = gzip("all there\n".getBytes(UTF_8));
        List<LogChunk> chunks = read(write("cut.gz", Arrays.copyOf(zipped, zipped.length - 3)));
        assertThat(text(chunks)).isEqualTo("all there\n");
        assertThat(chunks.getLast().incomplete()).contains("cut short");
    }

    @Test
    void saysSoIfAGzipFileIsDamaged() throws Exception {
        byte[] zipped = gzip(noise(100_000));
        zipped[zipped.length - 6] ^= 1;
        List<LogChunk> chunks = read(write("damaged.gz", zipped));
        assertThat(chunks.getLast().incomplete()).contains("damaged");
    }

    @Test
    void refusesAGzipFileThatIsNone() throws Exception {
        for (String content : List.of("plain text", "")) {
            String url = write("not.gz", content.getBytes(UTF_8));
            assertThatExceptionOfType(SourceException.class)
                    .isThrownBy(() -> read(url))
                    .withMessageContaining("not.gz")
                    .withMessageContaining("does not begin with gzip data")
                    .matches(e -> e.kind() == FailureKind.BAD_REQUEST);
        }
    }

    @Test
    void readsABinaryFile() throws Exception {
        byte[] binary = new byte[100_000];
        new Random(1).nextBytes(binary);
        List<LogChunk> chunks = read(write("core", binary));
        assertThat(text(chunks)).isEqualTo(new String(binary, UTF_8));
    }

    @Test
    void refusesAFileThatIsNotThere() {
        String url = directory.resolve("missing.log").toUri().toString();
        assertThat(source().accepts(url)).isTrue();
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> source().resolve(request(url)))
                .withMessageContaining("missing.log")
                .matches(e -> e.kind() == FailureKind.NOT_FOUND);
    }

    @Test
    void saysSoIfTheFileIsGoneByTheTimeItIsOpened() throws Exception {
        String url = url();
        ResolvedBuild resolved = source().resolve(request(url));
        Files.delete(directory.resolve("build.log"));
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> resolved.jobs().getFirst().open())
                .withMessageContaining("there is no file")
                .matches(e -> e.kind() == FailureKind.NOT_FOUND);
    }

    @Test
    void refusesAFileThatMayNotBeRead() throws Exception {
        String url = url();
        Path file = directory.resolve("build.log");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "this user may read anything");
        assertThatExceptionOfType(SourceException.class)
                .isThrownBy(() -> source().resolve(request(url)))
                .withMessageContaining("permissions");
    }

    @Test
    void refusesAUriThatNamesNoLocalFile() {
        for (String url : List.of("file:relative.log", "file://otherhost/build.log", "file:///a b.log", "file:")) {
            assertThat(source().accepts(url)).isTrue();
            assertThatExceptionOfType(SourceException.class)
                    .isThrownBy(() -> source().resolve(request(url)))
                    .withMessageContaining("file:///absolute/path")
                    .matches(e -> e.kind() == FailureKind.BAD_REQUEST);
        }
    }

    @Test
    void leavesDirectoriesToTheOtherSource() {
        assertThat(source().accepts(directory.toUri().toString())).isFalse();
    }

    private List<LogChunk> read(String url) throws Exception {
        return Chunks.of(source().resolve(request(url)).jobs().getFirst(), 1000);
    }

    private static String text(List<LogChunk> chunks) {
        return new String(Chunks.content(chunks), UTF_8);
    }

    private String write(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content).toUri().toString();
    }

    /** Printable bytes that do not compress well. */
    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        Random random = new Random(1);
        for (int i = 0; i < length; i++) {
            noise[i] = (byte) ('!' + random.nextInt(90));
        }
        return noise;
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(content);
        }
        return zipped.toByteArray();
    }
}
