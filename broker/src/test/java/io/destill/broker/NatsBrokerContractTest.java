package io.destill.broker;

import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.MessageInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("docker")
class NatsBrokerContractTest extends BrokerContract {

    private static NatsServer server;
    private static Connection connection;

    @BeforeAll
    static void startServer() throws Exception {
        server = NatsServer.start();
        connection = Nats.connect(server.url());
    }

    @AfterAll
    static void stopServer() throws Exception {
        connection.close();
        server.close();
    }

    @AfterEach
    void deleteStreams() throws Exception {
        JetStreamManagement management = connection.jetStreamManagement();
        for (String stream : management.getStreamNames()) {
            management.deleteStream(stream);
        }
    }

    @Override
    protected Broker open() {
        return new NatsBroker(NatsSettings.of(server.url()), hold());
    }

    @Override
    protected Duration hold() {
        return Duration.ofSeconds(1);
    }

    @Override
    protected List<String> deadLetterSubjects() throws Exception {
        JetStreamManagement management = connection.jetStreamManagement();
        List<String> subjects = new ArrayList<>();
        long last = management.getStreamInfo("CI_DEAD_LETTERS").getStreamState().getLastSequence();
        for (long i = 1; i <= last; i++) {
            MessageInfo letter = management.getMessage("CI_DEAD_LETTERS", i);
            subjects.add(String.valueOf(letter.getSubject()).substring("ci_dead_letters.".length()));
        }
        return subjects;
    }
}
