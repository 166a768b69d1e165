package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.destill.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The terminal UI in a real terminal, on builds of a server that plays Buildkite: keys are pressed, and the screen is read. */
class TriageSessionTest {

    private static final Path EXAMPLES = Path.of(System.getProperty("basedir", "."), "../examples")
            .toAbsolutePath()
            .normalize();

    @TempDir
    Path directory;

    private BuildkiteServer server;
    private final Map<String, String> environment = new HashMap<>();

    TriageSessionTest() throws IOException {
        server = BuildkiteServer.serving(Samples.directory());
    }

    @BeforeAll
    static void tmux() {
        TmuxSession.assumeInstalled();
    }

    @BeforeEach
    void anEditorThatSaysWhatItEdits() throws IOException {
        Path editor = directory.resolve("editor");
        Files.writeString(editor, "#!/bin/sh\necho \"editing $*\"\nread answer\n");
        assertThat(editor.toFile().setExecutable(true)).isTrue();
        environment.putAll(server.environment());
        environment.put("EDITOR", editor.toString());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TmuxSession analyze(int columns, int rows, String... arguments) throws IOException {
        String[] all = new String[arguments.length + 1];
        all[0] = "analyze";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return TmuxSession.start(directory, columns, rows, environment, Main.class.getName(), all);
    }

    private static String url(BuildkiteServer server) {
        return server.buildUrl("acme/shop/4821");
    }

    @ParameterizedTest
    @CsvSource({"60,15", "80,24", "200,60"})
    void theWholeSession(int columns, int rows) throws Exception {
        try (TmuxSession terminal = analyze(columns, rows, url(server))) {
            terminal.shows("4 jobs analysed").shows("▸ Failures 1 of 11").shows("▶   1 ");

            terminal.press("j").shows("▸ Failures 2 of 11").shows("psql:V042");
            terminal.press("Enter").shows("▸ Details").press("G").shows("Seen before");
            terminal.press("/")
                    .type("error")
                    .shows("/error")
                    .press("Enter", "n", "Tab")
                    .shows("▸ Failures");

            terminal.press("/").type("conf:>0.5 CartTest").shows("filter “conf:>0.5 CartTest”");
            terminal.press("Enter").shows("↑ ↓ move").press("Escape").shows("Failures 2 of 11");

            terminal.press("c").shows("Marked as the cause").shows("★");
            terminal.press("m").shows("Marked as noise").press(".").shows("∅");
            terminal.press("u", "u").shows("Taken back").press(".").shows("Hidden:");

            terminal.press("s", "s")
                    .shows("Sorted by job")
                    .shows("by job")
                    .press("s", "s")
                    .shows("Sorted by confidence");
            terminal.press("f")
                    .shows("folded by job")
                    .press("g", "h")
                    .shows("▸ :")
                    .press("f");
            terminal.shows("unfolded", screen -> !screen.contains("folded by job"))
                    .press("g");

            terminal.press("?")
                    .shows("Look up:")
                    .type("markdown")
                    .shows("a summary in Markdown")
                    .press("Escape")
                    .shows("▸ Failures");
            terminal.press("y")
                    .shows("Copy: y span")
                    .press("m")
                    .shows("Handed the message to the terminal's clipboard");
            await().untilAsserted(() ->
                    assertThat(terminal.clipboard()).contains("AssertionFailedError: expected: <119.00>"));
            terminal.press("o").shows("No browser to start here: http://127.0.0.1");

            terminal.press("x")
                    .shows("Write to: destill-shop-4821.md")
                    .press("Enter")
                    .shows("Written to ");
            assertThat(directory.resolve("destill-shop-4821.md")).content().startsWith("# [acme/shop #4821](http");
            terminal.press("x").shows("Write to:").press("Enter").shows("exists already; choose another name");

            terminal.press("r").shows("4 jobs analysed").shows("Failures 1 of 11");

            terminal.press("a")
                    .shows("Add: ")
                    .type(EXAMPLES.resolve("maven/failing-test.log").toString())
                    .press("Enter");
            terminal.shows("1 job analysed").shows(" 2 failing-test.log");
            terminal.press("e").shows("editing +").press("Enter").shows("▸ Failures 1 of");
            terminal.press("<").shows("4 jobs analysed");

            // A click on the third line of the list, and a turn of the wheel over it.
            int list = terminal.screen()
                    .lines()
                    .toList()
                    .indexOf(terminal.screen()
                            .lines()
                            .filter(line -> line.startsWith("▸ Failures"))
                            .findFirst()
                            .orElseThrow());
            terminal.type("\u001b[<0;20;" + (list + 4) + "M").shows("Failures 3 of 11");
            terminal.type("\u001b[<65;20;" + (list + 2) + "M").shows("Failures 6 of 11");

            terminal.resize(130, 30).shows("┬").shows("Failures 6 of 11");
            terminal.resize(30, 8).shows("Destill needs 40×10");
            terminal.resize(columns, rows).shows("Failures 6 of 11");

            terminal.press("q").shows("EXIT 0").shows("RESTORED");
        }
    }

    @Test
    void aMarkIsThereInTheNextSessionOfThePipeline() throws Exception {
        environment.put("DESTILL_HISTORY_URL", "");
        String message = "Could not find version 3.2 of shop";
        Files.writeString(directory.resolve("first.log"), "$ make\nERROR: " + message + "\nFAILED: 3 of 7\n");
        Files.writeString(directory.resolve("second.log"), "$ make\nERROR: " + message + "\nFAILED: 3 of 7\n");
        try (TmuxSession terminal = analyze(100, 24, "first.log")) {
            terminal.shows("1 job analysed").shows("▶   1 ");
            terminal.press("m")
                    .shows("Marked as noise; u takes it back.")
                    .press(".")
                    .shows("∅");
            terminal.press("c").shows("Marked as the cause").press("u", "u").shows("Taken back");
            terminal.press("m").shows("Marked as noise").press("G").shows("marked-as-noise");
            terminal.press("q").shows("EXIT 0").shows("RESTORED");
        }
        try (TmuxSession terminal = history("marks")) {
            terminal.shows("noise").shows(message).shows("EXIT 0");
        }
        try (TmuxSession terminal = analyze(100, 24, "second.log")) {
            terminal.shows("1 job analysed").shows("1 unlikely or noise: .").press(".", "G");
            terminal.shows("∅ ERROR").shows("marked-as-noise");
            terminal.press("m").shows("No longer marked").shows("unmarked", s -> !s.contains("marked-as-noise"));
            terminal.press("q").shows("EXIT 0").shows("RESTORED");
        }
        try (TmuxSession terminal = history("marks")) {
            terminal.shows("No failure is marked.").shows("EXIT 0");
        }
    }

    private TmuxSession history(String command) throws IOException {
        return TmuxSession.start(directory, 100, 24, environment, Main.class.getName(), "history", command);
    }

    @Test
    void standardInputCanBeLookedAtAsAWhole() throws Exception {
        Path log = EXAMPLES.resolve("maven/failing-test.log");
        String script = "cat " + log + " | " + System.getProperty("java.home") + "/bin/java -XX:TieredStopAtLevel=1 "
                + Main.class.getName() + " analyze -\necho EXIT $?\nexec cat\n";
        try (TmuxSession terminal = TmuxSession.startShell(directory, 80, 24, environment, script)) {
            terminal.shows("1 job analysed")
                    .press("L")
                    .shows("▸ standard input")
                    .press("g")
                    .shows("line 1 of ");
            terminal.press("q").shows("▸ Failures").press("q").shows("EXIT 0");
        }
    }

    @Test
    void plainIsTextOnATerminalToo() throws Exception {
        try (TmuxSession terminal = analyze(200, 90, "--plain", "--limit", "1", url(server))) {
            terminal.shows("EXIT 0").shows("Failure 1: confidence").shows(", the failure: ");
            assertThat(terminal.screen()).doesNotContainPattern("[─-▟▶]");
        }
    }

    @Test
    void withoutAHistoryAMarkSaysThatItIsForTheSession() throws Exception {
        environment.put("DESTILL_HISTORY_URL", "off");
        try (TmuxSession terminal = analyze(80, 24, url(server))) {
            terminal.shows("4 jobs analysed")
                    .press("c")
                    .shows("Marked as the cause for this session only: the history is off.")
                    .shows("★")
                    .press("q")
                    .shows("EXIT 0");
        }
    }

    @Test
    void aBuildWithTwoHundredFailingJobs() throws Exception {
        Path logs = Files.createDirectories(directory.resolve("builds/acme/big/7/logs"));
        for (int job = 0; job < 200; job++) {
            Files.writeString(
                    logs.resolve("job-%03d.log".formatted(job)),
                    "~~~ Running commands\n$ make check\nsrc/part%03d.c:%d:2: error: '%s' undeclared\nmake: *** [check] Error 1\n"
                                    .formatted(job, 10 + job, Integer.toString(job + 1000, 36))
                            + "src/common.h:3:1: error: unknown type name 'size'\n");
        }
        try (BuildkiteServer big = BuildkiteServer.serving(directory.resolve("builds"))) {
            environment.putAll(big.environment());
            big.fault("acme/big/7", "job-199", Fault.slow(40));
            try (TmuxSession terminal = analyze(100, 30, big.buildUrl("acme/big/7"))) {
                terminal.shows("200 jobs · ").shows("so far").shows("▶");
                terminal.press("j", "j", "j").shows("Failures 4 of");
                String selected = selected(terminal);
                assertThat(selected).startsWith("src/");

                terminal.shows("200 jobs analysed").shows("Failures 4 of 201");
                assertThat(selected(terminal)).isEqualTo(selected);

                terminal.press("/")
                        .type("job:job-150")
                        .shows("filter “job:job-150”")
                        .press("Enter")
                        .shows("Failures 1 of 2 ");
                terminal.press("Escape")
                        .shows("of 201")
                        .press("g", "NPage", "G")
                        .shows("200×200j")
                        .shows("Details 1 of 200");
                terminal.press("]").shows("Details 2 of 200").press("f").shows("folded by job");
                terminal.press("q").shows("EXIT 0").shows("RESTORED");
            }
        }
    }

    /** Of the selected row, what does not change with its rank. */
    private static String selected(TmuxSession terminal) {
        return terminal.screen()
                .lines()
                .filter(line -> line.startsWith("▶"))
                .findFirst()
                .orElseThrow()
                .replaceFirst("^▶.*?(src/\\S+).*$", "$1");
    }

    @Test
    void severalBuildsAreOneSession() throws Exception {
        try (TmuxSession terminal =
                analyze(80, 24, url(server), server.buildUrl("acme/shop/4823"), server.buildUrl("acme/shop/999"))) {
            terminal.shows(" 1 acme/shop #4821 ")
                    .shows(" 2 acme/shop #4823 ")
                    .press(">")
                    .shows("2 jobs analysed");
            terminal.press(">")
                    .shows("This could not be analysed")
                    .press("q")
                    .shows("EXIT 1")
                    .shows("RESTORED");
        }
    }

    @Test
    void ctrlCQuitsWhateverIsBeingTyped() throws Exception {
        try (TmuxSession terminal = analyze(80, 24, url(server))) {
            terminal.shows("▸ Failures").press("/").type("x").shows("/x");
            terminal.press("C-c").shows("EXIT 130").shows("RESTORED");
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "HUP, 129"})
    void aSignalGivesTheTerminalBack(String signal, int status) throws Exception {
        try (TmuxSession terminal = analyze(80, 24, url(server))) {
            terminal.shows("4 jobs analysed").signal(signal);
            terminal.shows("EXIT " + status).shows("RESTORED");
        }
    }

    @Test
    void aTerminalThatIsClosedEndsIt() throws Exception {
        ProcessHandle process;
        try (TmuxSession terminal = analyze(80, 24, url(server))) {
            terminal.shows("4 jobs analysed");
            process = terminal.process();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
    }

    @Test
    void ctrlZStopsItAndFgGoesOn() throws Exception {
        String script = "set -m\nbefore=$(stty -g)\n"
                + System.getProperty("java.home") + "/bin/java -XX:TieredStopAtLevel=1 " + Main.class.getName()
                + " analyze " + url(server) + "\necho STOPPED $?\n"
                + "[ \"$(stty -g)\" = \"$before\" ] && echo RESTORED\nread answer\nfg\necho EXIT $?\nexec cat\n";
        try (TmuxSession terminal = TmuxSession.startShell(directory, 80, 24, environment, script)) {
            terminal.shows("4 jobs analysed").press("j").shows("Failures 2 of 11");
            terminal.press("C-z").shows("STOPPED").shows("RESTORED");
            terminal.press("Enter").shows("Failures 2 of 11").press("j").shows("Failures 3 of 11");
            terminal.press("q").shows("EXIT 0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"failures", "log"})
    void aCrashGivesTheTerminalBackAndSaysWhereTheReportIs(String screen) throws Exception {
        try (TmuxSession terminal =
                TmuxSession.start(directory, 80, 24, environment, CrashingScreen.class.getName(), screen)) {
            terminal.shows("EXIT 1").shows("RESTORED").shows("The screen failed by a fault of Destill's own.");
            var named = Pattern.compile("\\S*destill-crash-\\S*\\.txt")
                    .matcher(terminal.screen().replace("\n", ""));
            assertThat(named.find()).isTrue();
            Path report = Path.of(named.group());
            assertThat(report)
                    .content()
                    .contains("Exception", "at io.destill.cli.", "CrashingScreen", "Terminal: 80x24")
                    .doesNotContain("secret");
            Files.delete(report);
        }
    }

    @Test
    void keysAndColoursAreAsThePersonWantsThem() throws Exception {
        Path settings = directory.resolve(".config/destill/tui.yaml");
        Files.createDirectories(settings.getParent());
        Files.writeString(settings, "keys: {quit: X}\n");
        environment.put("NO_COLOR", "1");
        try (TmuxSession terminal = analyze(80, 24, url(server))) {
            terminal.shows("4 jobs analysed")
                    .shows("X quit")
                    .press("q", "j")
                    .shows("Failures 2 of 11")
                    .press("X")
                    .shows("EXIT 0");
        }
        Files.writeString(settings, "keys:\n  quit: Qq\n");
        try (TmuxSession terminal = analyze(200, 24, url(server))) {
            terminal.shows("tui.yaml:2: 'Qq' is no key").shows("EXIT 2").shows("RESTORED");
        }
    }
}
