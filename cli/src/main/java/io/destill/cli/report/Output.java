package io.destill.cli.report;

import java.io.IOException;

/** A form in which a request's result is written for something other than the terminal UI. Used by one thread. */
public interface Output {

    /** A job is settled. */
    void job(JobResult result) throws IOException;

    /**
     * The request is complete; writes what is still to be written.
     *
     * @throws IOException as {@link #job} does, if the reader has gone
     */
    void finish(RequestState state) throws IOException;
}
