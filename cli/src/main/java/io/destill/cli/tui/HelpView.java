package io.destill.cli.tui;

import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every key and what it does, as far as it has the letters that were typed. */
final class HelpView {

    private static final int KEYS = 22;

    private HelpView() {}

    /** A heading has no keys. */
    record Line(String keys, String text) {}

    static List<Line> lines(KeyTable keys, String filter) {
        String wanted = filter.toLowerCase(Locale.ROOT);
        List<Line> lines = new ArrayList<>();
        String group = "";
        for (KeyTable.Binding binding : KeyTable.BINDINGS) {
            String label = keys.label(binding);
            if ((label + " " + binding.help()).toLowerCase(Locale.ROOT).contains(wanted)
                    || binding.group().toLowerCase(Locale.ROOT).contains(wanted)) {
                if (!binding.group().equals(group)) {
                    group = binding.group();
                    lines.add(new Line("", group));
                }
                lines.add(new Line(label, binding.help()));
            }
        }
        return lines;
    }

    static void draw(TriageState state, Canvas canvas, TriageState.Help help) {
        int end = canvas.text(0, 0, canvas.width(), "Keys", Style.TITLE);
        List<Line> lines = lines(state.keys(), help.filter());
        int room = canvas.height() - 2;
        int last = Math.min(lines.size(), help.top() + room);
        if (lines.size() > room) {
            canvas.text(
                    end,
                    0,
                    canvas.width() - end,
                    " · lines " + (help.top() + 1) + "–" + last + " of " + lines.size() + ", ↑ ↓ scroll",
                    Style.DIM);
        }
        Canvas.Highlight highlight = new Canvas.Highlight(List.of(help.filter()));
        for (int i = help.top(); i < last; i++) {
            int y = 1 + i - help.top();
            Line line = lines.get(i);
            if (line.keys().isEmpty()) {
                canvas.text(0, y, canvas.width(), line.text(), Style.ACCENT);
            } else {
                canvas.text(2, y, KEYS, line.keys(), Style.STRONG, highlight);
                canvas.text(KEYS + 3, y, canvas.width() - KEYS - 3, line.text(), Style.PLAIN, highlight);
            }
        }
        if (lines.isEmpty()) {
            canvas.text(2, 1, canvas.width() - 2, "No key does that.", Style.PLAIN);
        }
        int y = canvas.height() - 1;
        int x = canvas.text(0, y, canvas.width(), "Look up: ", Style.TITLE);
        x = canvas.text(x, y, canvas.width() - x, help.filter(), Style.STRONG);
        canvas.cursor(x, y);
        canvas.text(x + 3, y, canvas.width() - x - 3, "type to look a key up, Esc goes back", Style.DIM);
    }
}
