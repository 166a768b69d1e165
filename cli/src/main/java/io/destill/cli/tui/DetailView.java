package io.destill.cli.tui;

import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Style;
import io.destill.cli.tui.Listing.FailureRow;
import java.util.List;

/** Everything that is known of the failure that is selected. */
final class DetailView {

    private DetailView() {}

    static void draw(TriageState state, Canvas canvas, Layout.Pane pane) {
        OpenBuild build = state.build();
        List<List<Detail.Piece>> lines = state.detail().lines();
        int top = build.detailTop();
        int last = Math.min(lines.size(), top + pane.lines());
        TriageView.title(canvas, pane, title(build, lines.size(), top, last, pane.lines()), state.onDetail());
        for (int i = top; i < last; i++) {
            int x = pane.x();
            int y = pane.y() + 1 + i - top;
            for (Detail.Piece piece : lines.get(i)) {
                x = canvas.text(
                        x, y, pane.x() + pane.width() - x, piece.text(), piece.style(), state.highlightInDetail());
            }
        }
        if (lines.isEmpty() && build.onFold()) {
            canvas.text(pane.x(), pane.y() + 1, pane.width(), "Enter opens the job.", Style.DIM);
        }
    }

    private static String title(OpenBuild build, int size, int top, int last, int room) {
        FailureRow row = build.selected();
        String which = row == null || row.cards().size() == 1
                ? ""
                : " " + (build.occurrence() + 1) + " of " + row.cards().size();
        return "Details" + which + (size <= room ? "" : " · lines " + (top + 1) + "–" + last + " of " + size);
    }
}
