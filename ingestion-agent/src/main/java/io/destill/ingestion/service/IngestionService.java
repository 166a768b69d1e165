package io.destill.ingestion.service;

import io.destill.broker.Broker;
import io.destill.buildkite.BuildkiteException;
import io.destill.buildkite.BuildkiteSettings;
import io.destill.ingestion.BuildkiteSource;
import io.destill.ingestion.Chunker;
import io.destill.ingestion.IngestionAgent;
import io.destill.service.Agent;
import io.destill.service.Service;
import io.destill.service.Settings;
import io.destill.service.SettingsException;
import java.util.List;

/** The ingestion agent as a process. It reads builds only: files would be those of the machine that it runs on. */
public final class IngestionService {

    /** What a chunk's message needs besides its content: the build and the job, and the jobs that passed. */
    private static final int HEAD = 32 * 1024;

    private static final int SMALLEST_CHUNK = 1024;

    private IngestionService() {}

    public static void main(String[] flags) {
        Service.run("ingestion-agent", IngestionService::agent, flags);
    }

    private static Agent agent(Broker broker, Settings settings, Agent.Limits limits) throws SettingsException {
        BuildkiteSource source;
        try {
            source = new BuildkiteSource(BuildkiteSettings.fromEnvironment(settings.values()));
        } catch (BuildkiteException e) {
            throw new SettingsException(List.of(String.valueOf(e.getMessage())));
        }
        int chunkSize = Math.clamp(limits.message() - HEAD, SMALLEST_CHUNK, Chunker.DEFAULT_SIZE);
        IngestionAgent agent =
                new IngestionAgent(broker, List.of(source), settings.parallel(), chunkSize, limits.log());
        return Agent.of(agent::start, agent::close);
    }
}
