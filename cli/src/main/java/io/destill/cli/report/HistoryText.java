package io.destill.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.destill.contracts.Recurrence.Sighting;
import io.destill.history.Failure;
import io.destill.history.FailureHistory.Day;
import io.destill.history.Mark;
import io.destill.history.Marks.Marked;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The history for a person to read, and as JSON. */
public final class HistoryText {

    /** Texts that a list puts below each other. A terminal that is wider gains nothing for a chart. */
    private static final int WIDTH = 80;

    private static final int HASH = 8;
    private static final int PIPELINE = 16;
    private static final int CHART_HEIGHT = 8;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private HistoryText() {}

    /** What a list is sorted by. */
    public enum Count {
        BUILDS("BUILDS"),
        PASSED_ON_RETRY("PASSED");

        final String title;

        Count(String title) {
            this.title = title;
        }

        int of(Failure failure) {
            return this == BUILDS ? failure.buildsInScope() : failure.passedOnRetry();
        }
    }

    /** @param days in how many builds it was seen, by day */
    public record Detail(Failure failure, List<Dated> days) {
        public Detail(Failure failure, Iterable<Day> days) {
            this(failure, dated(days));
        }
    }

    /** A day as a person writes it. */
    public record Dated(LocalDate date, int count) {}

    public static List<Dated> dated(Iterable<Day> days) {
        List<Dated> dated = new ArrayList<>();
        days.forEach(day -> dated.add(new Dated(LocalDate.ofEpochDay(day.date()), day.count())));
        return dated;
    }

