package io.destill.cli.tui;

import io.destill.analysis.InkedLine;
import io.destill.cli.report.JobResult;
import io.destill.cli.report.RequestState;
import io.destill.cli.report.Wording;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Canvas.Highlight;
import io.destill.cli.screen.Input;
import io.destill.cli.tui.Listing.FailureRow;
import io.destill.cli.tui.Listing.JobRow;
import io.destill.contracts.BuildRef;
import io.destill.contracts.Message;
import io.destill.contracts.TriageCard;
import io.destill.history.Mark;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the terminal UI shows, and how keys, messages, sizes and time change it; no drawing, no terminal. Not thread-safe.
 *
 * <p>Time is in nanoseconds, by any clock that only goes forward.
 */
final class TriageState {

    /** Details of so many lines show all of the log that there is, smaller ones only once they are gone into. */
    private static final int ROOMY_FROM = 30;

    private record Marking(
            OpenBuild build,
            TriageCard card,
            String key,
            @Nullable Mark before) {}

    private record DetailOf(TriageCard card, FailureRow row, int width, int room, Map<Long, InkedLine> colors) {}

    private final KeyTable keys;
    private final SessionMarks marks = new SessionMarks();
    private final boolean passedToo;
    private final List<OpenBuild> builds = new ArrayList<>();
    private final Deque<Marking> markings = new ArrayDeque<>();
    private int current;
    private int width;
    private int height;
    private long now;
    private boolean onDetail;
    private boolean zoomed;
    private boolean mouse;
    private @Nullable Prompt prompt;
    private boolean choosingWhatToCopy;
    private @Nullable Help help;
    private String notice = "";
    private String search = "";

    private String coloredCard = "";
    private Map<Long, InkedLine> colors = Map.of();

    private @Nullable DetailOf detailOf;
    private Detail detail = Detail.NONE;

    /**
     * The keys, as they are looked at.
     *
     * @param top the line that stands at the top
     */
    record Help(String filter, int top) {}

    /**
     * @param passedToo whether the person asked for the jobs that passed
     * @param mouse whether it is captured at first
     */
    TriageState(KeyTable keys, boolean passedToo, boolean mouse) {
        this.keys = keys;
        this.passedToo = passedToo;
        this.mouse = mouse;
        resize(80, 24);
    }

    /**
     * Shows one more build.
     *
     * @param target what was asked for, to ask for it again
     * @param request fed by this, and only this
     */
    OpenBuild add(String target, RequestState request, boolean lookAtIt) {
        builds.add(new OpenBuild(target, request, marks, passedToo));
        if (lookAtIt) {
            current = builds.size() - 1;
        }
        return builds.getLast();
    }

    /** @return the job that is done with it, or null */
    @Nullable
    JobResult take(OpenBuild build, Message message) {
        boolean again = build.isFetchedAgain();
        JobResult result = build.take(message);
        String failure = build.latest().failureReason();
        if (again && failure != null) {
            notice = "It could not be fetched again: " + failure;
        }
        return result;
    }

    void resize(int columns, int rows) {
        width = columns;
        height = rows;
        builds.forEach(build -> build.fit(listLines()));
        scroll(0);
    }

    /** @return whether what is shown has changed */
    boolean tick(long newNow) {
        now = newNow;
        boolean changed = false;
        for (OpenBuild build : builds) {
            changed |= build.tick(now, listLines()) && build == build();
        }
        if (changed) {
            // With other rows, the panes may have other sizes.
            build().fit(listLines());
            scroll(0);
        }
        return changed;
    }

    /** @return what else is to be done, or null */
    @Nullable
    Effect take(Input input) {
        return switch (input) {
            case Input.Key key -> press(key);
            case Input.Paste paste -> {
                type(paste.text());
                yield null;
            }
            case Input.Click click -> {
                click(click.x(), click.y());
                yield null;
            }
            case Input.Wheel wheel -> {
                wheel(wheel);
                yield null;
            }
            case Input.Background background -> null;
        };
    }

    private @Nullable Effect press(Input.Key key) {
        if (prompt != null) {
            return edit(prompt, key);
        }
        if (help != null) {
            return browse(help, key);
        }
        notice = "";
        if (choosingWhatToCopy) {
            choosingWhatToCopy = false;
            Action what = keys.whatToCopy(key.name());
            return what == null ? null : copy(what);
        }
        Action action = keys.action(key.name());
        return action == null ? null : act(action);
    }

