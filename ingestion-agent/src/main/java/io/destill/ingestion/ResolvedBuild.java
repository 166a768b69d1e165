package io.destill.ingestion;

import io.destill.contracts.BuildRef;
import java.util.List;

/**
 * A build and the logs to analyse, in the order in which they are to be fetched.
 *
 * @param jobs empty if nothing in the build failed
 */
public record ResolvedBuild(BuildRef build, List<JobLog> jobs) {

    public ResolvedBuild {
        jobs = List.copyOf(jobs);
    }
}
