package io.destill.analysis.service;

import io.destill.analysis.AnalysisAgent;
import io.destill.analysis.PassedRuns;
import io.destill.analysis.RuleSet;
import io.destill.broker.Broker;
import io.destill.service.Agent;
import io.destill.service.Service;
import io.destill.service.Settings;

/** The analysis agent as a process. */
public final class AnalysisService {

    private AnalysisService() {}

    public static void main(String[] flags) {
        Service.run("analysis-agent", AnalysisService::agent, flags);
    }

    private static Agent agent(Broker broker, Settings settings, long largestMessage) {
        AnalysisAgent agent = new AnalysisAgent(
                broker, RuleSet.builtIn(), PassedRuns.NONE, settings.parallel(), settings.stalledAfter());
        return Agent.of(agent::start, agent::close);
    }
}
