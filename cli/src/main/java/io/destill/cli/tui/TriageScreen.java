package io.destill.cli.tui;

import com.googlecode.lanterna.TerminalPosition;
import com.googlecode.lanterna.screen.Screen;
import io.destill.cli.report.Cells;
import io.destill.cli.report.FailureGroup;
import io.destill.cli.report.SafeText;
import io.destill.cli.report.Wording;
import io.destill.contracts.BuildRef;
import io.destill.contracts.TriageCard;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws a {@link TriageView}: header, list, details and footer; list above details, or beside them where there is room for
 * log lines in both.
 */
final class TriageScreen {

    static final int MIN_WIDTH = 40;
    static final int MIN_HEIGHT = 10;

    private static final int SIDE_BY_SIDE_FROM = 120;
    private static final int MAX_LIST_WIDTH = 96;
    private static final int ROOMY_HEIGHT = 20;
    private static final int SPACIOUS_HEIGHT = 32;
    private static final int JOBS_FROM = 72;
    private static final int SPELLED_OUT_FROM = 90;
    private static final int LITTLE_CONTEXT = 2;
    private static final int BAR = 4;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    private final Screen screen;
    private final Canvas canvas;
    private final boolean utf8;

    TriageScreen(Screen screen, boolean colors, boolean utf8) {
        this.screen = screen;
        this.canvas = new Canvas(screen, colors, utf8);
        this.utf8 = utf8;
    }

    /**
     * Draws everything; only what has changed is sent.
     *
     * @param afresh whether what stands on the terminal is not to be relied on
     */
    void draw(TriageView view, boolean afresh) throws IOException {
        canvas.clear();
        screen.setCursorPosition(null);
        if (canvas.width() < MIN_WIDTH || canvas.height() < MIN_HEIGHT) {
            tooSmall();
        } else if (view.help()) {
            help();
        } else {
            everything(view);
        }
        screen.refresh(afresh ? Screen.RefreshType.COMPLETE : Screen.RefreshType.DELTA);
    }

    private void tooSmall() {
        String[] lines = {
            "Destill needs " + MIN_WIDTH + "×" + MIN_HEIGHT,
            "This is " + canvas.width() + "×" + canvas.height(),
            "q quits"
        };
        for (int i = 0; i < Math.min(lines.length, canvas.height()); i++) {
            canvas.text(0, i, canvas.width(), lines[i], Style.PLAIN);
        }
    }

    private void everything(TriageView view) {
        int top = header(view);
        int bottom = canvas.height() - 1;
        if (canvas.width() >= SIDE_BY_SIDE_FROM) {
            int listWidth = Math.min(MAX_LIST_WIDTH, canvas.width() * 45 / 100);
            int detailX = listWidth + 3;
            List<List<Detail.Piece>> detail = detail(view, canvas.width() - detailX, Integer.MAX_VALUE);
            view.layout(bottom - top - 1, bottom - top - 1, detail.size());
            list(view, top, bottom, listWidth);
            canvas.text(listWidth, top, 3, "─┬─", Style.DIM);
            for (int y = top + 1; y < bottom; y++) {
                canvas.fill(listWidth + 1, y, 1, '│', Style.DIM);
            }
            details(view, detail, detailX, top, bottom);
        } else {
            int room = bottom - top - 2;
            int listHeight =
                    Math.max(2, Math.min(room * 2 / 5, Math.max(3, view.rows().size())));
            int split = top + 1 + listHeight;
            int context = canvas.height() < SPACIOUS_HEIGHT ? LITTLE_CONTEXT : Integer.MAX_VALUE;
            List<List<Detail.Piece>> detail = detail(view, canvas.width(), context);
            view.layout(listHeight, bottom - split - 1, detail.size());
            list(view, top, split, canvas.width());
            details(view, detail, 0, split, bottom);
        }
        footer(view);
    }

    private int header(TriageView view) {
        BuildRef build = view.request().build();
        int y = 0;
        int x = canvas.text(0, y, canvas.width(), "destill", Style.TITLE) + 2;
        if (build != null) {
            int end = canvas.text(x, y, canvas.width() - x, Wording.build(build), Style.BOLD);
            right(y, end + 2, Wording.revision(build), Style.PLAIN);
            String message = Wording.commitMessage(build);
            if (canvas.height() >= ROOMY_HEIGHT && !message.isEmpty()) {
                canvas.text(0, ++y, canvas.width(), message, Style.PLAIN);
            }
        }
        String problems = view.request().jobsNotWhole() == 0
                ? ""
                : " · " + Wording.count(view.request().jobsNotWhole(), "job")
                        + " not whole (reasons follow when you quit)";
        boolean complete = view.request().complete();
        canvas.text(
                0,
                ++y,
                canvas.width(),
                Wording.progress(view.request()) + problems,
                problems.isEmpty() ? complete ? Style.GOOD : Style.ACCENT : Style.WARN);
        return y + 1;
    }

