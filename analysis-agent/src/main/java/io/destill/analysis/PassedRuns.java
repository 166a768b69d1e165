package io.destill.analysis;

import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;

/** What is known beforehand of runs of a job that passed. Thread-safe. */
public interface PassedRuns {

    /** Nothing is. */
    PassedRuns NONE = (build, job) -> PassedLines.NONE;

    /**
     * The lines of runs of this job's step that passed; {@link PassedLines#NONE} if none are known. May wait for what is
     * being read, and is asked only when the job's log has been.
     */
    PassedLines of(BuildRef build, JobRef job) throws InterruptedException;
}
