package io.destill.cli.tui;

import io.destill.cli.report.JobResult;
import io.destill.cli.report.RequestFollower;
import io.destill.cli.report.RequestState;
import java.io.IOException;
import java.util.function.Consumer;

/** Where the session's builds come from. */
public interface Builds {

    /**
     * Asks for the analysis of a build.
     *
     * @param target as a person names it: a build's address, a log, a directory
     * @throws IOException with a sentence for a person
     */
    Opened open(String target) throws IOException, InterruptedException;

    /**
     * A request that was made.
     *
     * @param target what for
     * @param follower closed by whoever asked
     * @param state fed by whoever asked, and only by them
     * @param results to be told of every job that is done
     * @param marks what keeps what is said of its failures
     */
    record Opened(
            String target,
            RequestFollower follower,
            RequestState state,
            Consumer<JobResult> results,
            MarkKeeper marks) {}
}
