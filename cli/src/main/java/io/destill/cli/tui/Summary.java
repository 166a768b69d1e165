package io.destill.cli.tui;

import io.destill.cli.report.SafeText;
import io.destill.cli.report.Wording;
import io.destill.cli.tui.Listing.FailureRow;
import io.destill.contracts.BuildRef;
import io.destill.contracts.Evidence;
import io.destill.contracts.TriageCard;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Failures as Markdown, to paste into an issue or a chat. */
final class Summary {

    private static final int REASONS = 3;

    private Summary() {}

    static String of(@Nullable BuildRef build, FailureRow row, TriageCard card) {
        StringBuilder text = new StringBuilder();
        heading(text, build, card);
        failure(text, row, card);
        return text.toString();
    }

    /** Of all that are listed. */
    static String of(@Nullable BuildRef build, List<FailureRow> rows) {
        StringBuilder text = new StringBuilder();
        if (build != null) {
            text.append("# ").append(link(Wording.build(build), build.url())).append("\n\n");
            String revision = Wording.revision(build);
            String message = Wording.commitMessage(build);
            text.append(revision)
                    .append(message.isEmpty() ? "" : ": " + message)
                    .append("\n\n");
        }
        for (FailureRow row : rows) {
            text.append("## ").append(row.rank()).append(". ");
            text.append(code(Wording.message(row.card()))).append("\n\n");
            failure(text, row, row.card());
            text.append('\n');
        }
        return text.toString();
    }

    private static void heading(StringBuilder text, @Nullable BuildRef build, TriageCard card) {
        text.append("**").append(code(Wording.message(card))).append("**");
        if (build != null) {
            text.append(" in ").append(link(Wording.build(build), build.url()));
        }
        text.append("\n\n");
    }

    private static void failure(StringBuilder text, FailureRow row, TriageCard card) {
        text.append(link(Wording.place(card), card.job().url()));
        text.append(", confidence ").append(Wording.score(card.confidenceScore()));
        text.append(", ").append(card.severity().name().toLowerCase(Locale.ROOT));
        if (row.occurrences() > 1) {
            text.append(", ").append(row.occurrences()).append('×');
            text.append(row.jobs() > 1 ? " in " + row.jobs() + " jobs" : "");
        }
        String fence = fence(card);
        text.append("\n\n")
                .append(fence)
                .append('\n')
                .append(span(card))
                .append(fence)
                .append("\n\n");
        List<Evidence> evidence = Wording.weightiestFirst(card);
        text.append("Why:");
        for (Evidence reason : evidence.subList(0, Math.min(REASONS, evidence.size()))) {
            text.append(' ')
                    .append(Wording.signed(reason.contribution()))
                    .append(' ')
                    .append(SafeText.line(reason.rule()));
        }
        text.append('\n');
    }

    /** The lines that explain the failure. */
    static String span(TriageCard card) {
        StringBuilder span = new StringBuilder();
        card.lines().forEach(line -> span.append(SafeText.line(line)).append('\n'));
        return span.toString();
    }

    /** One that does not stand in the text. */
    private static String fence(TriageCard card) {
        String fence = "```";
        while (String.join("\n", card.lines()).contains(fence)) {
            fence += "`";
        }
        return fence;
    }

    private static String code(String text) {
        return text.contains("`") ? "`` " + text + " ``" : "`" + text + "`";
    }

    private static String link(String text, @Nullable String url) {
        boolean web = url != null && (url.startsWith("https://") || url.startsWith("http://"));
        return web ? "[" + text.replace("[", "\\[").replace("]", "\\]") + "](" + url + ")" : text;
    }
}
