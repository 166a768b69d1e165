package io.destill.cli.tui;

import io.destill.analysis.InkedLine;
import io.destill.cli.pager.Inks;
import io.destill.cli.report.Cells;
import io.destill.cli.report.Wording;
import io.destill.cli.screen.Glyphs;
import io.destill.cli.screen.Style;
import io.destill.cli.tui.Listing.FailureRow;
import io.destill.contracts.Category;
import io.destill.contracts.Evidence;
import io.destill.contracts.Recurrence;
import io.destill.contracts.Recurrence.Sighting;
import io.destill.contracts.TriageCard;
import io.destill.history.Mark;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a failure, as lines for a pane of a certain width. What a person wants to know first stands first:
 * what, where, how sure, seen before.
 */
final class Detail {

    record Piece(String text, Style style) {}

    private static final int MESSAGE_LINES = 3;
    private static final int PIECES_PER_LINE = 6;
    private static final int JOBS_NAMED = 12;
    private static final int BAR = 8;
    private static final int ROOMY_WIDTH = 50;

    /** From so many lines on, a summary has room for the first reasons, too. */
    private static final int ROOM_FOR_REASONS = 12;

    private static final int LINES_FOR_REASONS = 5;

    /** Room for all that there is. */
    static final int EVERYTHING = Integer.MAX_VALUE;

    static final Detail NONE = new Detail(0, 0);

    private final List<List<Piece>> lines = new ArrayList<>();
    private final int width;
    private final boolean summary;
    private final int room;
    private int primary;

    private Detail(int width, int room) {
        this.width = width;
        this.summary = room != EVERYTHING;
        this.room = room;
    }

    /**
     * @param occurrence which of the row's cards
     * @param colors of the log's lines, by number, as far as they are known
     * @param room how many lines should be enough to see what matters; or {@link #EVERYTHING}
     */
    static Detail of(FailureRow row, int occurrence, int width, int room, Map<Long, InkedLine> colors) {
        Detail detail = new Detail(width, room);
        TriageCard card = row.cards().get(Math.min(occurrence, row.cards().size() - 1));
        detail.glance(row, card);
        detail.log(card, colors);
        detail.evidence(card);
        detail.occurrences(row, card);
        detail.history(card.recurrence());
        return detail;
    }

    List<List<Piece>> lines() {
        return lines;
    }

    int size() {
        return lines.size();
    }

    /** Which of the lines shows the failure's primary one. */
    int primary() {
        return primary;
    }

