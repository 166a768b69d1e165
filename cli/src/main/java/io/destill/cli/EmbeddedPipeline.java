package io.destill.cli;

import io.destill.analysis.AnalysisAgent;
import io.destill.analysis.JobHistory;
import io.destill.analysis.PassedRuns;
import io.destill.analysis.RuleSet;
import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.InProcessBroker;
import io.destill.buildkite.BuildkiteException;
import io.destill.buildkite.BuildkiteSettings;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.ProgressEvent.FailureKind;
import io.destill.ingestion.BuildkiteSource;
import io.destill.ingestion.CiSource;
import io.destill.ingestion.DirectorySource;
import io.destill.ingestion.FileSource;
import io.destill.ingestion.IngestionAgent;
import io.destill.ingestion.ResolvedBuild;
import io.destill.ingestion.SourceException;
import io.destill.ingestion.StdinSource;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole of Destill in this process: both agents as threads around an in-process broker. */
final class EmbeddedPipeline implements Pipeline {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPipeline.class);
    private static final Duration LAST_RECORD = Duration.ofSeconds(10);
    private static final Duration WORTH_TELLING = Duration.ofSeconds(3);

    private final Broker broker = new InProcessBroker();
    private final IngestionAgent ingestion;
    private final AnalysisAgent analysis;

    private EmbeddedPipeline(
            List<CiSource> sources, RuleSet rules, PassedRuns passedRuns, JobHistory history, int parallel) {
        ingestion = new IngestionAgent(broker, sources, parallel);
        analysis = new AnalysisAgent(broker, rules, passedRuns, history, parallel, AnalysisAgent.STALLED);
    }

    static Pipeline start(
            InputStream in,
            RuleSet rules,
            PassedRuns passedRuns,
            JobHistory history,
            int parallel,
            Map<String, String> environment)
            throws BrokerException {
        List<CiSource> sources = new ArrayList<>(lasting(environment));
        sources.add(new StdinSource(in));
        return start(sources, rules, passedRuns, history, parallel);
    }

    static Pipeline start(
            List<CiSource> sources, RuleSet rules, PassedRuns passedRuns, JobHistory history, int parallel)
            throws BrokerException {
        EmbeddedPipeline pipeline = new EmbeddedPipeline(sources, rules, passedRuns, history, parallel);
        pipeline.analysis.start();
        pipeline.ingestion.start();
        return pipeline;
    }

    /** The sources that give the same log twice. */
    static List<CiSource> lasting(Map<String, String> environment) {
        return List.of(new DirectorySource(), new FileSource(), buildkite(environment));
    }

    private static CiSource buildkite(Map<String, String> environment) {
        try {
            return new BuildkiteSource(BuildkiteSettings.fromEnvironment(environment), EmbeddedPipeline::tellOfWait);
        } catch (BuildkiteException e) {
            return new MisconfiguredSource(String.valueOf(e.getMessage()));
        }
    }

    private static void tellOfWait(String reason, Duration wait) {
        if (wait.compareTo(WORTH_TELLING) >= 0) {
            LOG.warn("{}; waiting {} s before the next attempt", reason, wait.toSeconds());
        }
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public void settle() throws InterruptedException {
        analysis.awaitIdle(LAST_RECORD);
    }

    @Override
    public void close() {
        ingestion.close();
        analysis.close();
        broker.close();
    }

    /** Stands in for a source whose configuration is wrong, so that this is told to those who need it, and only to them. */
    private record MisconfiguredSource(String problem) implements CiSource {

        @Override
        public boolean accepts(String buildUrl) {
            return buildUrl.startsWith("https:") || buildUrl.startsWith("http:");
        }

        @Override
        public String shapes() {
            return "a Buildkite build's URL";
        }

        @Override
        public ResolvedBuild resolve(AnalysisRequest request) throws SourceException {
            throw new SourceException(FailureKind.BAD_REQUEST, problem);
        }
    }
}
