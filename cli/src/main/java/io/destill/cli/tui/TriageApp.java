package io.destill.cli.tui;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.screen.Screen;
import com.googlecode.lanterna.screen.TerminalScreen;
import io.destill.broker.BrokerException;
import io.destill.cli.report.FailureGroup;
import io.destill.cli.report.JobResult;
import io.destill.cli.report.RequestFollower;
import io.destill.cli.report.RequestState;
import io.destill.cli.report.SafeText;
import io.destill.cli.report.Wording;
import io.destill.contracts.Message;
import io.destill.contracts.TriageCard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the terminal UI: one thread takes messages and keys in turn, owns all state, and draws. */
public final class TriageApp {

    /** How long a key may wait to be seen, and a message to be drawn. */
    private static final Duration TICK = Duration.ofMillis(15);

    private static final int MESSAGES_BETWEEN_DRAWINGS = 200;

    private final RequestFollower follower;
    private final RequestState state;
    private final Consumer<JobResult> results;
    private final boolean colors;
    private final boolean utf8;
    private final TriageView view;
    private final Desktop desktop;
    private boolean interrupted;

    /**
     * @param state fed by this, and only this
     * @param results is told of every job that is done
     */
    public TriageApp(
            RequestFollower follower,
            RequestState state,
            Consumer<JobResult> results,
            boolean colors,
            boolean utf8,
            Map<String, String> environment) {
        this.follower = follower;
        this.state = state;
        this.results = results;
        this.colors = colors;
        this.utf8 = utf8;
        this.view = new TriageView(state);
        this.desktop = new Desktop(environment);
    }

    /**
     * Shows the request until the person quits, or it fails as a whole. What others write to {@link System#err} meanwhile
     * appears afterwards.
     *
     * @return whether Ctrl-C ended it
     */
    public boolean run() throws IOException, BrokerException, InterruptedException {
        PrintStream err = System.err;
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        System.setErr(new PrintStream(held, true, StandardCharsets.UTF_8));
        try (TtyTerminal terminal = TtyTerminal.open(utf8)) {
            TerminalScreen screen = new TerminalScreen(terminal);
            screen.startScreen();
            loop(terminal, screen, new TriageScreen(screen, colors, utf8));
        } finally {
            System.setErr(err);
            held.toString(StandardCharsets.UTF_8).lines().map(SafeText::line).forEach(err::println);
        }
        return interrupted;
    }

    private void loop(TtyTerminal terminal, TerminalScreen screen, TriageScreen drawing)
            throws IOException, BrokerException, InterruptedException {
        boolean changed = true;
        while (state.failure() == null) {
            boolean resized = screen.doResizeIfNecessary() != null;
            if (changed || resized) {
                drawing.draw(view, resized);
            }
            changed = takeMessages();
            for (KeyStroke key = screen.pollInput(); key != null; key = screen.pollInput()) {
                changed = true;
                if (!press(key, terminal, screen)) {
                    return;
                }
            }
        }
    }

    private boolean takeMessages() throws BrokerException, InterruptedException {
        Message message = follower.next(TICK);
        boolean any = message != null;
        for (int i = 0; message != null && i < MESSAGES_BETWEEN_DRAWINGS; i++) {
            JobResult result = state.accept(message);
            if (result != null) {
                results.accept(result);
                view.add(result);
            }
            message = i + 1 < MESSAGES_BETWEEN_DRAWINGS ? follower.next(Duration.ZERO) : null;
        }
        return any;
    }

    /** @return false to quit */
    private boolean press(KeyStroke key, TtyTerminal terminal, TerminalScreen screen)
            throws IOException, InterruptedException {
        if (KeyTable.isCtrlC(key)) {
            interrupted = true;
            return false;
        }
        if (view.typing() && type(key)) {
            return true;
        }
        if (view.help()) {
            view.press(Action.HELP);
            return true;
        }
        Action action = KeyTable.action(key);
        if (action == Action.QUIT) {
            return false;
        }
        if (action != null) {
            view.press(action);
            act(action, terminal, screen);
        }
        return true;
    }

    /** Does what reaches beyond the view. */
    private void act(Action action, TtyTerminal terminal, TerminalScreen screen)
            throws IOException, InterruptedException {
        FailureGroup selected = view.selected();
        if (selected != null) {
            switch (action) {
                case BROWSE -> view.notice(browse(selected.card()));
                case COPY -> view.notice(copy(selected.card(), terminal));
                case EDIT -> view.notice(edit(selected.card(), terminal, screen));
                default -> {}
            }
        }
    }

    /** @return whether the key went into the filter */
    private boolean type(KeyStroke key) {
        if (key.getKeyType() == KeyType.Character && !key.isCtrlDown() && !key.isAltDown()) {
            view.type(key.getCharacter());
            return true;
        }
        if (key.getKeyType() == KeyType.Backspace) {
            view.erase();
            return true;
        }
        return key.getKeyType() == KeyType.Tab || key.getKeyType() == KeyType.ReverseTab;
    }

    private String browse(TriageCard card) {
        String page = Stream.of(card.job().url(), card.build().url())
                .filter(url -> url != null && (url.startsWith("https://") || url.startsWith("http://")))
                .findFirst()
                .orElse(null);
        if (page == null) {
            return "This log has no page to open.";
        }
        try {
            return desktop.browse(new URI(page)) ? "Opened " + page : "No browser to start here: " + page;
        } catch (URISyntaxException e) {
            return "This is no address that a browser could open: " + page;
        }
    }

    private String copy(TriageCard card, TtyTerminal terminal) throws IOException {
        StringBuilder text = new StringBuilder(Wording.place(card)).append('\n');
        card.lines().forEach(line -> text.append(SafeText.line(line)).append('\n'));
        if (desktop.copy(text.toString())) {
            return "Copied.";
        }
        terminal.copy(text.toString());
        return "Handed to the terminal's clipboard.";
    }

    private String edit(TriageCard card, TtyTerminal terminal, TerminalScreen screen)
            throws IOException, InterruptedException {
        Path file = localFile(card);
        if (file == null) {
            return "This log is not a local file; o opens it in a browser.";
        }
        List<String> command = desktop.editor(file, card.line());
        terminal.suspend();
        int status;
        try {
            status = new ProcessBuilder(command)
                    .redirectInput(TtyTerminal.DEVICE)
                    .redirectOutput(TtyTerminal.DEVICE)
                    .redirectError(TtyTerminal.DEVICE)
                    .start()
                    .waitFor();
        } finally {
            terminal.resume();
            screen.refresh(Screen.RefreshType.COMPLETE);
        }
        return status == 0
                ? ""
                : "The editor failed: " + command.get(2).replace(" \"$@\"", "") + " exited with " + status + ".";
    }

    /** The build of a local log is its file, or the directory that its job is a path in. */
    private static @Nullable Path localFile(TriageCard card) {
        String url = card.build().url();
        if (!url.startsWith("file:")) {
            return null;
        }
        try {
            Path path = Path.of(new URI(url));
            Path file = Files.isDirectory(path) ? path.resolve(card.job().id()) : path;
            return Files.isRegularFile(file) ? file : null;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return null;
        }
    }
}
