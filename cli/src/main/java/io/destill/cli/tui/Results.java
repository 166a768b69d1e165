package io.destill.cli.tui;

import io.destill.cli.report.FailureGroups;
import io.destill.cli.report.JobResult;
import io.destill.cli.report.RequestState;
import io.destill.contracts.Message;
import org.jspecify.annotations.Nullable;

/** What one request has told. Not thread-safe. */
final class Results {

    private final RequestState request;
    private final FailureGroups groups = new FailureGroups();

    /** @param request fed by this, and only this */
    Results(RequestState request) {
        this.request = request;
    }

    /** @return the job that is done with it, or null */
    @Nullable
    JobResult take(Message message) {
        JobResult result = request.accept(message);
        if (result != null) {
            groups.add(result, Integer.MAX_VALUE);
        }
        return result;
    }

    RequestState request() {
        return request;
    }

    FailureGroups groups() {
        return groups;
    }
}
