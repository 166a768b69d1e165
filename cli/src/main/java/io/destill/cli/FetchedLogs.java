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

/** The whole logs of jobs, fetched once more from where they came: nobody keeps logs that nobody asks for. */
final class FetchedLogs implements Logs {

    private final List<CiSource> sources;

    FetchedLogs(List<CiSource> sources) {
        this.sources = sources;
    }

    @Override
    public InputStream open(TriageCard card) throws IOException, InterruptedException {
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
