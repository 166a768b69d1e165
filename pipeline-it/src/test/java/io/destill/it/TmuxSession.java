package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A real terminal of any size, by tmux: a command runs in it, keys are pressed, the screen is read. When the command has ended,
 * {@code EXIT} and its status stand on the screen, and {@code RESTORED} if the terminal's settings are what they were.
 */
final class TmuxSession implements AutoCloseable {

    private static final Path PROJECT = Path.of(System.getProperty("basedir", "."), "..");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String socket = "destill-" + UUID.randomUUID();
    private final Path pid;

    private TmuxSession(Path pid) {
        this.pid = pid;
    }

    /** Leaves the test out, and says why, where there is no tmux and none can be installed; in CI that is a failure. */
    static void assumeInstalled() {
        try {
            Process setUp = new ProcessBuilder(PROJECT.resolve("dev/tmux").toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(setUp.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean installed = setUp.waitFor() == 0;
            if (System.getenv("CI") != null) {
                assertThat(installed).as(said).isTrue();
            }
            assumeTrue(installed, said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Starts a Java program of this module's class path in a terminal.
     *
     * @param directory what the terminal needs is kept there, and the program runs there
     */
    static TmuxSession start(
            Path directory,
            int columns,
            int rows,
            Map<String, String> environment,
            String mainClass,
            String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                mainClass));
        command.addAll(List.of(arguments));
        return startShell(
                directory,
                columns,
                rows,
                environment,
                "before=$(stty -g)\n"
                        // The process that is signalled is the program.
                        + "sh -c 'echo $$ >pid; exec \"$@\"' sh " + quoted(command) + "\n"
                        + "echo EXIT $?\n[ \"$(stty -g)\" = \"$before\" ] && echo RESTORED\nexec cat\n");
    }

    /** Runs a script of bash in a terminal; {@code $DESTILL} is the command. */
    static TmuxSession startShell(Path directory, int columns, int rows, Map<String, String> environment, String script)
            throws IOException {
        TmuxSession session = new TmuxSession(directory.resolve("pid"));
        StringBuilder text = new StringBuilder(
                "unset XDG_CONFIG_HOME XDG_DATA_HOME NO_COLOR COLORTERM JAVA_TOOL_OPTIONS DISPLAY WAYLAND_DISPLAY VISUAL\n");
        environment.forEach((name, value) -> text.append("export ")
                .append(name)
                .append('=')
                .append(quoted(List.of(value)))
                .append('\n'));
        text.append("export LANG=C.UTF-8 HOME=")
                .append(quoted(List.of(directory.toString())))
                .append('\n');
        text.append("export CLASSPATH=")
                .append(quoted(List.of(System.getProperty("java.class.path"))))
                .append('\n');
        Path file = directory.resolve("session.sh");
        Files.writeString(file, text + script);
        session.tmux(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                "" + columns,
                "-y",
                "" + rows,
                "-c",
                directory.toString(),
                "bash --noprofile --norc " + file);
        session.tmux("set", "-g", "set-clipboard", "on");
        return session;
    }

    private static String quoted(List<String> words) {
        return words.stream()
                .map(word -> "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    /** Presses keys, by tmux's names for them. */
    TmuxSession press(String... keys) {
        List<String> command = new ArrayList<>(List.of("send-keys"));
        command.addAll(List.of(keys));
        tmux(command.toArray(String[]::new));
        return this;
    }

    /** Types text as it is. */
    TmuxSession type(String text) {
        tmux("send-keys", "-l", text);
        return this;
    }

    TmuxSession resize(int columns, int rows) {
        tmux("resize-window", "-x", "" + columns, "-y", "" + rows);
        return this;
    }

    /** Waits until the screen shows it. */
    TmuxSession shows(String text) {
        return shows("shows " + text, screen -> screen.contains(text));
    }

    /** Waits until the screen is like that. */
    TmuxSession shows(String description, Predicate<String> screen) {
        String[] last = {""};
        await().pollInterval(Duration.ofMillis(50)).atMost(PATIENCE).untilAsserted(() -> {
            last[0] = screen();
            assertThat(last[0]).matches(screen, description);
        });
        return this;
    }

    /** What is on the screen, without blanks at line ends. */
    String screen() {
        return tmux("capture-pane", "-p");
    }

    /** What a program handed to the terminal's clipboard last. */
    String clipboard() {
        return tmux("show-buffer");
    }

    /** The process that runs in the terminal. */
    ProcessHandle process() throws IOException {
        await().until(() -> Files.exists(pid) && !Files.readString(pid).isBlank());
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process().pid()))
                .start()
                .waitFor();
    }

    private String tmux(String... arguments) {
        List<String> command = new ArrayList<>(List.of("tmux", "-u", "-L", socket));
        command.addAll(List.of(arguments));
        try {
            Process tmux = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(tmux.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(tmux.waitFor())
                    .as("%s: %s", String.join(" ", command), said)
                    .isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Closes the terminal as a person closes its window. */
    @Override
    public void close() {
        try {
            new ProcessBuilder("tmux", "-L", socket, "kill-server")
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
