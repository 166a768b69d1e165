package io.destill.history;

import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.TriageCard;
import io.destill.history.FailureHistory.Scope;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long it takes to ask a large history: half a year of builds, each with a job of fifty cards, most of whose failures are
 * frequent ones. {@code dev/history-benchmark} runs it.
 */
final class HistoryBenchmark {

    private static final int CARDS = 50;
    private static final int DAYS = 170;
    private static final int STEPS = 20;
    private static final int BRANCHES = 500;
    private static final int RUNS = 200;

    private final int builds;
    private final int perCard;
    private final long start = Instant.now().minus(Duration.ofDays(DAYS)).toEpochMilli();

    private HistoryBenchmark(int occurrences, int failures) {
        builds = occurrences / CARDS;
        perCard = failures / CARDS;
    }

    /** @param args {@code sqlite} or {@code postgresql}, or nothing for both; and how many million occurrences, 10 if not given */
    public static void main(String[] args) throws Exception {
        List<String> which =
                Arrays.stream(args).filter(arg -> !arg.matches("\\d+")).toList();
        int millions = Arrays.stream(args)
                .filter(arg -> arg.matches("\\d+"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElse(10);
        HistoryBenchmark benchmark = new HistoryBenchmark(millions * 1_000_000, 100_000);
        if (which.isEmpty() || which.contains("sqlite")) {
            benchmark.sqlite();
        }
        if (which.isEmpty() || which.contains("postgresql")) {
            benchmark.postgres();
        }
    }

    private void sqlite() throws Exception {
        Path folder = Files.createTempDirectory("history-benchmark");
        Path file = folder.resolve("history.db");
        try (SqliteConnections connections = new SqliteConnections(file)) {
            fill("SQLite", connections);
            System.out.printf(Locale.ROOT, "  %-44s %,10d MB%n", "file", Files.size(file) / 1_000_000);
            measure(new SqlHistory(connections, Duration.ofDays(180), problem -> {}));
        } finally {
            for (String name : folder.toFile().list()) {
                Files.delete(folder.resolve(name));
            }
            Files.delete(folder);
        }
    }

    private void postgres() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                PostgresConnections connections =
                        new PostgresConnections(HistorySettings.of(null, slow(server), false))) {
            fill("PostgreSQL", connections);
            measure(new SqlHistory(connections, Duration.ofDays(180), problem -> {}));
        }
    }

    /** To fill it takes longer than any statement of Destill's may. */
    private static Map<String, String> slow(PostgresServer server) {
        return Map.of(HistorySettings.URL, server.url() + "?socketTimeout=0");
    }