    private @Nullable Effect act(Action action) {
        String obstacle = obstacle(action);
        if (obstacle != null) {
            notice = obstacle;
            return null;
        }
        OpenBuild build = build();
        switch (action) {
            case UP -> move(-1);
            case DOWN -> move(1);
            case PAGE_UP -> move(-page());
            case PAGE_DOWN -> move(page());
            case TOP -> move(Integer.MIN_VALUE / 2);
            case BOTTOM -> move(Integer.MAX_VALUE / 2);
            case OPEN -> open();
            case SWITCH_PANE -> goInto(!onDetail);
            case BACK -> back();
            case ZOOM -> zoomed = !zoomed;
            case FILTER -> ask();
            case NEXT -> step(1);
            case PREVIOUS -> step(-1);
            case NEXT_OCCURRENCE -> build.stepOccurrence(1);
            case PREVIOUS_OCCURRENCE -> build.stepOccurrence(-1);
            case SORT -> {
                notice = "Sorted by " + build.nextSort().name().toLowerCase(Locale.ROOT) + ".";
                arrange();
            }
            case FOLD_BY_JOB -> {
                build.toggleByJob();
                arrange();
            }
            case CLOSE_FOLD -> fold(true);
            case OPEN_FOLD -> fold(false);
            case SHOW_PASSED -> {
                notice = build.toggleShowPassed()
                        ? "Shown: jobs that passed or failed softly, too."
                        : "Hidden: what only jobs printed that passed or failed softly.";
                arrange();
            }
            case SHOW_NOISE -> {
                notice = build.toggleShowNoise()
                        ? "Shown: what is unlikely or marked as noise, too."
                        : "Hidden: what is unlikely or marked as noise.";
                arrange();
            }
            case MARK_CAUSE -> {
                return mark(Mark.CAUSE);
            }
            case MARK_NOISE -> {
                return mark(Mark.NOISE);
            }
            case UNDO -> {
                return undo();
            }
            case COPY -> choosingWhatToCopy = true;
            case EXPORT ->
                prompt =
                        new Prompt(Prompt.Purpose.EXPORT, "Write to: ", exportName(), "Enter writes it, Esc leaves it");
            case ADD_BUILD ->
                prompt = new Prompt(
                        Prompt.Purpose.ADD, "Add: ", "", "a build's address, a log or a directory; Esc leaves it");
            case NEXT_BUILD -> look(current + 1);
            case PREVIOUS_BUILD -> look(current - 1);
            case HELP -> help = new Help("", 0);
            default -> {
                return reach(action, build);
            }
        }
        fit();
        return null;
    }

    /** What reaches beyond what is shown. */
    private @Nullable Effect reach(Action action, OpenBuild build) {
        TriageCard card = build.card();
        return switch (action) {
            case BROWSE_JOB -> card == null ? null : new Effect.Browse(jobPage(card));
            case BROWSE_BUILD ->
                new Effect.Browse(
                        web(build.build() == null ? null : build.build().url()));
            case WHOLE_LOG ->
                card == null
                        ? null
                        : new Effect.WholeLog(card, build.cardsOf(card.job().id()));
            case EDIT -> card == null ? null : new Effect.Edit(card);
            case REFETCH -> new Effect.FetchAgain(build);
            case MOUSE -> {
                mouse = !mouse;
                notice = mouse
                        ? "The mouse moves and scrolls; " + keys.label(Action.MOUSE) + " lets the terminal select."
                        : "The mouse is the terminal's: it selects.";
                yield new Effect.CaptureMouse(mouse);
            }
            case REDRAW -> new Effect.Redraw();
            case SUSPEND -> new Effect.Suspend();
            case QUIT -> new Effect.Quit();
            default -> null;
        };
    }

