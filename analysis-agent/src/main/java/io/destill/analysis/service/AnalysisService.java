package io.destill.analysis.service;

import io.destill.analysis.AnalysisAgent;
import io.destill.analysis.JobHistory;
import io.destill.analysis.PassedRuns;
import io.destill.analysis.RuleSet;
import io.destill.broker.Broker;
import io.destill.history.HistoryException;
import io.destill.history.HistorySettings;
import io.destill.service.Agent;
import io.destill.service.Service;
import io.destill.service.Settings;
import io.destill.service.SettingsException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The analysis agent as a process. */
public final class AnalysisService {

    private static final Logger LOG = LoggerFactory.getLogger(AnalysisService.class);

    private AnalysisService() {}

    public static void main(String[] flags) {
        Service.run("analysis-agent", AnalysisService::agent, flags);
    }

    private static Agent agent(Broker broker, Settings settings, Agent.Limits limits) throws SettingsException {
        JobHistory history = history(settings);
        AnalysisAgent agent = new AnalysisAgent(
                broker, RuleSet.builtIn(), PassedRuns.NONE, history, settings.parallel(), settings.stalledAfter());
        history.prepare();
        return Agent.of(agent::start, agent::close);
    }

    /** A service has a history if it is told of a server: its own disk may be gone tomorrow. */
    private static JobHistory history(Settings settings) throws SettingsException {
        try {
            HistorySettings where = HistorySettings.of(null, settings.values(), false);
            return where == null ? JobHistory.NONE : JobHistory.of(where.open(LOG::info), LOG::warn);
        } catch (HistoryException e) {
            throw new SettingsException(List.of(String.valueOf(e.getMessage())));
        }
    }
}
