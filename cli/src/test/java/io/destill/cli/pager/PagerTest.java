package io.destill.cli.pager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.destill.analysis.RuleSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagerTest {

    /** 100 lines: a group on every tenth from line 11 on, an error on line 55, a long line 60. */
    private static final String LOG = log();

    @TempDir
    Path folder;

    private final List<OpenLog> opened = new ArrayList<>();

    private static String log() {
        StringBuilder log = new StringBuilder();
        for (int i = 1; i <= 100; i++) {
            if (i > 10 && i % 10 == 1) {
                log.append("##[group]Run step ").append(i / 10);
            } else if (i == 55) {
                log.append("a.c:3:1: error: unknown type name 'x'");
            } else if (i == 60) {
                log.append("long ".repeat(50)).append("end");
            } else {
                log.append("line ").append(i);
            }
            log.append('\n');
        }
        return log.toString();
    }

    @AfterEach
    void close() throws IOException {
        for (OpenLog log : opened) {
            log.close();
        }
    }

    private Pager pager(String text, int width, int height) throws IOException {
        OpenLog log = OpenLog.ofFile(Files.writeString(folder.resolve("log"), text), RuleSet::builtIn);
        opened.add(log);
        await().until(log::isAnalysed);
        Pager pager = new Pager(log);
        pager.resize(width, height);
        pager.tick();
        return pager;
    }

    private static List<Long> numbers(Pager pager) throws IOException {
        return pager.rows().stream().map(Pager.Row::number).toList();
    }

    private static void endOfSearch(Pager pager) {
        await().until(() -> {
            pager.tick();
            return !pager.notice().startsWith("Searching");
        });
    }

    @Test
    void showsAsMuchAsThereIsRoomFor() throws IOException {
        Pager pager = pager(LOG, 80, 5);
        assertThat(numbers(pager)).containsExactly(1L, 2L, 3L, 4L, 5L);
        pager.move(4);
        assertThat(numbers(pager)).startsWith(1L);
        pager.move(1);
        assertThat(numbers(pager)).containsExactly(2L, 3L, 4L, 5L, 6L);
        pager.goTo(Long.MAX_VALUE);
        assertThat(pager.current()).isEqualTo(100);
        assertThat(numbers(pager)).endsWith(100L);
        pager.move(1);
        assertThat(pager.current()).isEqualTo(100);
        pager.goTo(1);
        pager.move(-1);
        assertThat(pager.current()).isEqualTo(1);
    }

    @Test
    void aLineIsShownInTheMiddle() throws IOException {
        Pager pager = pager(LOG, 80, 11);
        pager.goTo(50);
        assertThat(numbers(pager)).startsWith(45L).endsWith(55L).hasSize(11);
        pager.goTo(1_000);
        assertThat(pager.current()).isEqualTo(100);
    }

    @Test
    void aFoldedGroupIsOneLine() throws IOException {
        Pager pager = pager(LOG, 80, 30);
        pager.goTo(25);
        pager.fold();
        assertThat(pager.current()).isEqualTo(21);
        assertThat(numbers(pager)).containsSequence(20L, 21L, 31L);
        assertThat(pager.rows().stream()
                        .filter(row -> row.number() == 21)
                        .findFirst()
                        .orElseThrow()
                        .hidden())
                .isEqualTo(9);
        pager.move(1);
        assertThat(pager.current()).isEqualTo(31);
        pager.move(-1);
        assertThat(pager.current()).isEqualTo(21);
        pager.fold();
        assertThat(numbers(pager)).containsSequence(21L, 22L);
    }

    @Test
    void allGroupsFoldAndUnfold() throws IOException {
        Pager pager = pager(LOG, 80, 30);
        pager.goTo(57);
        pager.foldAll();
        assertThat(pager.current()).isEqualTo(51);
        assertThat(numbers(pager)).contains(1L, 10L, 11L, 21L, 91L).doesNotContain(12L, 100L);
        pager.foldAll();
        assertThat(numbers(pager)).contains(50L, 51L);
    }

    @Test
    void whatIsGoneToIsUnfolded() throws IOException {
        Pager pager = pager(LOG, 80, 30);
        pager.foldAll();
        pager.failure(true);
        assertThat(pager.current()).isEqualTo(55);
        assertThat(numbers(pager)).containsSequence(51L, 52L).contains(55L).containsSequence(60L, 61L, 71L);
    }

    @Test
    void failuresAreMarkedAndGoneTo() throws IOException {
        Pager pager = pager(LOG, 80, 30);
        pager.failure(true);
        assertThat(pager.rows().stream()
                        .filter(row -> row.mark() == Pager.Mark.PRIMARY)
                        .map(Pager.Row::number))
                .containsExactly(55L);
        pager.failure(false);
        assertThat(pager.notice()).isEqualTo("No failure above.");
    }

    @Test
    void aSearchGoesOnAtTheOtherEnd() throws IOException {
        Pager pager = pager(LOG, 80, 10);
        pager.search("LINE 9");
        endOfSearch(pager);
        assertThat(pager.notice()).isEqualTo("Nothing in this log matches.");
        pager.search("line 9");
        endOfSearch(pager);
        assertThat(pager.current()).isEqualTo(9);
        assertThat(pager.rows().stream()
                        .filter(row -> row.number() == 9)
                        .findFirst()
                        .orElseThrow()
                        .matches())
                .containsExactly(0, 6);
        pager.match(true);
        endOfSearch(pager);
        assertThat(pager.current()).isEqualTo(90);
        pager.match(false);
        endOfSearch(pager);
        pager.match(false);
        endOfSearch(pager);
        assertThat(pager.current()).isEqualTo(100 - 1);
        assertThat(pager.notice()).contains("other end");
        assertThat(pager.escape()).isTrue();
        assertThat(pager.rows()).allSatisfy(row -> assertThat(row.matches()).isEmpty());
        assertThat(pager.escape()).isFalse();
    }

    @Test
    void aRegularExpressionSaysThatItIsOne() throws IOException {
        Pager pager = pager(LOG, 80, 10);
        pager.search("line 1.$");
        endOfSearch(pager);
        assertThat(pager.notice()).isEqualTo("Nothing in this log matches.");
        pager.search("re:line 1.$");
        endOfSearch(pager);
        assertThat(pager.current()).isEqualTo(10);
        pager.search("re:(");
        assertThat(pager.notice()).startsWith("This is no regular expression");
    }

    @Test
    void longLinesAreCutOrWrapped() throws IOException {
        Pager pager = pager(LOG, 40, 8);
        pager.goTo(60);
        Pager.Row cut = pager.rows().stream()
                .filter(row -> row.number() == 60)
                .findFirst()
                .orElseThrow();
        assertThat(cut.to()).isEqualTo(40);
        pager.side(true);
        Pager.Row moved = pager.rows().stream()
                .filter(row -> row.number() == 60)
                .findFirst()
                .orElseThrow();
        assertThat(moved.from()).isEqualTo(20);
        pager.wrap();
        List<Pager.Row> pieces =
                pager.rows().stream().filter(row -> row.number() == 60).toList();
        assertThat(pieces).hasSizeGreaterThan(2);
        assertThat(pieces.get(1).from()).isEqualTo(pieces.get(0).to());
    }

    @Test
    void aLineThatIsNotReadYetIsWaitedFor() throws IOException {
        PipedOutputStream writer = new PipedOutputStream();
        InputStream slow = new PipedInputStream(writer);
        OpenLog log = OpenLog.of(() -> slow, RuleSet::builtIn);
        opened.add(log);
        Pager pager = new Pager(log, List.of());
        pager.resize(80, 5);
        writer.write("one\n".getBytes(StandardCharsets.UTF_8));
        writer.flush();
        await().until(() -> log.lines() == 1);
        pager.goTo(3);
        assertThat(pager.notice()).startsWith("Reading up to the line");
        assertThat(numbers(pager)).containsExactly(1L);
        writer.write("two\nthree\nfour\n".getBytes(StandardCharsets.UTF_8));
        writer.close();
        await().until(pager::tick);
        assertThat(pager.current()).isEqualTo(3);
    }

    @Test
    void anEmptyLogIsNoTrouble() throws IOException {
        Pager pager = pager("", 80, 5);
        pager.move(1);
        pager.goTo(Long.MAX_VALUE);
        pager.fold();
        pager.foldAll();
        pager.failure(true);
        assertThat(pager.rows()).isEmpty();
    }
}
