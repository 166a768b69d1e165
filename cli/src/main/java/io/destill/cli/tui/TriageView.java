package io.destill.cli.tui;

import io.destill.cli.report.Cells;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Glyphs;
import io.destill.cli.screen.Style;

/** Draws a {@link TriageState}, and changes nothing of it. */
final class TriageView {

    private TriageView() {}

    static void draw(TriageState state, Canvas canvas) {
        Layout layout = state.layout();
        if (layout.tooSmall()) {
            tooSmall(canvas);
        } else if (state.help() != null) {
            HelpView.draw(state, canvas, state.help());
        } else {
            if (layout.tabs()) {
                TabsView.draw(state, canvas);
            }
            HeaderView.draw(state, canvas, layout);
            if (layout.list().shown()) {
                ListView.draw(state, canvas, layout.list());
            }
            if (layout.detail().shown()) {
                DetailView.draw(state, canvas, layout.detail());
            }
            if (layout.detail().x() > 0) {
                border(canvas, layout);
            }
            FooterView.draw(state, canvas);
        }
    }

    private static void border(Canvas canvas, Layout layout) {
        int x = layout.detail().x() - 2;
        canvas.text(x - 1, layout.list().y(), 3, "─┬─", Style.DIM);
        for (int y = layout.list().y() + 1;
                y < layout.list().y() + layout.list().height();
                y++) {
            canvas.fill(x, y, 1, '│', Style.DIM);
        }
    }

    private static void tooSmall(Canvas canvas) {
        String[] lines = {
            "Destill needs " + Layout.MIN_WIDTH + "×" + Layout.MIN_HEIGHT,
            "This is " + canvas.width() + "×" + canvas.height(),
            "Ctrl-C quits"
        };
        for (int i = 0; i < lines.length; i++) {
            canvas.text(0, i, canvas.width(), lines[i], Style.PLAIN);
        }
    }

    /** The line above a pane. */
    static void title(Canvas canvas, Layout.Pane pane, String text, boolean focused) {
        canvas.fill(pane.x(), pane.y(), pane.width(), '─', Style.DIM);
        canvas.text(
                pane.x(),
                pane.y(),
                pane.width(),
                (focused ? "▸ " : "─ ") + text + " ",
                focused ? Style.TITLE : Style.PLAIN);
    }

    /** Writes text so that it ends at the right edge of so many columns, unless it would begin before {@code from}. */
    static void right(Canvas canvas, int y, int from, int end, String text, Style style) {
        String fitting = Cells.cut(Glyphs.line(text), end - from);
        canvas.text(end - Cells.width(fitting), y, end - from, fitting, style);
    }
}
