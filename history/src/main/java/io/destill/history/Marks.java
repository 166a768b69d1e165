package io.destill.history;

import io.destill.contracts.BuildRef;
import io.destill.contracts.TriageCard;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people said of failures: at most one {@link Mark} a failure and pipeline. Thread-safe. */
public interface Marks {

    /** The pipeline that a build's marks are kept for, among those of its provider. */
    static String pipelineOf(BuildRef build) {
        return Keys.pipeline(build);
    }

    /**
     * Says something of a card's failure, in place of what was said before.
     *
     * @param mark null takes it back
     */
    void mark(TriageCard card, @Nullable Mark mark) throws HistoryException;

    /** The marks of a build's pipeline, by message hash. */
    Map<String, Mark> marks(BuildRef build, int normalizerVersion) throws HistoryException;

    /**
     * All marks, the newest first.
     *
     * @param pipeline null for all
     */
    List<Marked> marks(@Nullable String pipeline) throws HistoryException;

    /**
     * Says something of failures that were recorded, in place of what was said before.
     *
     * @param hash the beginning of a message hash
     * @param pipeline null for all
     * @param mark null takes it back
     * @return how many marks were made, or taken back
     */
    int mark(String hash, @Nullable String pipeline, @Nullable Mark mark) throws HistoryException;

    /** A failure that was marked. */
    record Marked(String pipeline, String messageHash, int normalizerVersion, Mark mark, String message, Instant at) {}
}
