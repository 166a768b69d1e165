package io.destill.history;

import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.Recurrence;
import io.destill.contracts.TriageCard;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which failures were seen in which builds, and which steps passed.
 *
 * <p>A failure is a message hash of one normalizer version in one pipeline; it is in a build as often as different steps of it
 * show it, and once a step, however often its jobs are recorded or tried again. What is recorded when a method returns stays,
 * even if the process dies at once. Constructors do no I/O. Thread-safe, and safe beside other processes.
 */
public interface FailureHistory extends Marks, AutoCloseable {

    /** @throws HistoryException saying what is wrong, if the history cannot be used now */
    void check() throws HistoryException;

    /**
     * What is known of failures of a job, as of the time that its build was made.
     *
     * @return by hash; each of those asked for has an entry
     */
    Map<String, Recurrence> recall(BuildRef build, JobRef job, int normalizerVersion, Collection<String> hashes)
            throws HistoryException;

    /** Records the cards of one job; those of a job that passed are no failures, and only that is recorded. */
    void record(BuildRef build, JobRef job, List<TriageCard> cards) throws HistoryException;

    /** Records that jobs passed. */
    void passed(BuildRef build, List<JobRef> jobs) throws HistoryException;

    /**
     * What jobs like this one print when they pass, as it was recorded with the last builds.
     *
     * @return {@link PassedLines#NONE} if nothing is known
     */
    PassedLines passedLines(BuildRef build, JobRef job, int normalizerVersion) throws HistoryException;

    /** Records what a job of a build was compared with; only the last of it is kept, and not more than a few thousand lines. */
    void recordPassedLines(BuildRef build, JobRef job, int normalizerVersion, PassedLines lines)
            throws HistoryException;

    /** The failures that stood among the first three of a job in the most builds, the most frequent first. */
    List<Failure> top(Scope scope, int limit) throws HistoryException;

    /** As {@link #top}, of those whose job passed when it was tried again; those that did most often first. */
    List<Failure> flaky(Scope scope, int limit) throws HistoryException;

    /**
     * The failures whose hash begins so, the last seen first.
     *
     * @param limit at most so many
     */
    List<Failure> find(String hash, @Nullable String pipeline, int limit) throws HistoryException;

    /** In how many builds a failure was seen, by day. Days without one are left out. */
    List<Day> days(Failure failure, Instant since) throws HistoryException;

    /** How many jobs failed, by day: those with cards. Days without one are left out. */
    List<Day> trend(Scope scope) throws HistoryException;

    /** All failures, those of older normalizer versions too, in no order. */
    void export(Scope scope, Consumer<Failure> reader) throws HistoryException;

    /**
     * Forgets failures, with their marks.
     *
     * @param hash the beginning of a message hash
     * @param pipeline null for all
     * @return how many there were
     */
    int forget(String hash, @Nullable String pipeline) throws HistoryException;

    /**
     * Forgets a whole pipeline.
     *
     * @return how many failures were forgotten
     */
    int forgetPipeline(String pipeline) throws HistoryException;

    /**
     * Forgets the builds that are older.
     *
     * @return how many builds were forgotten
     */
    int forgetOlderThan(Duration age) throws HistoryException;

    @Override
    void close();

    /**
     * Which part of the history is asked for.
     *
     * @param pipeline as {@link BuildRef#pipeline}, an absolute directory for local logs; null for all
     * @param branch null for all
     * @param since null for all that is kept
     */
    record Scope(
            @Nullable String pipeline,
            @Nullable String branch,
            @Nullable Instant since) {
        public static final Scope ALL = new Scope(null, null, null);
    }

    /** @param date a number of days since 1970-01-01, UTC */
    record Day(long date, int count) {}
}
