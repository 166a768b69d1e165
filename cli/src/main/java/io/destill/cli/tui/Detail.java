package io.destill.cli.tui;

import io.destill.cli.report.Cells;
import io.destill.cli.report.FailureGroup;
import io.destill.cli.report.SafeText;
import io.destill.cli.report.Wording;
import io.destill.contracts.Evidence;
import io.destill.contracts.Recurrence;
import io.destill.contracts.Recurrence.Sighting;
import io.destill.contracts.TriageCard;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that is known of a failure, as lines for a pane of a certain width. */
final class Detail {

    record Piece(String text, Style style) {}

    private static final int MESSAGE_LINES = 3;
    private static final int PIECES_PER_LINE = 6;
    private static final int JOBS_NAMED = 8;

    private final List<List<Piece>> lines = new ArrayList<>();
    private final int width;

    private Detail(int width) {
        this.width = width;
    }

    /** @param context how many lines before and after the span are shown, if the card has them */
    static List<List<Piece>> lines(FailureGroup group, int width, int context) {
        Detail detail = new Detail(width);
        TriageCard card = group.card();
        detail.wrapped(Wording.message(card), Style.BAD, MESSAGE_LINES);
        detail.wrapped(Wording.place(card), Style.ACCENT, 2);
        detail.log(card, context);
        detail.add("");
        detail.evidence(card);
        detail.add("");
        detail.facts(group);
        return detail.lines;
    }

    private void log(TriageCard card, int context) {
        List<String> before = card.preContext();
        List<String> after = card.postContext();
        before = before.subList(before.size() - Math.min(before.size(), context), before.size());
        after = after.subList(0, Math.min(after.size(), context));
        int digits = Long.toString(card.lineStart() + card.lines().size() + after.size() - 1)
                .length();
        long number = card.lineStart() - before.size();
        for (String line : before) {
            logLine(number++, digits, line, Style.DIM, false);
        }
        for (String line : card.lines()) {
            boolean primary = number == card.line();
            logLine(number++, digits, line, primary ? Style.BOLD : Style.PLAIN, primary);
        }
        for (String line : after) {
            logLine(number++, digits, line, Style.DIM, false);
        }
    }

    private void logLine(long number, int digits, String text, Style style, boolean primary) {
        String gutter = (primary ? "▶ " : "  ") + String.format("%" + digits + "d", number) + " │ ";
        List<String> pieces = Cells.wrap(SafeText.line(text), width - digits - 5);
        for (int i = 0; i < pieces.size(); i++) {
            if (i == PIECES_PER_LINE) {
                add(" ".repeat(digits + 2) + " │ … this line goes on", Style.DIM);
                return;
            }
            lines.add(List.of(
                    new Piece(i == 0 ? gutter : " ".repeat(digits + 2) + " │ ", primary ? Style.BAD : Style.DIM),
                    new Piece(pieces.get(i), style)));
        }
    }

    private void evidence(TriageCard card) {
        add("Why " + Wording.score(card.confidenceScore()), Style.TITLE);
        for (Evidence evidence : Wording.weightiestFirst(card)) {
            List<Piece> line = new ArrayList<>();
            line.add(new Piece(
                    "  " + Wording.signed(evidence.contribution()) + "  ",
                    evidence.contribution() < 0 ? Style.WARN : Style.GOOD));
            line.add(new Piece(evidence.rule(), Style.PLAIN));
            if (evidence.detail() != null) {
                line.add(new Piece("  " + evidence.detail(), Style.DIM));
            }
            lines.add(line);
        }
    }

    private void facts(FailureGroup group) {
        TriageCard card = group.card();
        String allowance = Wording.allowance(card.job());
        fact("Kind", card.category().label() + ", " + card.severity() + (allowance.isEmpty() ? "" : ", " + allowance));
        String jobs = group.jobs().stream().limit(JOBS_NAMED).map(Wording::job).collect(Collectors.joining(", "));
        int more = group.jobs().size() - JOBS_NAMED;
        fact(
                "Found",
                Wording.count(group.occurrences(), "time") + " in " + jobs
                        + (more > 0 ? " and " + more + " more" : ""));
        fact("Seen before", recurrence(card.recurrence()));
    }

    private static String recurrence(@Nullable Recurrence recurrence) {
        if (recurrence == null) {
            return "not tracked";
        }
        return switch (recurrence.status()) {
            case UNKNOWN -> "unknown: the history could not be asked";
            case NEW -> "no, this is the first time";
            default ->
                recurrence.status().label() + ", in " + Wording.count(recurrence.builds(), "build")
                        + sighting(", first ", recurrence.firstSeen())
                        + sighting(", last ", recurrence.lastSeen());
        };
    }

    private static String sighting(String label, @Nullable Sighting sighting) {
        if (sighting == null) {
            return "";
        }
        Long build = sighting.buildNumber();
        return label + (build == null ? "" : "in build " + build + " ") + "on "
                + DateTimeFormatter.ISO_LOCAL_DATE.format(sighting.at().atZone(ZoneOffset.UTC));
    }

    private void fact(String name, String value) {
        List<String> pieces = Cells.wrap(SafeText.line(value), width - 13);
        for (int i = 0; i < pieces.size(); i++) {
            lines.add(List.of(
                    new Piece(Cells.pad(i == 0 ? name : "", 13), Style.TITLE), new Piece(pieces.get(i), Style.PLAIN)));
        }
    }

    private void wrapped(String text, Style style, int atMost) {
        List<String> pieces = Cells.wrap(text, width);
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
