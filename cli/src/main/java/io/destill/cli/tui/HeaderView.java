package io.destill.cli.tui;

import io.destill.cli.report.Cells;
import io.destill.cli.report.RequestState;
import io.destill.cli.report.Wording;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Style;
import io.destill.contracts.BuildRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The build, and how far its analysis is. */
final class HeaderView {

    private static final int BAR = 16;
    private static final int BAR_FROM = 70;

    private HeaderView() {}

    static void draw(TriageState state, Canvas canvas, Layout layout) {
        OpenBuild build = state.build();
        BuildRef ref = build.build();
        int y = layout.tabs() ? 1 : 0;
        int last = layout.headerLines() - 1;
        int x = canvas.text(0, y, canvas.width(), "destill", Style.TITLE) + 2;
        if (ref == null) {
            canvas.text(x, y, canvas.width() - x, build.target(), Style.STRONG);
        } else {
            int end = canvas.text(x, y, canvas.width() - x, Wording.build(ref), Style.STRONG);
            revision(canvas, y, end + 2, ref);
            if (y + 1 < last) {
                canvas.text(0, y + 1, canvas.width(), Wording.commitMessage(ref), Style.PLAIN);
            }
        }
        if (last > y) {
            progress(build, canvas, last);
        }
    }

    private static void revision(Canvas canvas, int y, int from, BuildRef build) {
        String text = Wording.revision(build);
        String state = build.state();
        TriageView.right(canvas, y, from, canvas.width(), text, Style.PLAIN);
        if (state != null && Cells.width(text) <= canvas.width() - from && text.endsWith(state)) {
            canvas.text(canvas.width() - Cells.width(state), y, Cells.width(state), state, style(state));
        }
    }

    private static Style style(String state) {
        return switch (state) {
            case "passed" -> Style.GOOD;
            case "failed", "failing" -> Style.BAD;
            default -> Style.WARN;
        };
    }

    private static void progress(OpenBuild build, Canvas canvas, int y) {
        RequestState request = build.latest();
        String failure = request.failureReason();
        if (failure != null) {
            canvas.text(0, y, canvas.width(), failure, Style.BAD);
            return;
        }
        int x = 0;
        if (!request.complete() && request.jobs() > 0 && canvas.width() >= BAR_FROM) {
            int full = (int) ((long) BAR * request.jobsDone() / request.jobs());
            canvas.fill(0, y, full, '━', Style.ACCENT);
            canvas.fill(full, y, BAR - full, '─', Style.DIM);
            x = BAR + 1;
        }
        List<String> parts = parts(request);
        if (build.isFetchedAgain()) {
            parts.addFirst("fetching again");
        }
        x = canvas.text(
                x, y, canvas.width() - x, String.join(" · ", parts), request.complete() ? Style.DIM : Style.ACCENT);
        if (request.jobsNotWhole() > 0) {
            canvas.text(
                    x,
                    y,
                    canvas.width() - x,
                    " · " + Wording.count(request.jobsNotWhole(), "job") + " not whole (reasons follow when you quit)",
                    Style.WARN);
        }
    }

    private static List<String> parts(RequestState request) {
        List<String> parts = new ArrayList<>();
        if (!request.resolved()) {
            parts.add("looking up the build");
            return parts;
        }
        if (request.complete()) {
            parts.add(Wording.count(request.jobs(), "job") + " analysed");
        } else {
            parts.add(Wording.count(request.jobs(), "job"));
            parts.add(request.jobsFetched() + " fetched");
            parts.add(request.jobsDone() + " analysed");
        }
        parts.add(Wording.count(request.cards(), "failure") + (request.complete() ? "" : " so far"));
        if (request.bytes() > 0) {
            parts.add(Wording.bytes(request.bytes()));
        }
        if (request.complete() && !request.settled()) {
            parts.add("comparing with jobs that passed");
        }
        String compared = Wording.compared(request);
        if (request.settled() && !compared.isEmpty()) {
            parts.add(compared.replaceFirst("^Ranked", "ranked"));
        }
        if (!request.complete() && !request.fetching().isEmpty()) {
            RequestState.Fetching first = request.fetching().getFirst();
            parts.add("now " + Wording.job(first.job())
                    + (first.totalBytes() > 0 ? " " + 100 * first.bytes() / first.totalBytes() + "%" : ""));
            request.fetching().stream()
                    .map(RequestState.Fetching::waitsFor)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(reason -> parts.add(String.valueOf(reason)));
        }
        return parts;
    }
}