    /** @return why the action cannot be done here; null if it can */
    @Nullable
    String obstacle(Action action) {
        OpenBuild build = build();
        TriageCard card = build.card();
        return switch (action) {
            case MARK_CAUSE, MARK_NOISE, COPY, EXPORT -> card == null ? "No failure is selected." : null;
            case BROWSE_JOB -> card == null || jobPage(card).isEmpty() ? "This log has no page to open." : null;
            case BROWSE_BUILD ->
                web(build.build() == null ? null : build.build().url()).isEmpty()
                        ? "This log has no page to open."
                        : null;
            case WHOLE_LOG -> card == null ? "No failure is selected." : null;
            case EDIT ->
                card == null || LocalLog.of(card) == null
                        ? "This log is not a local file; " + keys.label(Action.BROWSE_JOB) + " opens it in a browser."
                        : null;
            case NEXT_OCCURRENCE, PREVIOUS_OCCURRENCE -> {
                FailureRow row = build.selected();
                yield row == null
                        ? "No failure is selected."
                        : row.cards().size() == 1 ? "It occurs in this job only." : null;
            }
            case CLOSE_FOLD, OPEN_FOLD -> build.byJob() ? null : keys.label(Action.FOLD_BY_JOB) + " folds by job.";
            case NEXT_BUILD, PREVIOUS_BUILD ->
                builds.size() == 1 ? "There is one build; " + keys.label(Action.ADD_BUILD) + " adds another." : null;
            case UNDO -> markings.isEmpty() ? "There is no mark to undo." : null;
            case REFETCH ->
                build.target().isEmpty() || build.target().equals("-")
                        ? "What came through standard input cannot be fetched again."
                        : build.latest().complete() ? null : "It is being fetched.";
            default -> null;
        };
    }

    private void move(int by) {
        if (onDetail) {
            scroll(by);
        } else {
            select(Math.clamp((long) build().selectedRow() + by, 0, Integer.MAX_VALUE));
        }
    }

    private void select(int row) {
        build().select(row, listLines());
    }

    private void scroll(int by) {
        if (builds.isEmpty()) {
            return;
        }
        int most = Math.max(0, detail().size() - layout().detail().lines());
        build().detailTop(Math.clamp((long) build().detailTop() + by, 0, most));
    }

    private int page() {
        return Math.max(1, (onDetail ? layout().detail().lines() : listLines()) - 1);
    }

    private int listLines() {
        return builds.isEmpty() ? 1 : layout().list().lines();
    }

    private void open() {
        if (!onDetail && build().onFold()) {
            fold(build().rows().get(build().selectedRow()) instanceof JobRow job && !job.closed());
        } else if (build().selected() != null) {
            goInto(true);
        }
    }

    /** Into the details, which then show more, or back to the list. The primary line stays in sight. */
    private void goInto(boolean details) {
        onDetail = details;
        int lines = layout().detail().lines();
        if (onDetail && detail().primary() >= build().detailTop() + lines) {
            build().detailTop(detail().primary() - lines / 2);
        }
    }

    private void fold(boolean close) {
        if (build().fold(close)) {
            arrange();
        }
    }

    private void back() {
        if (onDetail && !search.isEmpty()) {
            search = "";
        } else if (onDetail) {
            goInto(false);
        } else if (zoomed) {
            zoomed = false;
        } else if (!build().filter().isEmpty()) {
            filter("");
        }
    }

    private void ask() {
        prompt = onDetail
                ? new Prompt(Prompt.Purpose.SEARCH, "/", "", "Enter keeps it, Esc leaves it")
                : new Prompt(
                        Prompt.Purpose.FILTER,
                        "/",
                        build().filter().typed(),
                        "Enter keeps it, Esc clears it · also sev:error conf:>0.6 job:unit new:");
    }

    /** To the next row, or in the details to the next line that was searched for. */
    private void step(int by) {
        if (!onDetail || search.isEmpty()) {
            int rows = build().rows().size();
            if (rows > 0) {
                select(Math.floorMod(build().selectedRow() + by, rows));
            }
            return;
        }
        find(build().detailTop() + by, by);
    }

    /** Scrolls to the next line that was searched for, from one on. */
    private void find(int from, int by) {
        String wanted = search.toLowerCase(Locale.ROOT);
        int size = detail().size();
        for (int i = 0; i < size; i++) {
            int line = Math.floorMod(from + i * by, size);
            if (detail().text(line).toLowerCase(Locale.ROOT).contains(wanted)) {
                int most = Math.max(0, size - layout().detail().lines());
                build().detailTop(Math.min(line, most));
                return;
            }
        }
        notice = "Not found: " + search;
    }

    private @Nullable Effect mark(Mark mark) {
        FailureRow row = build().selected();
        if (row == null) {
            return null;
        }
        boolean off = row.mark() == mark;
        markings.push(new Marking(build(), row.card(), row.group().key(), row.mark()));
        notice = (off ? "No longer marked" : mark == Mark.CAUSE ? "Marked as the cause" : "Marked as noise") + "; "
                + keys.label(Action.UNDO) + " takes it back.";
        return say(markings.getFirst(), off ? null : mark);
    }

    private Effect undo() {
        Marking last = markings.pop();
        notice = "Taken back: the mark of “" + Wording.message(last.card) + "”.";
        return say(last, last.before);
    }

