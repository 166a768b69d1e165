package io.destill.cli.tui;

import io.destill.cli.report.Cells;
import io.destill.cli.report.RequestState;
import io.destill.cli.report.Wording;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Canvas.Highlight;
import io.destill.cli.screen.Style;
import io.destill.cli.tui.Listing.FailureRow;
import io.destill.cli.tui.Listing.JobRow;
import io.destill.cli.tui.Listing.Row;
import io.destill.cli.tui.Listing.Sort;
import io.destill.contracts.Recurrence;
import io.destill.contracts.TriageCard;
import io.destill.history.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The failures, a line each. */
final class ListView {

    private static final int JOBS_FROM = 72;
    private static final int SPELLED_OUT_FROM = 90;
    private static final int BAR = 4;

    private ListView() {}

    static void draw(TriageState state, Canvas canvas, Layout.Pane pane) {
        OpenBuild build = state.build();
        TriageView.title(canvas, pane, title(build), !state.onDetail());
        if (build.rows().isEmpty()) {
            canvas.text(pane.x() + 2, pane.y() + 1, pane.width() - 2, whyEmpty(build), Style.PLAIN);
            hidden(state, canvas, pane, pane.y() + 2);
            return;
        }
        int last = Math.min(build.rows().size(), build.listTop() + pane.lines());
        List<Row> visible = build.rows().subList(Math.min(build.listTop(), last), last);
        Columns columns = Columns.of(visible, pane, build);
        Highlight highlight = build.filter().highlight();
        for (int i = 0; i < visible.size(); i++) {
            int y = pane.y() + 1 + i;
            boolean selected = build.listTop() + i == build.selectedRow();
            if (selected) {
                canvas.text(pane.x(), y, 1, "▶", state.onDetail() ? Style.DIM : Style.TITLE);
            }
            switch (visible.get(i)) {
                case JobRow job -> fold(canvas, pane, y, job);
                case FailureRow failure -> failure(build, canvas, y, failure, columns, highlight);
            }
            if (selected && !state.onDetail()) {
                canvas.background(pane.x(), y, pane.width(), Style.SELECTION);
            }
        }
        hidden(state, canvas, pane, pane.y() + 1 + visible.size());
    }

    private static String title(OpenBuild build) {
        List<String> parts = new ArrayList<>();
        int rows = build.rows().size();
        parts.add("Failures" + (rows == 0 ? "" : " " + (build.selectedRow() + 1) + " of " + rows));
        if (build.sort() != Sort.CONFIDENCE) {
            parts.add("by " + build.sort().name().toLowerCase(Locale.ROOT));
        }
        if (build.byJob()) {
            parts.add("folded by job");
        }
        if (!build.filter().isEmpty()) {
            parts.add("filter “" + build.filter().typed() + "” of " + build.allFailures());
        }
        return String.join(" · ", parts);
    }

    private static String whyEmpty(OpenBuild build) {
        RequestState request = build.request();
        if (!build.filter().isEmpty() && build.allFailures() > 0) {
            return "No failure matches the filter; Esc clears it.";
        }
        if (build.allFailures() > 0) {
            return "Every failure is hidden.";
        }
        if (request.failure() != null) {
            return "This could not be analysed; the reason stands above.";
        }
        if (!request.complete()) {
            return "Failures appear here as soon as a job is analysed.";
        }
        return request.jobs() == 0 ? "No job of this build failed." : "No failure was found.";
    }

    /** What is not shown, and how to see it, below the last row if there is room. */
    private static void hidden(TriageState state, Canvas canvas, Layout.Pane pane, int y) {
        Listing listing = state.build().listing();
        List<String> parts = new ArrayList<>();
        if (listing.noise() > 0) {
            parts.add(listing.noise() + " unlikely or noise: " + state.keys().label(Action.SHOW_NOISE));
        }
        if (listing.letPass() > 0) {
            parts.add(listing.letPass() + " in jobs that were let pass: "
                    + state.keys().label(Action.SHOW_PASSED));
        }
        if (!parts.isEmpty() && y < pane.y() + pane.height()) {
            canvas.text(pane.x() + 5, y, pane.width() - 5, "+ " + String.join(" · ", parts), Style.DIM);
        }
    }

    /** How wide the parts of a row are that depend on what stands in them. */
    private record Columns(int x, int end, int rank, int severity, int timesWidth, int seenWidth, int job) {

