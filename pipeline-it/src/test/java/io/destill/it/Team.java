package io.destill.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.destill.analysis.service.AnalysisService;
import io.destill.broker.NatsServer;
import io.destill.ingestion.service.IngestionService;
import io.destill.it.Destill.Result;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.MessageInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** A NATS server of its own, and agents around it, each a process. */
final class Team implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    final NatsServer nats;
    private final Map<String, String> environment;
    private final List<AgentProcess> agents = new ArrayList<>();

    /** @param environment what all agents and commands get */
    Team(NatsServer nats, Map<String, String> environment) {
        this.nats = nats;
        this.environment = Map.copyOf(environment);
    }

    AgentProcess ingestion() throws IOException {
        return ingestion(Map.of());
    }

    AgentProcess ingestion(Map<String, String> more) throws IOException {
        return agent(IngestionService.class, nats.url(), more);
    }

    AgentProcess analysis() throws IOException {
        return analysis(nats.url());
    }

    /** @param url where it finds the server */
    AgentProcess analysis(String url) throws IOException {
        return agent(AnalysisService.class, url, Map.of("DESTILL_STALLED_AFTER", "3"));
    }

    AgentProcess agent(Class<?> service, String url, Map<String, String> more) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        AgentProcess agent = AgentProcess.start(service, url, all);
        agents.add(agent);
        return agent;
    }

    /** The environment of a command. */
    Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(environment);
        all.put("DESTILL_NATS_URL", nats.url());
        return all;
    }

    Result destill(String... arguments) {
        return Destill.run(environment(), arguments);
    }

    /** Runs {@code destill submit} and returns the request's id. */
    String submit(String build) {
        Result result = destill("submit", build);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result.out().strip();
    }

    /** Runs {@code destill view}, to the request's end. */
    Result view(String request) {
        return destill("view", request, "--format", "json", "--no-progress");
    }

    /** Publishes what may be no message of Destill's. */
    void publish(String subject, String message) throws Exception {
        Connection connection = Nats.connect(nats.url());
        try {
            when(() -> connection.jetStreamManagement().getStreamNames().contains("CI_DEAD_LETTERS"));
            connection.jetStream().publish(subject, message.getBytes(StandardCharsets.UTF_8));
        } finally {
            connection.close();
        }
    }

    /** What stands first in a stream, as text. */
    String firstMessage(String stream) throws Exception {
        Connection connection = Nats.connect(nats.url());
        try {
            MessageInfo first = connection.jetStreamManagement().getMessage(stream, 1);
            return new String(first.getData(), StandardCharsets.UTF_8);
        } finally {
            connection.close();
        }
    }

    /** Waits for a condition. */
    static void when(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    @Override
    public void close() {
        agents.forEach(AgentProcess::close);
        nats.close();
    }
}
