package io.destill.cli.report;

import io.destill.contracts.BuildRef;
import io.destill.contracts.Evidence;
import io.destill.contracts.TriageCard;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** The result for a person who reads text: the build, then its failures over all jobs, the most likely cause first. */
public final class TextOutput implements Output {

    private static final int SPAN_LINES = 16;
    private static final int PLAIN_WIDTH = 400;
    private static final String INDENT = "    ";

    private final Writer out;
    private final Paint paint;
    private final int width;
    private final int cardsPerJob;
    private final boolean plain;
    private final FailureGroups groups = new FailureGroups();
    private long hidden;

    /**
     * @param width in cells; longer lines are cut
     * @param cardsPerJob how many of each job's failures are shown, best first
     */
    public TextOutput(Writer out, Paint paint, int width, int cardsPerJob) {
        this(out, paint, width, cardsPerJob, false);
    }

    /** For a screen reader: what is drawn elsewhere stands there as words. */
    public static TextOutput plain(Writer out, Paint paint, int cardsPerJob) {
        return new TextOutput(out, paint, PLAIN_WIDTH, cardsPerJob, true);
    }

    private TextOutput(Writer out, Paint paint, int width, int cardsPerJob, boolean plain) {
        this.plain = plain;
        this.out = out;
        this.paint = paint;
        this.width = width;
        this.cardsPerJob = cardsPerJob;
    }

    @Override
    public void job(JobResult result) {
        groups.add(result, cardsPerJob);
        hidden += Math.max(0, result.cards().size() - cardsPerJob);
    }

    @Override
    public void finish(RequestState state) throws IOException {
        BuildRef build = state.build();
        if (build == null) {
            return;
        }
        header(build, state);
        int rank = 0;
        for (FailureGroup group : groups.ranked()) {
            line("");
            group(++rank, group);
        }
        if (hidden > 0) {
            line("");
            line(paint.dim(Wording.count(hidden, "less likely failure") + " not shown; --limit N shows more per job."));
        }
        out.flush();
    }

    private void header(BuildRef build, RequestState state) throws IOException {
        String revision = Wording.revision(build);
        String title = Wording.build(build);
        String rest = revision.isEmpty() ? "" : Cells.cut("  " + revision, Math.max(0, width - Cells.width(title)));
        line(paint.bold(title) + rest);
        String message = Wording.commitMessage(build);
        if (!message.isEmpty()) {
            line(Cells.cut(message, width));
        }
        line(paint.dim(SafeText.line(build.url())));
        line(summary(state));
        String compared = Wording.compared(state);
        if (!compared.isEmpty()) {
            line(paint.dim(compared + "."));
        }
    }

    private String summary(RequestState state) {
        if (state.jobs() == 0) {
            return "No job of this build failed: nothing to analyse.";
        }
        String jobs = state.jobsNotWhole() == 0
                ? Wording.count(state.jobs(), "job") + " analysed"
                : (state.jobs() - state.jobsNotWhole()) + " of " + Wording.count(state.jobs(), "job")
                        + " analysed whole";
        return state.cards() == 0
                ? jobs + ": no failure found."
                : jobs + ": " + Wording.count(state.cards(), "failure") + ", " + groups.size() + " shown.";
    }

    private void group(int rank, FailureGroup group) throws IOException {
        TriageCard card = group.card();
        String facts = String.format(
                plain ? "Failure %d: confidence %s, %s, %s" : "%2d. %s  %s  %s",
                rank,
                Wording.score(card.confidenceScore()),
                card.severity(),
                card.category().label());
        String times = group.timesText();
        String allowance = Wording.allowance(card.job());
        String gap = plain ? ", " : "  ";
        line(paint.bold(facts)
                + (times.isEmpty() ? "" : gap + times)
                + (allowance.isEmpty() ? "" : gap + (plain ? allowance : "(" + allowance + ")")));
        line(INDENT + paint.boldBad(Cells.cut(Wording.message(card), width - INDENT.length())));
        line(INDENT + paint.accent(Cells.cut(Wording.place(card), width - INDENT.length())));
        String recurrence = Wording.recurrence(card);
        if (!recurrence.isEmpty()) {
            line(INDENT + Cells.cut(recurrence, width - INDENT.length()));
        }
        span(card);
        line(INDENT + paint.dim(evidence(card, width - INDENT.length())));
    }

    private void span(TriageCard card) throws IOException {
        List<String> lines = card.lines();
        int primary = (int) (card.line() - card.lineStart());
        int from = Math.max(0, Math.min(primary - SPAN_LINES / 4, lines.size() - SPAN_LINES));
        int to = Math.min(lines.size(), from + SPAN_LINES);
        int digits =
                Long.toString(card.lineStart() + Math.max(0, lines.size() - 1)).length();
        if (from > 0) {
            line(INDENT + "  " + paint.dim(Wording.count(from, "line") + " before"));
        }
        for (int i = from; i < to; i++) {
            if (plain) {
                String label = "line " + (card.lineStart() + i) + (i == primary ? ", the failure: " : ": ");
                line(INDENT + Cells.cut(label + SafeText.line(lines.get(i)), width - INDENT.length()));
                continue;
            }
            String number = String.format("%" + digits + "d", card.lineStart() + i);
            String text = Cells.cut(SafeText.line(lines.get(i)), width - INDENT.length() - digits - 5);
            line(INDENT
                    + (i == primary
                            ? paint.bad("▶ " + number + " │ ") + text
                            : paint.dim("  " + number + " │ ") + text));
        }
        if (to < lines.size()) {
            line(INDENT + "  " + paint.dim(Wording.count(lines.size() - to, "more line")));
        }
    }

    /** As many reasons as fit into a line, those that count most first. */
    static String evidence(TriageCard card, int room) {
        List<Evidence> all = Wording.weightiestFirst(card);
        String text = "why:";
        for (int i = 0; i < all.size(); i++) {
            String rest = i + 1 < all.size() ? ", and " + (all.size() - i - 1) + " more" : "";
            String next =
                    text + (i == 0 ? " " : ", ") + SafeText.line(all.get(i).rule()) + " "
                            + Wording.signed(all.get(i).contribution());
            if (i > 0 && Cells.width(next + rest) > room) {
                return text + ", and " + (all.size() - i) + " more";
            }
            text = next;
        }
        return text;
    }

    private void line(String text) throws IOException {
        out.write(text.stripTrailing());
        out.write('\n');
    }
}
