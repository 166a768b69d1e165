package io.destill.cli.pager;

import io.destill.analysis.Ink;
import io.destill.analysis.InkedLine;
import io.destill.analysis.LogGroup;
import io.destill.cli.report.Cells;
import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Glyphs;
import io.destill.cli.screen.Style;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws a {@link LogScreen}: a head, the lines with their numbers, and a foot. */
final class LogView {

    private static final int KEYS = 22;

    private LogView() {}

    /** @param digits how many cells the line numbers take */
    static void draw(LogScreen screen, Canvas canvas, int digits) {
        if (screen.help()) {
            help(canvas);
            return;
        }
        head(screen, canvas);
        try {
            int y = 1;
            for (Pager.Row row : screen.pager().rows()) {
                row(row, canvas, y++, digits);
            }
        } catch (IOException e) {
            canvas.text(0, 1, canvas.width(), "The log cannot be read: " + e.getMessage(), Style.BAD);
        }
        foot(screen, canvas);
    }

    private static void head(LogScreen screen, Canvas canvas) {
        Pager pager = screen.pager();
        OpenLog log = pager.log();
        canvas.fill(0, 0, canvas.width(), '─', Style.DIM);
        String place = String.format(
                Locale.ROOT,
                " line %,d of %,d%s ",
                Math.min(pager.current(), log.lines()),
                log.lines(),
                log.isComplete() ? "" : ", and more");
        int room = canvas.width() - Cells.width(place);
        int x = canvas.text(0, 0, room, "▸ " + screen.name() + " ", Style.TITLE);
        LogGroup group = pager.group();
        if (group != null && x < room) {
            canvas.text(x, 0, room - x, "· " + group.title() + " ", Style.PLAIN);
        }
        canvas.text(Math.max(0, room), 0, canvas.width(), place, Style.PLAIN);
    }

    private static void row(Pager.Row row, Canvas canvas, int y, int digits) {
        Style bar = row.mark() == Pager.Mark.NONE ? Style.DIM : Style.BAD;
        String number = row.from() == 0 || !row.continued() ? String.valueOf(row.number()) : "";
        canvas.text(0, y, digits, " ".repeat(Math.max(0, digits - number.length())) + number, bar);
        String mark = switch (row.mark()) {
            case NONE -> " ";
            case SPAN -> "│";
            case PRIMARY -> "▶";
        };
        canvas.text(digits, y, 1, mark, Style.BAD);
        int x = text(row, canvas, digits + 1, y);
        if (row.hidden() > 0) {
            canvas.text(
                    x,
                    y,
                    canvas.width() - x,
                    String.format(Locale.ROOT, " … %,d more lines, z shows them", row.hidden()),
                    Style.DIM);
        }
        if (row.current()) {
            canvas.background(0, y, canvas.width(), Style.SELECTION);
        }
    }

    /** Piece by piece, each of one ink, and in or out of a match. */
    private static int text(Pager.Row row, Canvas canvas, int from, int y) {
        String text = row.line().text();
        int x = from;
        for (int start = row.from(); start < row.to(); ) {
            int end = row.to();
            Ink ink = Ink.PLAIN;
            for (InkedLine.Run run : row.line().runs()) {
                if (run.start() <= start && start < run.end()) {
                    ink = run.ink();
                    end = Math.min(end, run.end());
                } else if (run.start() > start) {
                    end = Math.min(end, run.start());
                }
            }
            boolean match = false;
            List<Integer> matches = row.matches();
            for (int i = 0; i < matches.size(); i += 2) {
                if (matches.get(i) <= start && start < matches.get(i + 1)) {
                    match = true;
                    end = Math.min(end, matches.get(i + 1));
                } else if (matches.get(i) > start) {
                    end = Math.min(end, matches.get(i));
                }
            }
            Style style = Inks.style(ink);
            x = canvas.text(
                    x, y, canvas.width() - x, text.substring(start, end), match ? style.on(Style.MATCH) : style);
            start = end;
        }
        return x;
    }

    private static void foot(LogScreen screen, Canvas canvas) {
        int y = canvas.height() - 1;
        LogScreen.Prompt prompt = screen.prompt();
        String notice = screen.pager().notice();
        if (prompt != null) {
            int x = canvas.text(0, y, canvas.width(), prompt.label, Style.TITLE);
            String typed = Glyphs.line(screen.typed());
            // Of what is too long, the end is seen.
            while (Cells.width(typed) > canvas.width() - x - 1) {
                typed = typed.substring(Character.charCount(typed.codePointAt(0)));
            }
            x = canvas.text(x, y, canvas.width() - x, typed, Style.STRONG);
            canvas.cursor(x, y);
        } else if (!notice.isEmpty()) {
            canvas.text(0, y, canvas.width(), notice, Style.WARN);
        } else {
            keys(canvas, y);
        }
    }

    /** As many as there is room for; how to leave and to learn more first. */
    private static void keys(Canvas canvas, int y) {
        int room = canvas.width() - width(LogAction.HELP) - width(LogAction.QUIT);
        int x = 0;
        for (LogAction action : LogAction.values()) {
            boolean always = action == LogAction.HELP || action == LogAction.QUIT;
            if (!action.brief().isEmpty() && (always || width(action) <= room)) {
                room -= always ? 0 : width(action);
                x = canvas.text(x, y, canvas.width() - x, label(action.keys().getFirst()), Style.STRONG) + 1;
                x = canvas.text(x, y, canvas.width() - x, action.brief(), Style.DIM) + 2;
            }
        }
    }

    private static int width(LogAction action) {
        return Cells.width(label(action.keys().getFirst())) + Cells.width(action.brief()) + 3;
    }

    private static void help(Canvas canvas) {
        canvas.text(0, 0, canvas.width(), "Keys in a log", Style.TITLE);
        int y = 1;
        for (LogAction action : LogAction.values()) {
            String keys = action.keys().stream().map(LogView::label).collect(Collectors.joining(" "));
            canvas.text(2, y, KEYS, keys, Style.STRONG);
            canvas.text(KEYS + 3, y, canvas.width() - KEYS - 3, action.help(), Style.PLAIN);
            y++;
        }
        canvas.fill(0, canvas.height() - 1, canvas.width(), ' ', Style.PLAIN);
        canvas.text(0, canvas.height() - 1, canvas.width(), "Any key goes back.", Style.DIM);
    }

    private static String label(String key) {
        return switch (key) {
            case "Up" -> "↑";
            case "Down" -> "↓";
            case "Left" -> "←";
            case "Right" -> "→";
            default -> key;
        };
    }
}