        static Columns of(List<Row> visible, Layout.Pane pane, OpenBuild build) {
            int times = 0;
            int seen = 0;
            int job = 0;
            for (Row row : visible) {
                if (row instanceof FailureRow failure) {
                    times = Math.max(times, Cells.width(times(failure)));
                    seen = Math.max(seen, Cells.width(seen(failure.card().recurrence())));
                    job = Math.max(job, Cells.width(jobs(failure)));
                }
            }
            boolean jobs = !build.byJob() && build.request().jobs() > 1 && pane.width() >= JOBS_FROM;
            return new Columns(
                    pane.x(),
                    pane.x() + pane.width(),
                    Math.max(3, Integer.toString(build.allFailures()).length()),
                    pane.width() >= SPELLED_OUT_FROM ? 5 : 1,
                    times,
                    seen,
                    jobs ? Math.min(job, pane.width() / 4) : 0);
        }
    }

    private static void fold(Canvas canvas, Layout.Pane pane, int y, JobRow job) {
        int x = canvas.text(pane.x() + 2, y, 2, job.closed() ? "▸ " : "▾ ", Style.ACCENT);
        x = canvas.text(x, y, pane.width() - 4, Wording.job(job.job()), Style.TITLE);
        String allowance = Wording.allowance(job.job());
        String facts =
                " · " + Wording.count(job.failures(), "failure") + (allowance.isEmpty() ? "" : " · " + allowance);
        canvas.text(x, y, pane.x() + pane.width() - x, facts, Style.DIM);
    }

    private static void failure(
            OpenBuild build, Canvas canvas, int y, FailureRow row, Columns columns, Highlight highlight) {
        TriageCard card = row.card();
        move(canvas, columns.x + 1, y, build.move(row));
        boolean weak = row.mark() == Mark.NOISE;
        int x = canvas.text(
                        columns.x + 2,
                        y,
                        columns.rank,
                        String.format("%" + columns.rank + "d", row.rank()),
                        Style.PLAIN)
                + 1;
        double confidence = card.confidenceScore();
        x = canvas.text(x, y, BAR, Bars.bar(confidence, BAR), Bars.style(confidence)) + 1;
        x = canvas.text(x, y, 4, Wording.score(confidence), Style.PLAIN) + 1;
        String severity = card.severity().name();
        x = part(canvas, x, y, columns.severity, severity, Bars.style(card.severity()));
        x = part(canvas, x, y, columns.timesWidth, times(row), Style.PLAIN);
        Recurrence recurrence = card.recurrence();
        if (recurrence != null) {
            part(canvas, x, y, columns.seenWidth, seen(recurrence), Bars.style(recurrence.status()));
        }
        x += columns.seenWidth == 0 ? 0 : columns.seenWidth + 1;
        if (row.mark() == Mark.CAUSE) {
            x = canvas.text(x, y, 2, "★ ", Style.GOOD);
        } else if (weak) {
            x = canvas.text(x, y, 2, "∅ ", Style.DIM);
        }
        int jobX = columns.end - columns.job;
        int room = jobX - (columns.job > 0 ? 2 : 0) - x;
        canvas.text(x, y, room, Wording.message(card), weak ? Style.DIM.with(Style.STRIKE) : Style.PLAIN, highlight);
        canvas.text(jobX, y, columns.job, jobs(row), Style.ACCENT, highlight);
    }

    /** @return the column after it and a blank; the same if the part has no width */
    private static int part(Canvas canvas, int x, int y, int width, String text, Style style) {
        if (width == 0) {
            return x;
        }
        canvas.text(x, y, width, width == 1 ? text.substring(0, 1) : text, style);
        return x + width + 1;
    }

    private static void move(Canvas canvas, int x, int y, Moves.@Nullable Move move) {
        switch (move) {
            case NEW -> canvas.text(x, y, 1, "+", Style.GOOD);
            case UP -> canvas.text(x, y, 1, "▲", Style.GOOD);
            case DOWN -> canvas.text(x, y, 1, "▼", Style.WARN);
            case null -> {}
        }
    }

    /** Occurrences, and in how many jobs: {@code 6×2j}. */
    private static String times(FailureRow row) {
        return row.occurrences() == 1 ? "" : row.occurrences() + "×" + (row.jobs() == 1 ? "" : row.jobs() + "j");
    }

    private static String seen(@Nullable Recurrence recurrence) {
        if (recurrence == null) {
            return "";
        }
        return switch (recurrence.status()) {
            case NEW -> "new";
            case RECURRING -> "seen " + recurrence.builds();
            case KNOWN_FLAKY -> "flaky";
            case FIXED_AND_BACK -> "back";
            case UNKNOWN -> "?";
        };
    }

    private static String jobs(FailureRow row) {
        int more = row.jobs() - 1;
        String allowance = Wording.allowance(row.card().job());
        return (allowance.isEmpty() ? "" : "(" + allowance + ") ")
                + Wording.job(row.card().job())
                + (more == 0 ? "" : " +" + more);
    }
}