    private void right(int y, int from, String text, Style style) {
        String fitting = Cells.cut(text, canvas.width() - from);
        canvas.text(canvas.width() - Cells.width(fitting), y, canvas.width(), fitting, style);
    }

    private void list(TriageView view, int titleY, int bottom, int width) {
        String count = view.rows().isEmpty()
                ? ""
                : (view.selectedRow() + 1) + " of " + view.rows().size();
        String filtered = view.filter().isEmpty() ? "" : " · filter “" + view.filter() + "” of " + view.allRows();
        title(0, titleY, width, ("Failures " + count + filtered).strip(), view.focus() == TriageView.Focus.LIST);
        if (view.rows().isEmpty()) {
            canvas.text(2, titleY + 1, width - 2, whyEmpty(view), Style.PLAIN);
        }
        int last = Math.min(view.rows().size(), view.listTop() + bottom - titleY - 1);
        List<FailureGroup> visible = view.rows().subList(Math.min(view.listTop(), last), last);
        Columns columns = Columns.of(visible, width, view.request().jobs() > 1);
        for (int i = 0; i < visible.size(); i++) {
            row(view, view.listTop() + i, titleY + 1 + i, columns);
        }
    }

    /** How wide the parts of a row are that depend on what stands in them. */
    private record Columns(int all, int severityWidth, int timesWidth, int jobWidth) {

        static Columns of(List<FailureGroup> visible, int width, boolean severalJobs) {
            int times = 0;
            int job = 0;
            for (FailureGroup group : visible) {
                times = Math.max(times, Cells.width(times(group)));
                job = Math.max(job, Cells.width(jobs(group)));
            }
            return new Columns(
                    width,
                    width >= SPELLED_OUT_FROM ? 5 : 1,
                    times,
                    severalJobs && width >= JOBS_FROM ? Math.min(job, width / 4) : 0);
        }
    }

    private static String whyEmpty(TriageView view) {
        if (view.allRows() > 0) {
            return "No failure matches the filter; Esc clears it.";
        }
        if (!view.request().complete()) {
            return "Failures appear here as soon as a job is analysed.";
        }
        return view.request().jobs() == 0 ? "No job of this build failed." : "No failure was found.";
    }

    private void row(TriageView view, int row, int y, Columns columns) {
        FailureGroup group = view.rows().get(row);
        TriageCard card = group.card();
        boolean selected = row == view.selectedRow();
        Style whole = null;
        if (selected) {
            whole = view.focus() == TriageView.Focus.LIST ? Style.SELECTED : Style.SELECTED_ELSEWHERE;
            canvas.fill(0, y, columns.all, ' ', whole);
        }
        int x = canvas.text(0, y, 4, String.format("%s%3d", selected ? "▶" : " ", row + 1), or(whole, Style.PLAIN)) + 1;
        x = canvas.text(x, y, BAR, bar(card.confidenceScore()), or(whole, confidence(card.confidenceScore()))) + 1;
        x = canvas.text(x, y, 4, Wording.score(card.confidenceScore()), or(whole, Style.PLAIN)) + 1;
        String severity = card.severity().name();
        severity = columns.severityWidth == 1 ? severity.substring(0, 1) : Cells.pad(severity, columns.severityWidth);
        x = canvas.text(x, y, columns.severityWidth, severity, or(whole, severity(card))) + 1;
        if (columns.timesWidth > 0) {
            x = canvas.text(
                            x,
                            y,
                            columns.timesWidth,
                            Cells.pad(times(group), columns.timesWidth),
                            or(whole, Style.PLAIN))
                    + 1;
        }
        int jobX = columns.all - columns.jobWidth;
        canvas.text(x, y, jobX - (columns.jobWidth > 0 ? 2 : 0) - x, Wording.message(card), or(whole, Style.PLAIN));
        canvas.text(jobX, y, columns.jobWidth, jobs(group), or(whole, Style.ACCENT));
    }

