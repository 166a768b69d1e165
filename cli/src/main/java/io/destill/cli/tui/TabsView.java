package io.destill.cli.tui;

import io.destill.cli.report.Cells;
import io.destill.cli.report.RequestState;
import io.destill.cli.report.Wording;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Glyphs;
import io.destill.cli.screen.Style;

/** The line that names the builds of the session. */
final class TabsView {

    private static final int MAX_WIDTH = 32;
    private static final int GAP = 2;

    private TabsView() {}

    static void draw(TriageState state, Canvas canvas) {
        int x = -first(state);
        for (int i = 0; i < state.builds().size(); i++) {
            OpenBuild build = state.builds().get(i);
            boolean here = build == state.build();
            String label = label(build, i);
            if (x >= 0) {
                canvas.text(x, 0, canvas.width() - x, label, here ? Style.TITLE.with(Style.REVERSE) : Style.PLAIN);
            }
            x += Cells.width(label) + GAP;
        }
    }

    /** How far the line is pushed to the left, so that the build that is looked at is in sight. */
    private static int first(TriageState state) {
        int pushed = 0;
        int end = 0;
        int start = 0;
        for (int i = 0; i < state.builds().size(); i++) {
            int width = Cells.width(label(state.builds().get(i), i));
            while (state.builds().get(i) == state.build() && end + width - pushed > state.width() && pushed < end) {
                pushed += Cells.width(label(state.builds().get(start), start)) + GAP;
                start++;
            }
            end += width + GAP;
        }
        return pushed;
    }

    private static String label(OpenBuild build, int index) {
        RequestState request = build.request();
        // Of an address, the end tells more.
        String name = build.build() == null
                ? build.target().replaceFirst("^\\w+://[^/]*/", "")
                : Wording.build(build.build());
        String status = build.latest().failure() != null
                ? "!"
                : build.latest().complete()
                        ? String.valueOf(build.allFailures())
                        : request.resolved() ? request.jobsDone() + "/" + request.jobs() : "…";
        return " " + (index + 1) + " " + Cells.cut(Glyphs.line(name), MAX_WIDTH) + " " + status + " ";
    }

    /** The build whose name stands in a column, or -1. */
    static int at(TriageState state, int column) {
        int x = -first(state);
        for (int i = 0; i < state.builds().size(); i++) {
            int width = Cells.width(label(state.builds().get(i), i));
            if (column >= x && column < x + width) {
                return i;
            }
            x += width + GAP;
        }
        return -1;
    }
}
