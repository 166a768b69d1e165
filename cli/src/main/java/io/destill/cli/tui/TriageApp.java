package io.destill.cli.tui;

import io.destill.analysis.RuleSet;
import io.destill.broker.BrokerException;
import io.destill.cli.pager.LogScreen;
import io.destill.cli.pager.OpenLog;
import io.destill.cli.pager.Pager;
import io.destill.cli.report.JobResult;
import io.destill.cli.report.RequestFollower;
import io.destill.cli.report.SafeText;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Colors;
import io.destill.cli.screen.Input;
import io.destill.cli.screen.KeyDecoder;
import io.destill.cli.screen.Painter;
import io.destill.cli.screen.Tty;
import io.destill.contracts.Message;
import io.destill.contracts.TriageCard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the terminal UI: one thread takes messages and keys in turn, owns all state, and draws. */
public final class TriageApp {

    /** How long a key may wait to be seen. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** How often what messages change is drawn, at the most; what keys change is drawn at once. */
    private static final long FRAME = Duration.ofMillis(33).toNanos();

    private static final int MESSAGES_BETWEEN_KEYS = 200;

    private record WholeLog(OpenLog log, LogScreen screen) {}

    private record Source(RequestFollower follower, Consumer<JobResult> results, MarkKeeper marks) {

        static Source of(Builds.Opened opened) {
            return new Source(opened.follower(), opened.results(), opened.marks());
        }
    }

    private final Builds builds;
    private final Logs logs;
    private final Colors colors;
    private final boolean utf8;
    private final Map<String, String> environment;
    private final TriageState state;
    private final Desktop desktop;
    private final KeyDecoder decoder = new KeyDecoder();
    private final Map<OpenBuild, Source> sources = new LinkedHashMap<>();
    private @Nullable WholeLog wholeLog;
    private boolean interrupted;

    /**
     * @param utf8 whether the terminal shows more than ASCII
     * @param passedToo whether the person asked for the jobs that passed
     */
    public TriageApp(
            Builds builds,
            Logs logs,
            Settings settings,
            Colors colors,
            boolean utf8,
            boolean passedToo,
            Map<String, String> environment) {
        this.builds = builds;
        this.logs = logs;
        this.colors = colors;
        this.utf8 = utf8;
        this.environment = environment;
        this.state = new TriageState(settings.keys(), passedToo, settings.mouse());
        this.desktop = new Desktop(environment);
    }

    /**
     * Shows builds until the person quits, or until none of them can be analysed. What others write to {@link System#err}
     * meanwhile appears afterwards.
     *
     * @param first the builds that the session begins with, at least one
     * @return whether Ctrl-C ended it
     * @throws IOException if the terminal is gone, or by a fault of Destill's own, of which it says where a report is
     */
    public boolean run(List<Builds.Opened> first) throws IOException, BrokerException, InterruptedException {
        PrintStream err = System.err;
        ByteArrayOutputStream held = new ByteArrayOutputStream();
        System.setErr(new PrintStream(held, true, StandardCharsets.UTF_8));
        try {
            first.forEach(opened -> add(opened, false));
            show();
        } finally {
            System.setErr(err);
            held.toString(StandardCharsets.UTF_8).lines().map(SafeText::line).forEach(err::println);
            sources.values().forEach(source -> source.follower.close());
        }
        return interrupted;
    }

    private void add(Builds.Opened opened, boolean lookAtIt) {
        OpenBuild build = state.add(opened.target(), opened.state(), lookAtIt);
        sources.put(build, Source.of(opened));
    }

    private void show() throws IOException, BrokerException, InterruptedException {
        // By the time that the report is written, the terminal is given back.
        try (Tty tty = Tty.open()) {
            loop(tty, new Painter(colors));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError fault) {
            throw new IOException(
                    "The screen failed by a fault of Destill's own. Please report it in the project's issue tracker, with "
                            + CrashReport.write(fault, state.width(), state.height(), environment)
                            + ". '--format text' shows the failures without it.",
                    fault);
        }
    }

    private void loop(Tty tty, Painter painter) throws IOException, BrokerException, InterruptedException {
        state.resize(tty.width(), tty.height());
        tty.mouse(state.mouse());
        boolean pressed = true;
        boolean told = false;
        long drawnAt = 0;
        while (!allFailed()) {
            if (tty.stopAsked()) {
                tty.stop();
                pressed = true;
                painter.forget();
            }
            boolean resized = tty.resized();
            if (tty.continued() || resized) {
                state.resize(tty.width(), tty.height());
                painter.forget();
                pressed = true;
            }
            long now = System.nanoTime();
            told |= wholeLog == null ? state.tick(now) : wholeLog.screen.tick();
            if (pressed || told && now - drawnAt >= FRAME) {
                Canvas canvas = new Canvas(state.width(), state.height(), utf8);
                draw(canvas);
                tty.send(painter.paint(canvas));
                drawnAt = now;
                pressed = false;
                told = false;
            }
            told |= takeMessages();
            told |= tellOfMarks();
            for (Input input : decoder.decode(tty.pressed(), System.nanoTime())) {
                pressed = true;
                if (input instanceof Input.Background background) {
                    painter.colors(
                            painter.colors().onBackground(background.red(), background.green(), background.blue()));
                }
                Effect effect = take(input);
                if (effect != null && !perform(effect, input, tty, painter)) {
                    return;
                }
            }
        }
    }

    private void draw(Canvas canvas) {
        if (wholeLog == null) {
            TriageView.draw(state, canvas);
        } else {
            wholeLog.screen.draw(canvas);
        }
    }