    private static Style or(@Nullable Style whole, Style part) {
        return whole == null ? part : whole;
    }

    /** Occurrences, and in how many jobs: {@code 6×2j}. */
    private static String times(FailureGroup group) {
        int jobs = group.jobs().size();
        return group.occurrences() == 1 ? "" : group.occurrences() + "×" + (jobs == 1 ? "" : jobs + "j");
    }

    private static String jobs(FailureGroup group) {
        int more = group.jobs().size() - 1;
        String allowance = Wording.allowance(group.card().job());
        return (allowance.isEmpty() ? "" : "(" + allowance + ") ")
                + Wording.job(group.card().job())
                + (more == 0 ? "" : " +" + more);
    }

    private String bar(double confidence) {
        int eighths = (int) Math.round(Math.clamp(confidence, 0, 1) * BAR * 8);
        if (!utf8) {
            return Cells.pad("#".repeat((eighths + 4) / 8), BAR);
        }
        String bar = "█".repeat(eighths / 8) + (eighths % 8 == 0 ? "" : EIGHTHS.charAt(eighths % 8));
        return Cells.pad(bar, BAR);
    }

    private static Style confidence(double score) {
        return score >= 0.7 ? Style.BAD : score >= 0.4 ? Style.WARN : Style.DIM;
    }

    private static Style severity(TriageCard card) {
        return switch (card.severity()) {
            case FATAL, ERROR -> Style.BAD;
            case WARN -> Style.WARN;
            case INFO -> Style.DIM;
        };
    }

    private static List<List<Detail.Piece>> detail(TriageView view, int width, int context) {
        FailureGroup group = view.selected();
        return group == null ? List.of() : Detail.lines(group, width, context);
    }

    private void details(TriageView view, List<List<Detail.Piece>> lines, int x, int titleY, int bottom) {
        int height = bottom - titleY - 1;
        int last = Math.min(lines.size(), view.detailTop() + height);
        String position =
                lines.size() <= height ? "" : " · lines " + (view.detailTop() + 1) + "–" + last + " of " + lines.size();
        title(x, titleY, canvas.width() - x, "Details" + position, view.focus() == TriageView.Focus.DETAIL);
        for (int i = view.detailTop(); i < last; i++) {
            int column = x;
            for (Detail.Piece piece : lines.get(i)) {
                column = canvas.text(
                        column,
                        titleY + 1 + i - view.detailTop(),
                        canvas.width() - column,
                        piece.text(),
                        piece.style());
            }
        }
    }

    private void title(int x, int y, int width, String text, boolean focused) {
        canvas.fill(x, y, width, '─', Style.DIM);
        canvas.text(x, y, width, focused ? "▸ " + text + " " : "─ " + text + " ", focused ? Style.TITLE : Style.PLAIN);
    }

    private void footer(TriageView view) {
        int y = canvas.height() - 1;
        if (view.typing()) {
            String prompt = "/" + SafeText.line(view.filter());
            int end = canvas.text(0, y, canvas.width() - 1, prompt, Style.BOLD);
            canvas.text(end + 3, y, canvas.width() - end - 3, "Enter keeps it, Esc clears it", Style.DIM);
            screen.setCursorPosition(new TerminalPosition(end, y));
            return;
        }
        if (!view.notice().isEmpty()) {
            canvas.text(0, y, canvas.width(), view.notice(), Style.WARN);
            return;
        }
        int x = 0;
        for (KeyTable.Binding binding : KeyTable.BINDINGS) {
            int needed = Cells.width(binding.keys()) + 1 + Cells.width(binding.brief());
            if (!binding.brief().isEmpty() && x + needed <= canvas.width()) {
                x = canvas.text(x, y, needed, binding.keys(), Style.BOLD) + 1;
                x = canvas.text(x, y, needed, binding.brief(), Style.DIM) + 2;
            }
        }
    }

    private void help() {
        canvas.text(0, 0, canvas.width(), "Keys", Style.TITLE);
        int y = 1;
        for (KeyTable.Binding binding : KeyTable.BINDINGS) {
            if (y < canvas.height() - 1) {
                canvas.text(2, y, 14, binding.keys(), Style.BOLD);
                canvas.text(17, y++, canvas.width() - 17, binding.help(), Style.PLAIN);
            }
        }
        canvas.text(0, canvas.height() - 1, canvas.width(), "Any key goes back.", Style.DIM);
    }
}
