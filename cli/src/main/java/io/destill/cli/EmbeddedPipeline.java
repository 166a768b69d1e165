package io.destill.cli;

import io.destill.analysis.AnalysisAgent;
import io.destill.analysis.RuleSet;
import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.InProcessBroker;
import java.io.InputStream;
import java.util.Map;

/** The whole of Destill in this process: both agents as threads around an in-process broker. */
final class EmbeddedPipeline implements Pipeline {

    private final Broker broker = new InProcessBroker();
    private final AnalysisAgent analysis;

    private EmbeddedPipeline(InputStream in, int parallel, Map<String, String> environment) {
        analysis = new AnalysisAgent(broker, RuleSet.builtIn(), parallel);
    }

    static Pipeline start(InputStream in, int parallel, Map<String, String> environment)
            throws CommandException, BrokerException {
        EmbeddedPipeline pipeline = new EmbeddedPipeline(in, parallel, environment);
        pipeline.analysis.start();
        return pipeline;
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public void close() {
        analysis.close();
        broker.close();
    }
}
