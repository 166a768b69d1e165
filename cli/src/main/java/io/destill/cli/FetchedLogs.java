package io.destill.cli;

import io.destill.cli.tui.Logs;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.TriageCard;
import io.destill.ingestion.CiSource;
import io.destill.ingestion.JobLog;
import io.destill.ingestion.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole logs of jobs, fetched once more from where they came: nobody keeps logs that nobody asks for. What came through
 * standard input is there only once, and so was kept.
 */
final class FetchedLogs implements Logs {

    private final List<CiSource> sources;
    private final @Nullable KeptInput standardInput;

    /** @param standardInput null if no log came that way */
    FetchedLogs(List<CiSource> sources, @Nullable KeptInput standardInput) {
        this.sources = sources;
        this.standardInput = standardInput;
    }

    @Override
    public InputStream open(TriageCard card) throws IOException, InterruptedException {
        if (standardInput != null && card.build().url().equals(AnalysisRequest.STANDARD_INPUT)) {
            return standardInput.again();
        }
        AnalysisRequest request = new AnalysisRequest(
                card.requestId(), card.build().url(), Instant.now(), new AnalysisRequest.Options(true, true));
        try {
            for (CiSource source : sources) {
                if (source.accepts(request.buildUrl())) {
                    for (JobLog log : source.resolve(request).jobs()) {
                        if (log.job().id().equals(card.job().id())) {
                            return log.open();
                        }
                    }
                }
            }
        } catch (SourceException e) {
            throw new IOException("The log cannot be fetched: " + e.getMessage(), e);
        }
        throw new IOException("The build no longer has this job's log.");
    }
}
