package io.destill.ingestion;

import io.destill.contracts.JobRef;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A job and the way to its log. */
public interface JobLog {

    JobRef job();

    /**
     * Opens the log from its start. The stream is read to its end or closed early; where the log breaks off before its end,
     * {@code read} throws rather than reporting an end.
     *
     * @throws SourceException if there is no log to be had
     */
    InputStream open() throws SourceException, IOException, InterruptedException;

    /** Whether logs of jobs that passed may be had, to compare this one with. Without I/O. */
    default boolean isComparable() {
        return false;
    }

    /**
     * Finds those logs, the one that is most like this one first.
     *
     * @throws SourceException if they cannot be looked for
     */
    default List<JobLog> passedLike() throws SourceException, InterruptedException {
        return List.of();
    }
}
