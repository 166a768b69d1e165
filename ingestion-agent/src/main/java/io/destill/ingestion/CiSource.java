package io.destill.ingestion;

import io.destill.contracts.AnalysisRequest;

/** A kind of place that failed builds and their logs come from. Thread-safe; constructors do no I/O. */
public interface CiSource {

    /** Whether {@link AnalysisRequest#buildUrl} is of this source's kind, even if it turns out to be wrong. */
    boolean accepts(String buildUrl);

    /** What it accepts, as a phrase for a person that goes on from "Destill analyses …", such as "a log file". */
    String shapes();

    /**
     * Finds the build and those of its jobs whose logs are to be analysed, in the order in which they are to be fetched.
     *
     * @throws SourceException if the build cannot be had
     */
    ResolvedBuild resolve(AnalysisRequest request) throws SourceException, InterruptedException;
}
