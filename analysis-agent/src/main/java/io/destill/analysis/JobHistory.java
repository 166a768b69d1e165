package io.destill.analysis;

import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.Recurrence;
import io.destill.contracts.TriageCard;
import io.destill.history.FailureHistory;
import io.destill.history.HistoryException;
import io.destill.history.Mark;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The history as an analysis uses it: what goes wrong there is told, once, and the analysis goes on without. After that it is
 * left alone for a while, so that not every job waits for what is away. Thread-safe.
 */
public final class JobHistory {

    /** For when no history is kept. */
    public static final JobHistory NONE = new JobHistory(null, null, problem -> {});

    private static final long PAUSE = TimeUnit.SECONDS.toNanos(30);

    private final @Nullable FailureHistory history;
    private final @Nullable String unusable;
    private final Consumer<String> tell;
    private @Nullable Long awaySince;
    private String told = "";

    private JobHistory(@Nullable FailureHistory history, @Nullable String unusable, Consumer<String> tell) {
        this.history = history;
        this.unusable = unusable;
        this.tell = tell;
    }

    /** @param tell learns why the history cannot be used, as sentences */
    public static JobHistory of(FailureHistory history, Consumer<String> tell) {
        return new JobHistory(history, null, tell);
    }

    /** One that is wanted, but cannot be. */
    public static JobHistory unusable(HistoryException reason, Consumer<String> tell) {
        return new JobHistory(null, String.valueOf(reason.getMessage()), tell);
    }

    /** Opens the history on a thread of its own, while there is other work to do: that may take longer than a short log. */
    public void prepare() {
        if (history != null) {
            Thread.ofPlatform().daemon().name("history").start(() -> ask(history::check));
        }
    }

    /** What is known of failures of a job, by hash; nothing where no history is kept. */
    Map<String, Recurrence> recall(BuildRef build, JobRef job, List<Finding> findings) {
        List<String> hashes =
                findings.stream().map(Finding::messageHash).distinct().toList();
        Map<String, Recurrence> known =
                history == null ? null : ask(() -> history.recall(build, job, Normalizer.VERSION, hashes));
        if (known != null) {
            return known;
        }
        if (unusable != null) {
            problem(unusable);
        }
        return history == null && unusable == null
                ? Map.of()
                : hashes.stream().collect(Collectors.toMap(hash -> hash, hash -> Recurrence.UNKNOWN));
    }

    /** What people said of the failures of a build's pipeline, by hash. */
    Map<String, Mark> marks(BuildRef build) {
        Map<String, Mark> marks = history == null ? null : ask(() -> history.marks(build, Normalizer.VERSION));
        return marks == null ? Map.of() : marks;
    }

    /** Records what a job's first chunk tells of jobs that passed. */
    void passed(LogChunk first) {
        if (history != null && !first.passedJobs().isEmpty()) {
            ask(() -> history.passed(first.build(), first.passedJobs()));
        }
    }

    /** What jobs like this one print when they pass, as far as it was seen with earlier builds. */
    PassedLines passedLines(LogChunk first) {
        io.destill.history.PassedLines known =
                history == null ? null : ask(() -> history.passedLines(first.build(), first.job(), Normalizer.VERSION));
        return known == null
                ? PassedLines.NONE
                : PassedLines.of(
                        known.hashes().stream().mapToLong(Long::longValue).toArray(), known.logs());
    }

    /** Records what a job was compared with. */
    void recordPassedLines(LogChunk first, PassedLines lines) {
        if (history != null && lines.logs() > 0) {
            ask(() -> history.recordPassedLines(
                    first.build(),
                    first.job(),
                    Normalizer.VERSION,
                    new io.destill.history.PassedLines(
                            lines.logs(), Arrays.stream(lines.hashes()).boxed().toList())));
        }
    }

    /** Records a job's cards. */
    void record(LogChunk first, List<TriageCard> cards) {
        if (history != null) {
            ask(() -> history.record(first.build(), first.job(), cards));
        }
    }

    private interface Question<T> {
        T ask() throws HistoryException;
    }

    private interface Task {
        void run() throws HistoryException;
    }

    private void ask(Task task) {
        ask(() -> {
            task.run();
            return true;
        });
    }

    private <T> @Nullable T ask(Question<T> question) {
        if (isAway()) {
            return null;
        }
        try {
            T answer = question.ask();
            back();
            return answer;
        } catch (HistoryException e) {
            problem(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private synchronized boolean isAway() {
        return awaySince != null && System.nanoTime() - awaySince < PAUSE;
    }

    private synchronized void back() {
        awaySince = null;
        told = "";
    }

    private void problem(String reason) {
        synchronized (this) {
            awaySince = System.nanoTime();
            if (told.equals(reason)) {
                return;
            }
            told = reason;
        }
        tell.accept(reason + " The analysis goes on without: whether failures were seen before is not known.");
    }
}