    private void fill(String name, Connections connections) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%s: %,d occurrences of %,d failures in %,d builds%n",
                name,
                builds * CARDS,
                perCard * CARDS,
                builds);
        long began = System.nanoTime();
        Connection connection = connections.begin(true);
        Sql sql = new Sql(connection);
        List<String> indexes = Schema.indexes();
        for (String index : indexes) {
            sql.update("DROP INDEX " + index.split(" ", -1)[2]);
        }
        String text = "CAST(%s AS TEXT)";
        String branch =
                "CASE WHEN n.i %% 3 = 0 THEN 'main' ELSE 'branch-' || CAST(n.i %% %d AS TEXT) END".formatted(BRANCHES);
        long between = Duration.ofDays(DAYS).toMillis() / builds;
        sql.update("INSERT INTO pipeline (provider, name, normalizer_version) VALUES ('buildkite', 'acme/api', 1)");
        sql.update(numbers(builds)
                + "INSERT INTO build (pipeline_id, identity, url, number, branch, commit_id, at) SELECT 1, "
                + "'https://buildkite.com/acme/api/builds/' || " + text.formatted("n.i")
                + ", 'https://buildkite.com/acme/api/builds/' || "
                + text.formatted("n.i") + ", n.i, " + branch + ", 'c0ffee', " + start + " + n.i * " + between
                + " FROM n ORDER BY n.i");
        sql.update(numbers(STEPS) + "INSERT INTO step (pipeline_id, identity) SELECT 1, 'step' || "
                + text.formatted("n.i") + " FROM n ORDER BY n.i");
        sql.update(numbers(perCard * CARDS)
                + "INSERT INTO failure (pipeline_id, normalizer_version, hash, builds, shown, branches, passed_on_retry, first_at, first_url, first_branch)"
                + " SELECT 1, 1, 'hash' || " + text.formatted("n.i") + ", 0, 0, 0, 0, " + start
                + ", 'https://x', 'main' FROM n ORDER BY n.i");
        sql.update(
                "INSERT INTO sample (failure_id, message, lines, job, severity, category) SELECT id, 'error in module ' || "
                        + text.formatted("id") + ", 'a\nb\nc', 'unit', 'ERROR', 'test' FROM failure");
        // A card's failure is one of those of its place, and rather one of the first of them.
        String failure = "1 + c.i + %d * (((b.id * 7919 + c.i * 31) %% %d) * ((b.id * 104729 + c.i * 17) %% %d) / %d)"
                .formatted(CARDS, perCard, perCard - 1, perCard);
        sql.update(numbers("c", 0, CARDS - 1)
                + "INSERT INTO occurrence (build_id, step_id, failure_id, at, attempt, place, passed_later) SELECT b.id, 1 + b.id % "
                + STEPS
                + ", " + failure + ", b.at, 0, c.i + 1, 0 FROM build b CROSS JOIN c ORDER BY b.id, c.i");
        sql.update("INSERT INTO failure_branch (failure_id, branch, builds) SELECT o.failure_id, b.branch, count(*)"
                + " FROM occurrence o JOIN build b ON b.id = o.build_id GROUP BY o.failure_id, b.branch");
        sql.update(
                "UPDATE failure SET builds = (SELECT coalesce(sum(fb.builds), 0) FROM failure_branch fb WHERE fb.failure_id = failure.id),"
                        + " branches = (SELECT count(*) FROM failure_branch fb WHERE fb.failure_id = failure.id), passed_on_retry = CASE WHEN id % 100 = 0 THEN 3 ELSE 0 END,"
                        + " shown = CASE WHEN (id - 1) % 50 < 3 THEN (SELECT coalesce(sum(fb.builds), 0) FROM failure_branch fb WHERE fb.failure_id = failure.id) ELSE 0 END");
        sql.update(
                "INSERT INTO pass (step_id, branch, at, build_id, attempt) SELECT s.id, b.branch, b.at, b.id, 0 FROM build b CROSS JOIN step s"
                        + " WHERE s.id % 4 = b.id % 4");
        for (String index : indexes) {
            sql.update(index);
        }
        connections.commit(connection);
        connections.giveBack(connection, false);
        Connection after = connections.begin(false);
        new Sql(after).update("ANALYZE");
        connections.commit(after);
        connections.giveBack(after, false);
        System.out.printf(Locale.ROOT, "  %-44s %,10d s%n", "filled in", (System.nanoTime() - began) / 1_000_000_000);
    }

    private static String numbers(int most) {
        return numbers("n", 1, most);
    }

    /** A table of numbers, both included, for the statement that follows. */
    private static String numbers(String name, int from, int to) {
        return "WITH RECURSIVE %1$s(i) AS (SELECT CAST(%2$d AS BIGINT) UNION ALL SELECT i + 1 FROM %1$s WHERE i < %3$d) "
                .formatted(name, from, to);
    }

    private interface Task {
        void run(int run) throws HistoryException;
    }

    private void measure(FailureHistory history) throws HistoryException {
        JobRef job = Cards.job("step7");
        // As many frequent failures as rare ones.
        time("tag a job's 50 cards", RUNS, run -> history.recall(build(run), job, 1, hashes(run)));
        time("the same, of the most frequent failures", RUNS, run -> history.recall(build(run), job, 1, frequent(run)));
        time("record a job's 50 cards", RUNS, run -> {
            BuildRef build = build(run);
            List<TriageCard> cards = Cards.cards(build, job, hashes(run).toArray(String[]::new));
            history.record(build, job, cards);
        });
        Instant monthAgo = Instant.now().minus(Duration.ofDays(30));
        time("history top", 5, run -> history.top(Scope.ALL, 20));
        time("history top --since 30d", 5, run -> history.top(new Scope(null, null, monthAgo), 20));
        time(
                "history top --pipeline acme/api --branch main",
                5,
                run -> history.top(new Scope("acme/api", "main", null), 20));
        time("history flaky", 5, run -> history.flaky(Scope.ALL, 20));
        time("history trend", 5, run -> history.trend(new Scope(null, null, monthAgo)));
        time("history show, of the most frequent failure", 5, run -> {
            Failure failure = history.find(history.top(Scope.ALL, 1).getFirst().messageHash(), null, 1)
                    .getFirst();
            history.days(failure, Instant.EPOCH);
        });
    }

    private static BuildRef build(int run) {
        return Cards.build("acme/api", 1_000_000L + run, run % 3 == 0 ? "main" : "branch-" + run, Instant.now());
    }

    /** Of all ranks of frequency. */
    private List<String> hashes(int run) {
        List<String> hashes = new ArrayList<>();
        for (int card = 0; card < CARDS; card++) {
            hashes.add("hash" + (1 + card + CARDS * ((run * 7919 + card * 40) % perCard)));
        }
        return hashes;
    }

    private List<String> frequent(int run) {
        List<String> hashes = new ArrayList<>();
        for (int card = 0; card < CARDS; card++) {
            hashes.add("hash" + (1 + card + CARDS * ((run + card) % 5)));
        }
        return hashes;
    }

    private static void time(String what, int runs, Task task) throws HistoryException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] millis = new double[runs];
        double[] cpu = new double[runs];
        for (int run = 0; run < runs; run++) {
            long began = System.nanoTime();
            long busyBefore = threads.getCurrentThreadCpuTime();
            task.run(run);
            millis[run] = (System.nanoTime() - began) / 1e6;
            cpu[run] = (threads.getCurrentThreadCpuTime() - busyBefore) / 1e6;
        }
        Arrays.sort(millis);
        Arrays.sort(cpu);
        System.out.printf(
                Locale.ROOT,
                "  %-48s %8.1f ms median, %.1f at the 95th percentile; %.1f ms of this process's CPU time%n",
                what,
                millis[runs / 2],
                millis[Math.min(runs - 1, runs * 95 / 100)],
                cpu[runs / 2]);
    }
}
