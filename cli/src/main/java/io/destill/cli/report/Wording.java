package io.destill.cli.report;

import io.destill.contracts.BuildRef;
import io.destill.contracts.Evidence;
import io.destill.contracts.JobRef;
import io.destill.contracts.Recurrence;
import io.destill.contracts.TriageCard;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The phrases that more than one view uses. All of them are {@link SafeText safe}. */
public final class Wording {

    private static final int SHORT_COMMIT = 9;

    private Wording() {}

    /** Such as {@code acme/api #4821}. */
    public static String build(BuildRef build) {
        return SafeText.line(build.number() == null ? build.pipeline() : build.pipeline() + " #" + build.number());
    }

    /** Branch, commit and state, as far as they are known, such as {@code main · 9fceb02d0 · failed}. */
    public static String revision(BuildRef build) {
        String commit = build.commit();
        String shortCommit =
                commit == null || commit.length() <= SHORT_COMMIT ? commit : commit.substring(0, SHORT_COMMIT);
        return joined(" · ", build.branch(), shortCommit, build.state());
    }

    /** What was built and by whom, such as {@code Bump jooq — Ada}; empty if neither is known. */
    public static String commitMessage(BuildRef build) {
        return joined(" — ", build.message(), build.author());
    }

    /** The job's name, with which of its parallel runs it was. */
    public static String job(JobRef job) {
        Integer index = job.parallelIndex();
        Integer total = job.parallelTotal();
        String name = SafeText.line(job.name());
        return index == null || total == null ? name : name + " [" + (index + 1) + "/" + total + "]";
    }

    /** Why a job weighs less than one that broke the build; empty if it does not. */
    public static String allowance(JobRef job) {
        if (job.softFailed()) {
            return "soft failure";
        }
        return "passed".equals(job.state()) ? "job passed" : "";
    }

    /** Where a card stands, such as {@code unit › Running tests · lines 120–125}. */
    public static String place(TriageCard card) {
        String section = card.section();
        String where = section == null || section.isBlank()
                ? job(card.job())
                : job(card.job()) + " › " + SafeText.line(section.strip());
        return where + " · " + lines(card);
    }

    static String lines(TriageCard card) {
        return card.lineStart() == card.lineEnd()
                ? "line " + card.line()
                : "lines " + card.lineStart() + "–" + card.lineEnd();
    }

    public static String message(TriageCard card) {
        String message = SafeText.line(card.rawMessage()).strip();
        return message.isEmpty() ? "(blank line)" : message;
    }

    /** The card's evidence, what counts most first. */
    public static List<Evidence> weightiestFirst(TriageCard card) {
        return card.evidence().stream()
                .sorted(Comparator.comparingDouble((Evidence e) -> Math.abs(e.contribution()))
                        .reversed())
                .toList();
    }

    /** Such as {@code +0.30}. */
    public static String signed(double contribution) {
        return String.format(Locale.ROOT, "%s%.2f", contribution < 0 ? "−" : "+", Math.abs(contribution));
    }

    /** Such as {@code 0.92}. */
    public static String score(double confidence) {
        return String.format(Locale.ROOT, "%.2f", confidence);
    }

    /** Decimal units, such as {@code 12.3 MB}. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 999.95) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", value, "kMGTPE".charAt(unit));
    }

    /** Such as {@code 1 job} and {@code 2 jobs}. */
    public static String count(long number, String noun) {
        return count(number, noun, noun + "s");
    }

    public static String count(long number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }

    /**
     * Whether a failure was seen before, such as {@code seen in 37 builds on 5 branches since build 4712; passed on retry 9
     * times: flaky}; empty if that is not known.
     */
    public static String recurrence(TriageCard card) {
        Recurrence recurrence = card.recurrence();
        return recurrence == null
                ? ""
                : switch (recurrence.status()) {
                    case UNKNOWN -> "";
                    case NEW -> "new";
                    case RECURRING -> seen(recurrence);
                    case KNOWN_FLAKY ->
                        seen(recurrence) + "; passed on retry " + count(recurrence.passedOnRetry(), "time") + ": flaky";
                    case FIXED_AND_BACK -> seen(recurrence) + "; was fixed in between";
                };
    }

    private static String seen(Recurrence recurrence) {
        String branches = recurrence.branchCount() < 2 ? "" : " on " + recurrence.branchCount() + " branches";
        Recurrence.Sighting first = recurrence.firstSeen();
        String since = first == null
                ? ""
                : first.buildNumber() == null
                        ? " since " + first.at().atZone(ZoneOffset.UTC).toLocalDate()
                        : " since build " + first.buildNumber();
        return "seen in " + count(recurrence.builds(), "build") + branches + since;
    }

    /** What jobs were compared with, such as {@code Ranked with 2 passed logs of this step}; empty if none was. */
    public static String compared(RequestState state) {
        return switch (state.jobsCompared()) {
            case 0 -> "";
            case 1 -> "Ranked with " + count(state.mostPassedLogs(), "passed log") + " of this step";
            default ->
                count(state.jobsCompared(), "job") + " ranked with up to " + count(state.mostPassedLogs(), "passed log")
                        + " of their steps";
        };
    }

    /** How far a request is, in one line: what is being fetched, how far, how many failures so far. */
    public static String progress(RequestState state) {
        List<String> parts = new ArrayList<>();
        if (!state.resolved()) {
            return "looking up the build";
        }
        if (state.complete()) {
            parts.add(count(state.jobs(), "job") + " analysed");
        } else {
            parts.add(state.jobsDone() + " of " + count(state.jobs(), "job") + " analysed");
        }
        parts.add(count(state.cards(), "failure") + (state.complete() ? "" : " so far"));
        if (state.complete() && !state.settled()) {
            parts.add("comparing with jobs that passed");
        }
        List<RequestState.Fetching> fetching = state.fetching();
        if (!state.complete() && !fetching.isEmpty()) {
            parts.add("fetching " + fetching(fetching.getFirst())
                    + (fetching.size() > 1 ? " and " + (fetching.size() - 1) + " more" : ""));
            fetching.stream()
                    .map(RequestState.Fetching::waitsFor)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(reason -> parts.add(SafeText.line(String.valueOf(reason))));
        } else if (state.bytes() > 0) {
            parts.add(bytes(state.bytes()));
        }
        return String.join(" · ", parts);
    }

    private static String fetching(RequestState.Fetching job) {
        String size = job.totalBytes() > 0 ? bytes(job.bytes()) + " of " + bytes(job.totalBytes()) : bytes(job.bytes());
        return job(job.job()) + " (" + size + ")";
    }

    private static String joined(String separator, @Nullable String... parts) {
        return Arrays.stream(parts)
                .filter(part -> part != null && !part.isBlank())
                .map(part -> SafeText.line(String.valueOf(part)).strip())
                .collect(Collectors.joining(separator));
    }
}