    private Effect say(Marking of, @Nullable Mark mark) {
        marks.set(of.card.build(), of.key, mark);
        // Other builds may be of the same pipeline.
        builds.forEach(build -> build.arrange(now, listLines()));
        fit();
        return new Effect.Keep(of.build, of.card, mark);
    }

    private void look(int build) {
        current = Math.floorMod(build, builds.size());
        search = "";
        build().fit(listLines());
    }

    private void filter(String text) {
        build().filter(Filter.of(text));
        arrange();
    }

    private void arrange() {
        build().arrange(now, listLines());
        fit();
    }

    private void fit() {
        build().fit(listLines());
        scroll(0);
    }

    private @Nullable Effect edit(Prompt asked, Input.Key key) {
        notice = "";
        switch (key.name()) {
            case "Esc" -> {
                prompt = null;
                if (asked.purpose() == Prompt.Purpose.FILTER) {
                    filter("");
                } else if (asked.purpose() == Prompt.Purpose.SEARCH) {
                    search = "";
                }
            }
            case "Enter" -> {
                prompt = null;
                return entered(asked);
            }
            case "Backspace" -> {
                if (asked.text().isEmpty()) {
                    prompt = null;
                } else {
                    typed(asked.erase());
                }
            }
            case "Ctrl-W", "Alt-Backspace" -> typed(asked.eraseWord());
            case "Ctrl-U" -> typed(asked.with(""));
            case "Up", "Down" -> {
                if (asked.purpose() == Prompt.Purpose.FILTER) {
                    move(key.name().equals("Up") ? -1 : 1);
                }
            }
            default -> type(key.typed());
        }
        return null;
    }

    private void type(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (prompt != null) {
            typed(prompt.type(text));
        } else if (help != null) {
            help = new Help(help.filter + text, 0);
        }
    }

    private void typed(Prompt now) {
        prompt = now;
        if (now.purpose() == Prompt.Purpose.FILTER) {
            filter(now.text());
        } else if (now.purpose() == Prompt.Purpose.SEARCH) {
            search = now.text();
            if (!search.isEmpty()) {
                find(build().detailTop(), 1);
            }
        }
    }

    private @Nullable Effect entered(Prompt asked) {
        String text = asked.text().strip();
        return switch (asked.purpose()) {
            case FILTER, SEARCH -> null;
            case ADD -> text.isEmpty() ? null : new Effect.Add(text);
            case EXPORT -> text.isEmpty() ? null : new Effect.Export(text, export(text));
        };
    }

    private String exportName() {
        BuildRef build = build().build();
        String name = build == null
                ? "failures"
                : Path.of(build.pipeline()).getFileName() + (build.number() == null ? "" : "-" + build.number());
        return "destill-" + name.replaceAll("[^\\w.-]+", "-") + ".md";
    }

    private String export(String file) {
        List<FailureRow> rows = build().rows().stream()
                .flatMap(row -> row instanceof FailureRow failure ? Stream.of(failure) : Stream.empty())
                .toList();
        if (file.endsWith(".md")) {
            return Summary.of(build().build(), rows);
        }
        Canvas canvas = new Canvas(width, height, true);
        TriageView.draw(this, canvas);
        return canvas.text();
    }

    private @Nullable Effect copy(Action what) {
        FailureRow row = build().selected();
        TriageCard card = build().card();
        if (row == null || card == null) {
            return null;
        }
        return switch (what) {
            case COPY_MESSAGE -> new Effect.Copy(Wording.message(card), "the message");
            case COPY_SUMMARY -> new Effect.Copy(Summary.of(build().build(), row, card), "a summary");
            default -> new Effect.Copy(Wording.place(card) + "\n" + Summary.span(card), "the lines");
        };
    }

    private @Nullable Effect browse(Help shown, Input.Key key) {
        Action action = keys.action(key.name());
        int lines = Math.max(1, height - 2);
        if (key.name().equals("Esc") || key.name().equals("Enter")) {
            help = null;
        } else if (key.name().equals("Backspace")) {
            help = shown.filter.isEmpty()
                    ? null
                    : new Help(
                            shown.filter.substring(0, shown.filter.offsetByCodePoints(shown.filter.length(), -1)), 0);
        } else if (!key.typed().isEmpty() && !(shown.filter.isEmpty() && action == Action.HELP)) {
            type(key.typed());
        } else if (action != null) {
            int by = switch (action) {
                case UP -> -1;
                case DOWN -> 1;
                case PAGE_UP -> -lines;
                case PAGE_DOWN -> lines;
                default -> 0;
            };
            if (action == Action.HELP) {
                help = null;
            } else if (action == Action.SUSPEND) {
                return new Effect.Suspend();
            } else {
                int most = Math.max(0, HelpView.lines(keys, shown.filter).size() - lines);
                help = new Help(shown.filter, Math.clamp(shown.top + (long) by, 0, most));
            }
        }
        return null;
    }

