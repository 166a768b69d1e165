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
import io.destill.cli.screen.Show;
import io.destill.cli.screen.Stage;
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

/** Runs the terminal UI: the thread that draws and takes keys also takes messages, and owns all state. */
public final class TriageApp implements Show {

    private static final int MESSAGES_BETWEEN_KEYS = 200;

    private record WholeLog(OpenLog log, LogScreen screen) {}

    private record Source(RequestFollower follower, Consumer<JobResult> results, MarkKeeper marks) {

        static Source of(Builds.Opened opened) {
            return new Source(opened.follower(), opened.results(), opened.marks());
        }
    }

    private final Builds builds;
    private final Logs logs;
    private final LogColors logColors;
    private final Colors colors;
    private final boolean utf8;
    private final Map<String, String> environment;
    private final TriageState state;
    private final Desktop desktop;
    private final Map<OpenBuild, Source> sources = new LinkedHashMap<>();
    private @Nullable WholeLog wholeLog;
    private boolean left;
    private @Nullable BrokerException broken;

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
        this.logColors = new LogColors(logs);
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
            boolean interrupted = Stage.run(this, colors, utf8, environment);
            if (broken != null) {
                throw broken;
            }
            return interrupted;
        } finally {
            System.setErr(err);
            held.toString(StandardCharsets.UTF_8).lines().map(SafeText::line).forEach(err::println);
            sources.values().forEach(source -> source.follower.close());
        }
    }

    private void add(Builds.Opened opened, boolean lookAtIt) {
        OpenBuild build = state.add(opened.target(), opened.state(), lookAtIt);
        sources.put(build, Source.of(opened));
    }

    @Override
    public boolean isOver() {
        return left
                || broken != null
                || state.builds().stream().allMatch(build -> build.request().failure() != null);
    }

    @Override
    public boolean takesMouse() {
        return state.mouse();
    }

    @Override
    public boolean tick(long now) throws InterruptedException {
        boolean told = tellOfMarks();
        told |= colored();
        for (Map.Entry<OpenBuild, Source> entry : sources.entrySet()) {
            told |= takeMessages(entry.getKey(), entry.getValue());
        }
        return (wholeLog == null ? state.tick(now) : wholeLog.screen.tick(now)) || told;
    }

    @Override
    public void draw(Canvas canvas) {
        if (canvas.width() != state.width() || canvas.height() != state.height()) {
            state.resize(canvas.width(), canvas.height());
        }
        if (wholeLog == null) {
            TriageView.draw(state, canvas);
        } else {
            wholeLog.screen.draw(canvas);
        }
    }

    @Override
    public void take(Input input, Stage stage) throws IOException, InterruptedException {
        WholeLog open = wholeLog;
        if (open == null) {
            Effect effect = state.take(input);
            if (effect != null) {
                perform(effect, stage);
            }
            return;
        }
        open.screen.take(input, stage);
        if (open.screen.isOver()) {
            open.log.close();
            wholeLog = null;
        }
    }

    /** @return whether there are colours to show that were not known before */
    private boolean colored() {
        LogColors.Found found = logColors.take();
        if (found != null) {
            state.colors(found.card(), found.lines());
        }
        logColors.ask(state.build().card());
        return found != null;
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

    /** @return whether there were any */
    private boolean takeMessages(OpenBuild build, Source source) throws InterruptedException {
        try {
            for (int i = 0; i < MESSAGES_BETWEEN_KEYS; i++) {
                Message message = source.follower.next(Duration.ZERO);
                if (message == null) {
                    return i > 0;
                }
                JobResult result = state.take(build, message);
                if (result != null) {
                    source.results.accept(result);
                }
            }
        } catch (BrokerException e) {
            broken = e;
        }
        return true;
    }

    private void perform(Effect effect, Stage stage) throws IOException, InterruptedException {
        switch (effect) {
            case Effect.Quit quit -> left = true;
            case Effect.Suspend suspend -> stage.suspend();
            case Effect.Redraw redraw -> stage.redraw();
            case Effect.CaptureMouse mouse -> stage.mouse(mouse.on());
            case Effect.Browse browse -> state.notice(browse(browse.page()));
            case Effect.Copy copy -> {
                if (desktop.copy(copy.text())) {
                    state.notice("Copied " + copy.what() + ".");
                } else {
                    stage.copy(copy.text());
                    state.notice("Handed " + copy.what() + " to the terminal's clipboard.");
                }
            }
            case Effect.WholeLog whole -> open(whole);
            case Effect.Edit edit -> state.notice(edit(edit, stage));
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

    private String edit(Effect.Edit edit, Stage stage) throws IOException, InterruptedException {
        Path file = LocalLog.of(edit.card());
        if (file == null) {
            return "This log is no longer there.";
        }
        List<String> command = desktop.editor(file, edit.card().line());
        int status = stage.run(command);
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
