package io.destill.history;

import static io.destill.history.Cards.build;
import static io.destill.history.Cards.cards;
import static io.destill.history.Cards.job;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.destill.contracts.BuildRef;
import io.destill.history.FailureHistory.Scope;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("docker")
class PostgresHistoryTest extends FailureHistoryContract {

    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @AfterEach
    void dropTables() throws Exception {
        sql("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    }

    private static void sql(String... statements) throws Exception {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Override
    FailureHistory open(Duration keep, List<String> told) throws HistoryException {
        HistorySettings settings = HistorySettings.of(null, server.environment(), false);
        return new SqlHistory(new PostgresConnections(settings), keep, told::add);
    }

    private static void failsTelling(String url, String... what) throws Exception {
        HistorySettings settings = HistorySettings.of(null, Map.of(HistorySettings.URL, url), false);
        try (FailureHistory history = settings.open(problem -> {})) {
            assertThatExceptionOfType(HistoryException.class)
                    .isThrownBy(history::check)
                    .satisfies(
                            e -> assertThat(e.getMessage()).contains(what).doesNotContain("of-the-test", "wrong-one"));
        }
    }

    @Test
    void whatIsWrongWithTheServerIsTold() throws Exception {
        failsTelling(server.url().replace("of-the-test", "wrong-one"), "refuses the user or the password");
        failsTelling(server.url().replaceFirst("/destill$", "/nothing"), "no such database", "createdb");
        failsTelling(
                "postgresql://destill:of-the-test@127.0.0.1:" + PostgresServer.freePort() + "/destill",
                "cannot be reached",
                HistorySettings.URL);
        failsTelling(server.url() + "?options=-c%20default_transaction_read_only=on", "takes no writes");

        sql("CREATE TABLE destill_schema (version INTEGER)", "INSERT INTO destill_schema VALUES (99)");
        failsTelling(server.url(), "newer Destill");
    }

    @Test
    void goesOnAfterTheServerWasAway() throws Exception {
        BuildRef first = build(1, "main");
        BuildRef second = build(2, "main");
        HistorySettings settings = HistorySettings.of(null, server.environment(), false);
        try (FailureHistory history = settings.open(problem -> {})) {
            history.record(first, job("unit"), cards(first, job("unit"), "a"));
            server.kill();
            assertThatExceptionOfType(HistoryException.class)
                    .isThrownBy(() -> history.record(second, job("unit"), cards(second, job("unit"), "a")))
                    .withMessageContaining("cannot be reached");
            server.restart();

            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                history.record(second, job("unit"), cards(second, job("unit"), "a"));
                return true;
            });
            assertThat(history.top(Scope.ALL, 1).getFirst().builds()).isEqualTo(2);
        }
    }
}
