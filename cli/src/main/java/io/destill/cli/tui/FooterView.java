package io.destill.cli.tui;

import static io.destill.cli.tui.Action.*;

import io.destill.cli.report.Cells;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Glyphs;
import io.destill.cli.screen.Style;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The last line: what is being typed, what was done, or the keys that work here. */
final class FooterView {

    /** The most wanted first; the rest of the table follows as far as there is room. */
    private static final List<Action> IN_LIST =
            List.of(UP, OPEN, FILTER, HELP, QUIT, WHOLE_LOG, COPY, BROWSE_JOB, EDIT, NEXT_BUILD, SORT);

    private static final List<Action> IN_DETAIL =
            List.of(UP, BACK, FILTER, HELP, QUIT, WHOLE_LOG, PREVIOUS_OCCURRENCE, COPY, BROWSE_JOB, EDIT, NEXT_BUILD);

    private FooterView() {}

    static void draw(TriageState state, Canvas canvas) {
        int y = canvas.height() - 1;
        Prompt prompt = state.prompt();
        if (prompt != null) {
            prompt(canvas, y, prompt);
        } else if (state.choosingWhatToCopy()) {
            int x = canvas.text(0, y, canvas.width(), "Copy: ", Style.WARN);
            x = keys(state, canvas, x, y, EnumSet.of(COPY_SPAN, COPY_MESSAGE, COPY_SUMMARY));
            canvas.text(x, y, canvas.width() - x, "any other key leaves it", Style.DIM);
        } else if (!state.notice().isEmpty()) {
            canvas.text(0, y, canvas.width(), state.notice(), Style.WARN);
        } else {
            keys(state, canvas, 0, y, fitting(state, canvas.width()));
        }
    }

    private static void prompt(Canvas canvas, int y, Prompt prompt) {
        int labelEnd = canvas.text(0, y, canvas.width(), prompt.label(), Style.TITLE);
        int room = canvas.width() - labelEnd - 1;
        String text = Glyphs.line(prompt.text());
        // Of what is too long, the end is seen.
        while (Cells.width(text) > room) {
            text = text.substring(Character.charCount(text.codePointAt(0)));
        }
        int end = canvas.text(labelEnd, y, room, text, Style.STRONG);
        canvas.text(end + 3, y, canvas.width() - end - 3, prompt.hint(), Style.DIM);
        canvas.cursor(end, y);
    }

    /** The bindings' first actions, as many as there is room for. */
    private static Set<Action> fitting(TriageState state, int width) {
        Set<Action> fitting = EnumSet.noneOf(Action.class);
        int used = 0;
        List<Action> wanted = state.onDetail() ? IN_DETAIL : IN_LIST;
        List<Action> all = KeyTable.BINDINGS.stream()
                .map(binding -> binding.actions().getFirst())
                .filter(action -> !wanted.contains(action) && !action.choosesWhatToCopy())
                .filter(action -> !(action == OPEN || action == BACK))
                .toList();
        for (List<Action> some : List.of(wanted, all)) {
            for (Action action : some) {
                KeyTable.Binding binding = KeyTable.binding(action);
                int needed = width(state, binding);
                if (!binding.brief().isEmpty()
                        && !state.keys().shortLabel(binding).isEmpty()
                        && used + needed <= width
                        && state.obstacle(action) == null) {
                    fitting.add(binding.actions().getFirst());
                    used += needed + 2;
                }
            }
        }
        return fitting;
    }

    private static int width(TriageState state, KeyTable.Binding binding) {
        return Cells.width(state.keys().shortLabel(binding)) + 1 + Cells.width(binding.brief());
    }

    /** Writes bindings in the table's order. */
    private static int keys(TriageState state, Canvas canvas, int from, int y, Set<Action> shown) {
        int x = from;
        for (KeyTable.Binding binding : KeyTable.BINDINGS) {
            if (shown.contains(binding.actions().getFirst())) {
                x = canvas.text(x, y, canvas.width() - x, state.keys().shortLabel(binding), Style.STRONG) + 1;
                x = canvas.text(x, y, canvas.width() - x, binding.brief(), Style.DIM) + 2;
            }
        }
        return x;
    }
}