    /** On lines of its own. */
    public static String json(List<?> values) {
        try {
            return SafeText.json(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(values)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }

    /** On one line. */
    public static String jsonLine(Failure failure) {
        try {
            return SafeText.json(MAPPER.writeValueAsString(failure)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }

    public static void list(List<Failure> failures, Count count, int width, Writer out) throws IOException {
        boolean several = failures.stream().map(Failure::pipeline).distinct().count() > 1;
        String pipelineTitle = several ? Cells.pad("PIPELINE", PIPELINE) + "  " : "";
        line(out, count.title + "  BRANCHES  LAST SEEN   HASH      " + pipelineTitle + "FAILURE", width);
        for (Failure failure : failures) {
            String pipeline = several ? pipeline(failure.pipeline()) + "  " : "";
            line(
                    out,
                    "%6d  %8d  %s  %s  %s%s"
                            .formatted(
                                    count.of(failure),
                                    failure.branchCount(),
                                    day(failure.lastSeen().at()),
                                    shortHash(failure.messageHash()),
                                    pipeline,
                                    message(failure)),
                    width);
        }
    }

    private static String message(Failure failure) {
        String mark = failure.mark() == null ? "" : "[" + failure.mark().label() + "] ";
        return mark + SafeText.line(failure.message()).strip();
    }

    /** Of a directory, the end tells it from others. */
    private static String pipeline(String name) {
        String text = SafeText.line(name);
        int from = text.startsWith("/") ? text.length() - PIPELINE + 1 : 0;
        return Cells.pad(from > 0 ? "…" + text.substring(from) : text, PIPELINE);
    }

    private static String shortHash(String hash) {
        return hash.length() <= HASH ? hash : hash.substring(0, HASH);
    }

    private static LocalDate day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static void line(Writer out, String text, int width) throws IOException {
        out.write(Cells.cut(text, width).stripTrailing() + "\n");
    }

    public static void details(List<Detail> details, int width, boolean utf8, Writer out) throws IOException {
        String separator = "";
        for (Detail detail : details) {
            out.write(separator);
            detail(detail, width, utf8, out);
            separator = "\n";
        }
    }

    private static void detail(Detail detail, int width, boolean utf8, Writer out) throws IOException {
        Failure failure = detail.failure;
        line(out, SafeText.line(failure.message()).strip(), width);
        line(out, SafeText.line(failure.pipeline() + ", job " + failure.job()), width);
        line(out, failure.messageHash() + ", normalizer " + failure.normalizerVersion(), width);
        out.write("\n");
        String branches = failure.branchCount() == 0
                ? ""
                : " on " + Wording.count(failure.branchCount(), "branch", "branches") + ": "
                        + SafeText.line(String.join(", ", failure.branches()))
                        + (failure.branchCount() > failure.branches().size() ? ", ..." : "");
        line(out, "Seen in " + Wording.count(failure.builds(), "build") + branches, width);
        if (failure.onDefaultBranch() != null) {
            line(out, failure.onDefaultBranch() ? "Also on the default branch" : "Never on the default branch", width);
        }
        if (failure.passedOnRetry() > 0) {
            line(out, "Passed on retry " + Wording.count(failure.passedOnRetry(), "time") + ": flaky", width);
        }
        if (failure.mark() != null) {
            line(out, "Marked as " + (failure.mark() == Mark.CAUSE ? "the cause" : "noise"), width);
        }
        line(out, "First  " + sighting(failure.firstSeen()), width);
        line(out, "Last   " + sighting(failure.lastSeen()), width);
        if (!detail.days.isEmpty()) {
            int[] builds = spread(detail.days, detail.days.getFirst().date(), day(Instant.now()));
            int[] fitted = Chart.fitted(builds, Math.min(WIDTH, width) - 4);
            out.write("\n");
            line(
                    out,
                    "Builds from " + detail.days.getFirst().date() + " to today" + perDays(builds.length, fitted.length)
                            + ":",
                    width);
            line(out, "  " + Chart.sparkline(fitted, utf8) + (utf8 ? "▏" : "|"), width);
        }
        out.write("\n");
        for (String text : failure.lines()) {
            line(out, "  " + SafeText.line(text), width);
        }
    }

    private static String perDays(int days, int bars) {
        int each = (days + bars - 1) / bars;
        return each == 1 ? ", day by day" : ", " + each + " days a character";
    }

    private static String sighting(Sighting sighting) {
        String build = sighting.buildNumber() == null ? "" : "  build " + sighting.buildNumber();
        String branch = sighting.branch() == null ? "" : "  " + sighting.branch();
        String url = sighting.buildUrl() == null ? "" : "  " + sighting.buildUrl();
        return SafeText.line(day(sighting.at()) + build + branch + url);
    }

    /** A number for each day, those without an entry too. */
    private static int[] spread(List<Dated> days, LocalDate from, LocalDate to) {
        int[] counts = new int[(int) Math.max(1, ChronoUnit.DAYS.between(from, to) + 1)];
        for (Dated day : days) {
            long index = ChronoUnit.DAYS.between(from, day.date());
            if (index >= 0 && index < counts.length) {
                counts[(int) index] = day.count();
            }
        }
        return counts;
    }

    public static void trend(List<Day> days, Instant since, Instant until, int width, boolean utf8, Writer out)
            throws IOException {
        LocalDate from = day(since);
        List<Dated> dated = dated(days);
        if (ChronoUnit.DAYS.between(from, day(until)) > 3_650) {
            from = dated.getFirst().date();
        }
        int[] counts = spread(dated, from, day(until));
        int room = Math.min(WIDTH, width) - 10;
        int[] fitted = Chart.fitted(counts, room);
        int each = Math.max(1, Math.min(4, room / fitted.length));
        int daysEach = (counts.length + fitted.length - 1) / fitted.length;
        line(out, "Failed jobs" + (daysEach == 1 ? " a day" : ", " + daysEach + " days a bar"), width);
        List<String> bars = Chart.bars(fitted, CHART_HEIGHT, each, utf8);
        for (String bar : bars) {
            line(out, bar, width);
        }
        int indent = bars.getLast().length() - fitted.length * each;
        int gap = Math.max(1, fitted.length * each - 20);
        line(out, " ".repeat(indent) + from + " ".repeat(gap) + day(until), width);
        int sum = Arrays.stream(counts).sum();
        line(out, Wording.count(sum, "failed job") + " in " + Wording.count(counts.length, "day"), width);
    }

    public static void marks(List<Marked> marks, int width, Writer out) throws IOException {
        line(out, "MARK   SINCE       HASH      PIPELINE          FAILURE", width);
        for (Marked marked : marks) {
            line(
                    out,
                    "%-5s  %s  %s  %s  %s"
                            .formatted(
                                    marked.mark().label(),
                                    day(marked.at()),
                                    shortHash(marked.messageHash()),
                                    pipeline(marked.pipeline()),
                                    SafeText.line(marked.message()).strip()),
                    width);
        }
    }
}