    private void click(int x, int y) {
        Layout layout = layout();
        if (prompt != null || help != null || layout.tooSmall()) {
            return;
        }
        notice = "";
        choosingWhatToCopy = false;
        if (layout.tabs() && y == 0) {
            int tab = TabsView.at(this, x);
            if (tab >= 0) {
                look(tab);
            }
        } else if (layout.list().contains(x, y)) {
            int row = build().listTop() + y - layout.list().y() - 1;
            boolean again = !onDetail && row == build().selectedRow();
            goInto(false);
            if (row >= build().listTop() && row < build().rows().size()) {
                select(row);
                if (again) {
                    open();
                }
            }
        } else if (layout.detail().contains(x, y)) {
            goInto(true);
        }
        fit();
    }

    private void wheel(Input.Wheel wheel) {
        if (help != null) {
            int most = Math.max(0, HelpView.lines(keys, help.filter).size() - Math.max(1, height - 2));
            help = new Help(help.filter, Math.clamp(help.top + (long) wheel.lines(), 0, most));
        } else if (layout().detail().contains(wheel.x(), wheel.y())) {
            scroll(wheel.lines());
        } else if (layout().list().contains(wheel.x(), wheel.y())) {
            select(Math.max(0, build().selectedRow() + wheel.lines()));
            fit();
        }
    }

    private static String web(@Nullable String url) {
        return url != null && (url.startsWith("https://") || url.startsWith("http://")) ? url : "";
    }

    /** The job's page, at the line where the provider has addresses for lines. */
    private static String jobPage(TriageCard card) {
        String job = web(card.job().url());
        if (job.isEmpty()) {
            return web(card.build().url());
        }
        return card.build().provider().equals("buildkite") && job.contains("#") ? job + "/" + card.line() : job;
    }

    /** Shows a card's lines in the colours of its log, by their numbers. */
    void colors(TriageCard card, Map<Long, InkedLine> lines) {
        coloredCard = card.id();
        colors = lines;
    }

    /** Shows a sentence in the footer until the next key. */
    void notice(String sentence) {
        notice = sentence;
    }

    Layout layout() {
        OpenBuild build = build();
        BuildRef ref = build.build();
        return Layout.of(
                width,
                height,
                builds.size() > 1,
                ref == null || !Wording.commitMessage(ref).isEmpty(),
                onDetail,
                zoomed,
                build.rows().size(),
                build.request().complete());
    }

    Detail detail() {
        OpenBuild build = build();
        FailureRow row = build.selected();
        TriageCard card = build.card();
        if (row == null || card == null) {
            return Detail.NONE;
        }
        Layout.Pane pane = layout().detail();
        DetailOf wanted = new DetailOf(
                card,
                row,
                pane.shown() ? pane.width() : width,
                onDetail || pane.lines() >= ROOMY_FROM ? Detail.EVERYTHING : pane.lines(),
                card.id().equals(coloredCard) ? colors : Map.of());
        if (!wanted.equals(detailOf)) {
            detail = Detail.of(row, build.occurrence(), wanted.width, wanted.room, wanted.colors);
            detailOf = wanted;
        }
        return detail;
    }

    KeyTable keys() {
        return keys;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    List<OpenBuild> builds() {
        return builds;
    }

    /** The build that is looked at. */
    OpenBuild build() {
        return builds.get(current);
    }

    boolean onDetail() {
        return onDetail;
    }

    /** What is being typed into the footer, or null. */
    @Nullable
    Prompt prompt() {
        return prompt;
    }

    boolean choosingWhatToCopy() {
        return choosingWhatToCopy;
    }

    /** Null if it is not shown. */
    @Nullable
    Help help() {
        return help;
    }

    String notice() {
        return notice;
    }

    boolean mouse() {
        return mouse;
    }

    /** What stands out in the details. */
    Highlight highlightInDetail() {
        return search.isEmpty() ? build().filter().highlight() : new Highlight(List.of(search));
    }
}