    private @Nullable Effect take(Input input) throws IOException {
        WholeLog open = wholeLog;
        if (open == null || input.equals(new Input.Key("Ctrl-C")) || input.equals(new Input.Key("Ctrl-Z"))) {
            return state.take(input);
        }
        open.screen.take(input);
        if (open.screen.isLeft()) {
            open.log.close();
            wholeLog = null;
        }
        return null;
    }

    /** @return whether there was something to tell */
    private boolean tellOfMarks() {
        boolean any = false;
        for (Source source : sources.values()) {
            String news = source.marks.news();
            if (news != null) {
                state.notice(news);
                any = true;
            }
        }
        return any;
    }

    private boolean allFailed() {
        return state.builds().stream().allMatch(build -> build.request().failure() != null);
    }

    /** Waits a moment if there is none. */
    private boolean takeMessages() throws BrokerException, InterruptedException {
        boolean any = false;
        for (Map.Entry<OpenBuild, Source> entry : sources.entrySet()) {
            any |= takeMessages(entry.getKey(), entry.getValue(), Duration.ZERO);
        }
        return any || takeMessages(state.build(), sources.get(state.build()), TICK);
    }

    private boolean takeMessages(OpenBuild build, @Nullable Source source, Duration patience)
            throws BrokerException, InterruptedException {
        if (source == null) {
            return false;
        }
        Message message = source.follower.next(patience);
        boolean any = message != null;
        for (int i = 0; message != null && i < MESSAGES_BETWEEN_KEYS; i++) {
            JobResult result = state.take(build, message);
            if (result != null) {
                source.results.accept(result);
            }
            message = i + 1 < MESSAGES_BETWEEN_KEYS ? source.follower.next(Duration.ZERO) : null;
        }
        return any;
    }

    /** @return false to quit */
    private boolean perform(Effect effect, Input input, Tty tty, Painter painter)
            throws IOException, InterruptedException {
        switch (effect) {
            case Effect.Quit quit -> {
                interrupted = input.equals(new Input.Key("Ctrl-C"));
                return false;
            }
            case Effect.Suspend suspend -> {
                tty.stop();
                state.resize(tty.width(), tty.height());
                painter.forget();
            }
            case Effect.Redraw redraw -> painter.forget();
            case Effect.CaptureMouse mouse -> tty.mouse(mouse.on());
            case Effect.Browse browse -> state.notice(browse(browse.page()));
            case Effect.Copy copy -> {
                if (desktop.copy(copy.text())) {
                    state.notice("Copied " + copy.what() + ".");
                } else {
                    tty.copy(copy.text());
                    state.notice("Handed " + copy.what() + " to the terminal's clipboard.");
                }
            }
            case Effect.WholeLog whole -> open(whole);
            case Effect.Edit edit -> {
                state.notice(edit(edit, tty));
                painter.forget();
            }
            case Effect.Export export -> state.notice(export(export));
            case Effect.Add add -> add(add.target());
            case Effect.Keep keep -> {
                Source source = sources.get(keep.build());
                if (source != null) {
                    source.marks.keep(keep.card(), keep.mark());
                }
            }
            case Effect.FetchAgain again -> fetchAgain(again.build());
        }
        return true;
    }

    private String browse(String page) {
        try {
            return desktop.browse(new URI(page)) ? "Opened " + page : "No browser to start here: " + page;
        } catch (URISyntaxException e) {
            return "This is no address that a browser could open: " + page;
        }
    }

    private void open(Effect.WholeLog whole) {
        TriageCard card = whole.card();
        try {
            Path file = LocalLog.of(card);
            OpenLog log = file == null || file.toString().endsWith(".gz")
                    ? OpenLog.of(() -> logs.open(card), RuleSet::builtIn)
                    : OpenLog.ofFile(file, RuleSet::builtIn);
            Pager pager = new Pager(
                    log,
                    whole.all().stream()
                            .map(found -> new Pager.Failure(
                                    found.line(), found.lineStart(), found.lineEnd(), found.confidenceScore()))
                            .toList());
            pager.resize(state.width(), state.height() - 2);
            pager.goTo(card.line());
            wholeLog = new WholeLog(log, new LogScreen(pager, card.job().name()));
        } catch (IOException e) {
            state.notice("The log cannot be opened: " + e.getMessage());
        }
    }

    private String edit(Effect.Edit edit, Tty tty) throws IOException, InterruptedException {
        Path file = LocalLog.of(edit.card());
        if (file == null) {
            return "This log is no longer there.";
        }
        List<String> command = desktop.editor(file, edit.card().line());
        int status = tty.run(command);
        state.resize(tty.width(), tty.height());
        return status == 0
                ? ""
                : "The editor failed: " + command.get(2).replace(" \"$@\"", "") + " exited with " + status + ".";
    }

    private String export(Effect.Export export) {
        String home = environment.getOrDefault("HOME", "");
        String name = export.file().startsWith("~/") ? home + export.file().substring(1) : export.file();
        try {
            Path file = Path.of(name);
            Files.writeString(file, export.text(), StandardOpenOption.CREATE_NEW);
            return "Written to " + file.toAbsolutePath() + ".";
        } catch (FileAlreadyExistsException e) {
            return name + " exists already; choose another name.";
        } catch (IOException | InvalidPathException e) {
            return name + " cannot be written: " + e.getMessage();
        }
    }

    private void add(String target) throws InterruptedException {
        try {
            add(builds.open(target), true);
        } catch (IOException e) {
            state.notice(String.valueOf(e.getMessage()));
        }
    }

    private void fetchAgain(OpenBuild build) throws InterruptedException {
        try {
            Builds.Opened opened = builds.open(build.target());
            Source before = sources.put(build, Source.of(opened));
            if (before != null) {
                before.follower.close();
            }
            build.fetchAgain(opened.state());
        } catch (IOException e) {
            state.notice(String.valueOf(e.getMessage()));
        }
    }
}
