package io.destill.broker;

import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.LogChunk;
import io.destill.contracts.ProgressEvent;
import io.destill.contracts.ProgressEvent.Stage;
import io.destill.contracts.Utf8;
import java.time.Instant;

/** Messages for tests to send. */
final class Messages {

    private static final BuildRef BUILD = new BuildRef("test", "test:", "pipeline", null, null, null, null, null, null);

    private Messages() {}

    static AnalysisRequest request(String id) {
        return new AnalysisRequest(id, "test:", Instant.EPOCH, null);
    }

    static ProgressEvent progress(String requestId, long current) {
        return new ProgressEvent(
                requestId, Stage.JOB_FETCHING, null, job("job"), current, 0, null, null, Instant.EPOCH);
    }

    static LogChunk chunk(String job, int index, boolean last) {
        return chunk("request", job, index, last, "line " + index + "\n");
    }

    static LogChunk chunk(String requestId, String job, int index, boolean last, String content) {
        return new LogChunk(
                requestId, BUILD, job(job), index, last, index + 1, index + 1, false, Utf8.of(content), null);
    }

    private static JobRef job(String id) {
        return new JobRef(id, id, null, null, null, null, false, 0, null, null);
    }
}
