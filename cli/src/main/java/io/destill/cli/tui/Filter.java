package io.destill.cli.tui;

import io.destill.cli.report.Wording;
import io.destill.cli.screen.Canvas.Highlight;
import io.destill.contracts.JobRef;
import io.destill.contracts.Recurrence;
import io.destill.contracts.TriageCard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person types to see fewer failures: words, all of which must stand in the message, the span, the section or the job's
 * name, and terms: {@code sev:error}, {@code conf:>0.6}, {@code job:unit}, {@code new:}. A minus before one turns it around.
 * A term that is not whole yet lets everything pass.
 */
final class Filter {

    static final Filter NONE = new Filter("");

    private static final Pattern WORD = Pattern.compile("(-?)(?:\"([^\"]*)\"?|(\\S+))");
    private static final Pattern CONFIDENCE = Pattern.compile("(<=|>=|<|>|)(\\d*\\.?\\d+)");

    private interface Term {
        /** @param text of the card and its jobs, in lower case */
        boolean matches(TriageCard card, List<JobRef> jobs, String text);
    }

    private final String typed;
    private final List<Term> terms = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    /** In lower case, by the jobs' ids: each is asked for with each of its failures. */
    private final Map<String, String> jobNames = new HashMap<>();

    private boolean looksAtText;

    private Filter(String typed) {
        this.typed = typed;
    }

    static Filter of(String typed) {
        Filter filter = new Filter(typed);
        Matcher word = WORD.matcher(typed);
        while (word.find()) {
            boolean quoted = word.group(2) != null;
            filter.add(
                    quoted ? word.group(2) : word.group(3),
                    quoted,
                    !word.group(1).isEmpty());
        }
        return filter;
    }

    private void add(String word, boolean quoted, boolean inverted) {
        String lower = word.toLowerCase(Locale.ROOT);
        int colon = quoted ? -1 : lower.indexOf(':');
        String value = lower.substring(colon + 1);
        Term term = switch (colon < 0 ? "" : lower.substring(0, colon)) {
            case "sev" ->
                (card, jobs, text) ->
                        card.severity().name().toLowerCase(Locale.ROOT).startsWith(value);
            case "conf" -> confidence(value);
            case "job" -> (card, jobs, text) -> names(jobs, value);
            case "new" -> (card, jobs, text) -> isNew(card);
            default -> {
                looksAtText = true;
                if (!inverted) {
                    words.add(lower);
                }
                yield (card, jobs, text) -> text.contains(lower);
            }
        };
        terms.add(inverted ? (card, jobs, text) -> !term.matches(card, jobs, text) : term);
    }

    private static Term confidence(String value) {
        Matcher condition = CONFIDENCE.matcher(value);
        if (!condition.matches()) {
            return (card, jobs, text) -> true;
        }
        double limit = Double.parseDouble(condition.group(2));
        DoublePredicate holds = switch (condition.group(1)) {
            case "<" -> confidence -> confidence < limit;
            case "<=" -> confidence -> confidence <= limit;
            case ">" -> confidence -> confidence > limit;
            default -> confidence -> confidence >= limit;
        };
        return (card, jobs, text) -> holds.test(card.confidenceScore());
    }

    private boolean names(List<JobRef> jobs, String wanted) {
        for (JobRef job : jobs) {
            if (jobNames.computeIfAbsent(job.id(), id -> Wording.job(job).toLowerCase(Locale.ROOT))
                    .contains(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNew(TriageCard card) {
        Recurrence recurrence = card.recurrence();
        return recurrence != null && recurrence.status() == Recurrence.Status.NEW;
    }

    /** As it was typed. */
    String typed() {
        return typed;
    }

    boolean isEmpty() {
        return terms.isEmpty();
    }

    /** @param text gives that of the card and its jobs, in lower case */
    boolean matches(TriageCard card, List<JobRef> jobs, Supplier<String> text) {
        String looked = looksAtText ? text.get() : "";
        for (Term term : terms) {
            if (!term.matches(card, jobs, looked)) {
                return false;
            }
        }
        return true;
    }

    /** The words, which are to stand out where they occur. */
    Highlight highlight() {
        return new Highlight(words);
    }
}
