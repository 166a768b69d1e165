package io.destill.ingestion;

import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.ProgressEvent.FailureKind;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The log on standard input, named {@link AnalysisRequest#STANDARD_INPUT}: a build with one job. It is read once. */
public final class StdinSource implements CiSource {

    private static final String NAME = "standard input";

    private final InputStream stdin;
    private final AtomicBoolean opened = new AtomicBoolean();

    /** @param stdin read to its end, not closed */
    public StdinSource(InputStream stdin) {
        this.stdin = stdin;
    }

    @Override
    public boolean accepts(String buildUrl) {
        return buildUrl.equals(AnalysisRequest.STANDARD_INPUT);
    }

    @Override
    public String shapes() {
        return NAME;
    }

    @Override
    public ResolvedBuild resolve(AnalysisRequest request) {
        BuildRef build = new BuildRef(
                "file",
                AnalysisRequest.STANDARD_INPUT,
                NAME,
                null,
                null,
                null,
                "failed",
                null,
                null,
                request.requestedAt(),
                null);
        return new ResolvedBuild(build, List.of(new StandardInput()));
    }

    private final class StandardInput implements JobLog {
        @Override
        public JobRef job() {
            return LocalLog.jobNamed(NAME);
        }

        @Override
        public InputStream open() throws SourceException {
            if (opened.getAndSet(true)) {
                throw new SourceException(
                        FailureKind.BAD_REQUEST,
                        "standard input has been read already and cannot be read again. Save the log to a file and"
                                + " analyse that.");
            }
            return new FilterInputStream(stdin) {
                @Override
                public void close() {
                    // It belongs to the process.
                }
            };
        }
    }
}
