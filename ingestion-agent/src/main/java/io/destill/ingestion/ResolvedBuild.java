package io.destill.ingestion;

import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import java.util.List;

/**
 * A build and the logs to analyse, in the order in which they are to be fetched.
 *
 * @param jobs empty if nothing in the build failed
 * @param passed the jobs of the build that are known to have passed, also as a later attempt; not more than a message should carry
 */
public record ResolvedBuild(BuildRef build, List<JobLog> jobs, List<JobRef> passed) {

    public ResolvedBuild {
        jobs = List.copyOf(jobs);
        passed = List.copyOf(passed);
    }

    /** One of which it is not known what passed. */
    public ResolvedBuild(BuildRef build, List<JobLog> jobs) {
        this(build, jobs, List.of());
    }
}
