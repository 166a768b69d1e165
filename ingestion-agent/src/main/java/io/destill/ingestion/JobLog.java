package io.destill.ingestion;

import io.destill.contracts.JobRef;
import java.io.IOException;
import java.io.InputStream;

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
}