    /** A line's text. */
    String text(int line) {
        StringBuilder text = new StringBuilder();
        lines.get(line).forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    private void glance(FailureRow row, TriageCard card) {
        wrapped(Wording.message(card), Style.BAD, !summary ? MESSAGE_LINES : room < ROOM_FOR_REASONS ? 1 : 2);
        wrapped(Wording.place(card), Style.ACCENT, summary ? 1 : 2);
        List<Piece> line = new ArrayList<>();
        double confidence = card.confidenceScore();
        line.add(new Piece(Bars.bar(confidence, BAR), Bars.style(confidence)));
        line.add(new Piece(" " + Wording.score(confidence), Style.STRONG));
        if (row.mark() == Mark.CAUSE) {
            line.add(new Piece(" ★ marked as the cause", Style.GOOD));
        } else if (row.mark() == Mark.NOISE) {
            line.add(new Piece(" ∅ marked as noise", Style.DIM));
        }
        String allowance = Wording.allowance(card.job());
        fact(line, card.severity().name().toLowerCase(Locale.ROOT) + " in " + kind(card), Bars.style(card.severity()));
        if (!allowance.isEmpty()) {
            fact(line, allowance, Style.WARN);
        }
        if (row.occurrences() > 1) {
            fact(line, row.occurrences() + "×" + (row.jobs() > 1 ? " in " + row.jobs() + " jobs" : ""), Style.PLAIN);
        }
        Recurrence recurrence = card.recurrence();
        if (recurrence != null) {
            fact(line, seen(recurrence), Bars.style(recurrence.status()));
        }
        lines.add(line);
        if (room >= ROOM_FOR_REASONS) {
            add("");
        }
    }

    private static String kind(TriageCard card) {
        return card.category() == Category.UNKNOWN
                ? "something of no known kind"
                : card.category().label();
    }

    private static void fact(List<Piece> line, String text, Style style) {
        line.add(new Piece(" · ", Style.DIM));
        line.add(new Piece(text, style));
    }

    private static String seen(Recurrence recurrence) {
        return switch (recurrence.status()) {
            case NEW -> "never seen before";
            case RECURRING -> "seen in " + Wording.count(recurrence.builds(), "build");
            case KNOWN_FLAKY -> "known to be flaky";
            case FIXED_AND_BACK -> "was fixed, and is back";
            case UNKNOWN -> "history not reachable";
        };
    }

    /** In a summary, those lines that stand around the primary one. */
    private void log(TriageCard card, Map<Long, InkedLine> colors) {
        int left = room - lines.size();
        int atMost = !summary ? EVERYTHING : room < ROOM_FOR_REASONS ? Math.max(1, left) : left - LINES_FOR_REASONS;
        List<String> all = new ArrayList<>(card.preContext());
        all.addAll(card.lines());
        all.addAll(card.postContext());
        long first = card.lineStart() - card.preContext().size();
        int spoken = (int) (card.line() - first);
        int from = Math.clamp(spoken - (atMost - 1) / 2L, 0, Math.max(0, all.size() - atMost));
        int to = (int) Math.min(all.size(), (long) from + atMost);
        int digits = Long.toString(first + to - 1).length();
        for (int i = from; i < to; i++) {
            long number = first + i;
            boolean outside = number < card.lineStart() || number > card.lineEnd();
            if (i == spoken) {
                primary = lines.size();
            }
            logLine(
                    number,
                    digits,
                    all.get(i),
                    i == spoken ? Style.STRONG : outside ? Style.DIM : Style.PLAIN,
                    i == spoken,
                    colors.get(number));
        }
        add("");
    }

    private void logLine(
            long number, int digits, String text, Style style, boolean primary, @Nullable InkedLine inked) {
        String gutter = (primary ? "▶ " : "  ") + String.format("%" + digits + "d", number) + " │ ";
        String under = " ".repeat(digits + 2) + " │ ";
        int columns = Math.max(2, width - digits - 5);
        // Of a very long line no more is looked at than can be shown.
        String start =
                text.length() > columns * PIECES_PER_LINE * 4 ? text.substring(0, columns * PIECES_PER_LINE * 4) : text;
        List<String> pieces = Cells.wrap(Glyphs.line(start), columns);
        if (summary && pieces.size() > 1) {
            pieces = List.of(Cells.cut(Glyphs.line(start), columns));
        }
        // Where a tab or an emoji is shown as something else, the places of colours would be wrong.
        boolean colored = inked != null && inked.text().equals(text) && start.equals(Glyphs.line(start));
        int from = 0;
        for (int i = 0; i < pieces.size(); i++) {
            if (i == PIECES_PER_LINE) {
                add(under + "… this line goes on", Style.DIM);
                return;
            }
            List<Piece> line = new ArrayList<>();
            line.add(new Piece(i == 0 ? gutter : under, primary ? Style.BAD : Style.DIM));
            from = Math.max(from, text.indexOf(pieces.get(i), from));
            inked(line, pieces.get(i), from, style, colored ? inked : null);
            from += pieces.get(i).length();
            lines.add(line);
        }
    }

    /**
     * Adds text in its colours, as far as they are known.
     *
     * @param from where in the log's line it begins
     */
    private static void inked(List<Piece> line, String text, int from, Style style, @Nullable InkedLine inked) {
        int at = 0;
        for (InkedLine.Run run : inked == null ? List.<InkedLine.Run>of() : inked.runs()) {
            int start = Math.clamp(run.start() - from, at, text.length());
            int end = Math.clamp(run.end() - from, start, text.length());
            if (end > start) {
                line.add(new Piece(text.substring(at, start), style));
                line.add(new Piece(text.substring(start, end), Inks.style(run.ink())));
                at = end;
            }
        }
        line.add(new Piece(text.substring(at), style));
    }

    private void evidence(TriageCard card) {
        add("Why " + Wording.score(card.confidenceScore()), Style.TITLE);
        List<Evidence> all = Wording.weightiestFirst(card);
        int names = all.stream()
                .mapToInt(e -> Cells.width(Glyphs.line(e.rule())))
                .max()
                .orElse(0);
        double most =
                all.stream().mapToDouble(e -> Math.abs(e.contribution())).max().orElse(1);
        for (Evidence evidence : all) {
            Style style = evidence.contribution() < 0 ? Style.WARN : Style.GOOD;
            List<Piece> line = new ArrayList<>();
            line.add(new Piece("  " + Wording.signed(evidence.contribution()) + " ", style));
            if (width >= ROOMY_WIDTH) {
                line.add(new Piece(Bars.bar(Math.abs(evidence.contribution()) / most, BAR / 2) + " ", style));
            }
            String detail = evidence.detail();
            line.add(new Piece(
                    detail == null
                            ? evidence.rule()
                            : Cells.pad(Glyphs.line(evidence.rule()), Math.min(names, 28)) + "  ",
                    Style.PLAIN));
            if (detail != null) {
                line.add(new Piece(detail, Style.DIM));
            }
            lines.add(line);
        }
        add("");
    }

    private void occurrences(FailureRow row, TriageCard shown) {
        List<Long> others = shown.occurrences().firstLines().stream()
                .filter(line -> line != shown.line())
                .toList();
        if (row.cards().size() == 1 && others.isEmpty()) {
            return;
        }
        add("Where it occurs", Style.TITLE);
        int from = Math.clamp(
                row.cards().indexOf(shown) - JOBS_NAMED / 2L,
                0,
                Math.max(0, row.cards().size() - JOBS_NAMED));
        List<TriageCard> named = row.cards().subList(from, Math.min(row.cards().size(), from + JOBS_NAMED));
        for (TriageCard card : named) {
            boolean here = card.id().equals(shown.id());
            List<Piece> line = new ArrayList<>();
            line.add(new Piece(here ? "▶ " : "  ", Style.BAD));
            line.add(new Piece(Wording.score(card.confidenceScore()) + "  ", Style.DIM));
            line.add(new Piece(Wording.place(card), here ? Style.STRONG : Style.PLAIN));
            lines.add(line);
            if (here && !others.isEmpty()) {
                String again = others.stream().map(String::valueOf).collect(Collectors.joining(", "));
                boolean more = shown.occurrences().count() > others.size() + 1;
                add(
                        "          again on line" + (others.size() == 1 ? " " : "s ") + again + (more ? ", …" : ""),
                        Style.DIM);
            }
        }
        int more = row.cards().size() - named.size();
        if (more > 0) {
            add("  and in " + Wording.count(more, "other job"), Style.DIM);
        }
        add("");
    }

    private void history(@Nullable Recurrence recurrence) {
        add("Seen before", Style.TITLE);
        if (recurrence == null) {
            add("  not tracked", Style.DIM);
            return;
        }
        add("  " + seen(recurrence), Bars.style(recurrence.status()));
        sighting("first", recurrence.firstSeen());
        sighting("last", recurrence.lastSeen());
        if (!recurrence.branches().isEmpty()) {
            int more = recurrence.branchCount() - recurrence.branches().size();
            add("  on " + String.join(", ", recurrence.branches()) + (more > 0 ? " and " + more + " more" : ""));
        }
        if (recurrence.passedOnRetry() > 0) {
            add("  passed when tried again: " + Wording.count(recurrence.passedOnRetry(), "time"));
        }
    }

    private void sighting(String label, @Nullable Sighting sighting) {
        if (sighting != null) {
            Long build = sighting.buildNumber();
            add("  " + label + " "
                    + DateTimeFormatter.ISO_LOCAL_DATE.format(sighting.at().atZone(ZoneOffset.UTC))
                    + (build == null ? "" : " in build " + build)
                    + (sighting.branch() == null ? "" : " on " + sighting.branch()));
        }
    }

    private void wrapped(String text, Style style, int atMost) {
        List<String> pieces = Cells.wrap(Glyphs.line(text), width);
        for (int i = 0; i < Math.min(pieces.size(), atMost); i++) {
            boolean goesOn = i == atMost - 1 && pieces.size() > atMost;
            add(goesOn ? Cells.cut(pieces.get(i) + pieces.get(i + 1), width) : pieces.get(i), style);
        }
    }

    private void add(String text) {
        add(text, Style.PLAIN);
    }

    private void add(String text, Style style) {
        lines.add(List.of(new Piece(text, style)));
    }
}
