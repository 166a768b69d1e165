package io.destill.history;

import io.destill.contracts.Recurrence.Sighting;
import io.destill.history.FailureHistory.Day;
import io.destill.history.FailureHistory.Scope;
import io.destill.history.Marks.Marked;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What people ask of the history. Stateless. */
final class Reports {

    /** What stands below in a job is hardly looked at. The indexes of occurrences hold the same number. */
    static final int SHOWN = 3;

    private static final long DAY = 24 * 60 * 60 * 1000L;

    /** A failure's own columns, its sample, and its newest sighting. */
    private static final String FAILURES = """
            SELECT {branches} AS branch_names, f.*, p.name AS pipeline, s.message, s.lines, s.job, s.severity, s.category, m.mark,
                   b.at AS last_at, b.number AS last_number, b.url AS last_url, b.branch AS last_branch, b.commit_id AS last_commit
            FROM failure f
            JOIN pipeline p ON p.id = f.pipeline_id
            JOIN sample s ON s.failure_id = f.id
            LEFT JOIN mark m ON m.pipeline_id = f.pipeline_id AND m.normalizer_version = f.normalizer_version AND m.hash = f.hash
            LEFT JOIN build b ON b.id =
                (SELECT o.build_id FROM occurrence o WHERE o.failure_id = f.id ORDER BY o.at DESC LIMIT 1)
            """;

    /** Where a scope narrows occurrences {@code o}: its parameters are the time, and the branch twice. */
    private static final String IN_SCOPE = """
            o.at >= ? AND (CAST(? AS TEXT) IS NULL
                OR EXISTS (SELECT 1 FROM build b WHERE b.id = o.build_id AND b.branch = ?))
            """;

    private static final String NEWEST_LINE = """
            JOIN pipeline p ON p.id = f.pipeline_id AND p.normalizer_version = f.normalizer_version
            WHERE (CAST(? AS TEXT) IS NULL OR p.name = ?)
            """;

    private final String failures;

    Reports(Dialect dialect) {
        failures = FAILURES.replace("{branches}", dialect.branches());
    }

    List<Failure> top(Sql sql, Scope scope, int limit) throws SQLException {
        return isAll(scope)
                ? ranked(sql, scope, limit, "f.shown", "f.shown > 0")
                : counted(sql, scope, limit, "c.builds", "");
    }

    List<Failure> flaky(Sql sql, Scope scope, int limit) throws SQLException {
        return isAll(scope)
                ? ranked(sql, scope, limit, "f.passed_on_retry", "f.shown > 0 AND f.passed_on_retry > 0")
                : counted(sql, scope, limit, "f.passed_on_retry", "AND f.passed_on_retry > 0");
    }

    /** Whether the sums that are kept beside the failures tell it. */
    private static boolean isAll(Scope scope) {
        return scope.branch() == null && scope.since() == null;
    }

    private List<Failure> ranked(Sql sql, Scope scope, int limit, String order, String condition) throws SQLException {
        Map<Long, Integer> counts = new LinkedHashMap<>();
        sql.each(
                row -> counts.put(row.getLong("id"), row.getInt("shown")),
                "SELECT f.id, f.shown FROM failure f " + NEWEST_LINE + " AND " + condition + " ORDER BY " + order
                        + " DESC, f.hash LIMIT ?",
                scope.pipeline(),
                scope.pipeline(),
                limit);
        return inOrder(sql, counts);
    }

    /** By the occurrences themselves. */
    private List<Failure> counted(Sql sql, Scope scope, int limit, String order, String condition) throws SQLException {
        Map<Long, Integer> counts = new LinkedHashMap<>();
        sql.each(
                row -> counts.put(row.getLong("id"), row.getInt("builds_in_scope")),
                "SELECT f.id, c.builds AS builds_in_scope FROM (SELECT o.failure_id, count(DISTINCT o.build_id) AS builds"
                        + " FROM occurrence o WHERE o.place <= " + SHOWN + " AND " + IN_SCOPE
                        + " GROUP BY o.failure_id) c JOIN failure f ON f.id = c.failure_id " + NEWEST_LINE + condition
                        + " ORDER BY " + order + " DESC, f.hash LIMIT ?",
                since(scope),
                scope.branch(),
                scope.branch(),
                scope.pipeline(),
                scope.pipeline(),
                limit);
        return inOrder(sql, counts);
    }

    private static long since(Scope scope) {
        return scope.since() == null ? Long.MIN_VALUE : scope.since().toEpochMilli();
    }

    private List<Failure> inOrder(Sql sql, Map<Long, Integer> counts) throws SQLException {
        if (counts.isEmpty()) {
            return List.of();
        }
        List<Long> ids = List.copyOf(counts.keySet());
        Map<Long, Failure> found = new HashMap<>();
        sql.each(
                row -> {
                    long id = row.getLong("id");
                    found.put(id, failure(row, counts.get(id)));
                },
                failures + "WHERE f.id IN (" + Sql.marks(ids.size()) + ")",
                ids.toArray());
        return ids.stream().map(found::get).filter(f -> f != null).toList();
    }

    List<Failure> find(Sql sql, String hash, @Nullable String pipeline, int limit) throws SQLException {
        Map<Long, Integer> counts = new LinkedHashMap<>();
        sql.each(row -> counts.put(row.getLong("id"), row.getInt("shown")), """
                SELECT f.id, f.shown FROM failure f JOIN pipeline p ON p.id = f.pipeline_id
                WHERE f.hash LIKE ? AND (CAST(? AS TEXT) IS NULL OR p.name = ?)
                ORDER BY f.normalizer_version DESC, (SELECT max(o.at) FROM occurrence o WHERE o.failure_id = f.id) DESC
                LIMIT ?""", hash + "%", pipeline, pipeline, limit);
        return inOrder(sql, counts);
    }

    List<Day> days(Sql sql, Failure failure, Instant since) throws SQLException {
        return sql.list(
                row -> new Day(row.getLong(1), row.getInt(2)),
                """
                SELECT o.at / %d, count(DISTINCT o.build_id) FROM occurrence o
                WHERE o.failure_id = (SELECT f.id FROM failure f JOIN pipeline p ON p.id = f.pipeline_id
                    WHERE p.name = ? AND f.normalizer_version = ? AND f.hash = ?)
                AND o.at >= ? GROUP BY 1 ORDER BY 1""".formatted(DAY),
                failure.pipeline(),
                failure.normalizerVersion(),
                failure.messageHash(),
                since.toEpochMilli());
    }

    List<Day> trend(Sql sql, Scope scope) throws SQLException {
        String ofPipeline = scope.pipeline() == null ? "" : """
                  AND EXISTS (SELECT 1 FROM build b JOIN pipeline p ON p.id = b.pipeline_id
                      WHERE b.id = o.build_id AND p.name = ?)""";
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(since(scope));
        parameters.add(scope.branch());
        parameters.add(scope.branch());
        if (scope.pipeline() != null) {
            parameters.add(scope.pipeline());
        }
        return sql.list(
                row -> new Day(row.getLong(1), row.getInt(2)),
                "SELECT o.at / %d, count(*) FROM occurrence o WHERE o.place = 1 AND ".formatted(DAY) + IN_SCOPE
                        + ofPipeline + " GROUP BY 1 ORDER BY 1",
                parameters.toArray());
    }

    void export(Sql sql, Scope scope, Consumer<Failure> reader) throws SQLException {
        Map<Long, Integer> counts = new LinkedHashMap<>();
        long after = 0;
        do {
            counts.clear();
            sql.each(
                    row -> counts.put(row.getLong("id"), row.getInt("shown")),
                    """
                    SELECT f.id, f.shown FROM failure f JOIN pipeline p ON p.id = f.pipeline_id
                    WHERE f.id > ? AND (CAST(? AS TEXT) IS NULL OR p.name = ?)
                    AND (CAST(? AS TEXT) IS NULL OR EXISTS
                        (SELECT 1 FROM failure_branch fb WHERE fb.failure_id = f.id AND fb.branch = ?))
                    AND EXISTS (SELECT 1 FROM occurrence o WHERE o.failure_id = f.id AND o.at >= ?)
                    ORDER BY f.id LIMIT 500""",
                    after,
                    scope.pipeline(),
                    scope.pipeline(),
                    scope.branch(),
                    scope.branch(),
                    since(scope));
            for (long id : counts.keySet()) {
                after = id;
            }
            inOrder(sql, counts).forEach(reader);
        } while (!counts.isEmpty());
    }

    List<Marked> marks(Sql sql, @Nullable String pipeline) throws SQLException {
        return sql.list(
                row -> new Marked(
                        row.getString("name"),
                        row.getString("hash"),
                        row.getInt("normalizer_version"),
                        Mark.of(row.getString("mark")),
                        row.getString("message"),
                        Instant.ofEpochMilli(row.getLong("at"))),
                """
                SELECT p.name, m.hash, m.normalizer_version, m.mark, m.message, m.at
                FROM mark m JOIN pipeline p ON p.id = m.pipeline_id
                WHERE CAST(? AS TEXT) IS NULL OR p.name = ? ORDER BY m.at DESC, m.hash""",
                pipeline,
                pipeline);
    }

    /** Of a column that {@link Dialect#branches} made. */
    static List<String> branches(ResultSet row) throws SQLException {
        String joined = row.getString("branch_names");
        return joined == null ? List.of() : List.of(joined.split(Dialect.SEPARATOR, -1));
    }

    private static Failure failure(ResultSet row, int buildsInScope) throws SQLException {
        String lines = row.getString("lines");
        Long onDefault = Sql.nullableLong(row, "on_default");
        String mark = row.getString("mark");
        Sighting first = firstSeen(row);
        return new Failure(
                row.getString("pipeline"),
                row.getString("hash"),
                row.getInt("normalizer_version"),
                row.getString("message"),
                lines.isEmpty() ? List.of() : List.of(lines.split("\n", -1)),
                row.getString("job"),
                row.getString("severity"),
                row.getString("category"),
                row.getInt("builds"),
                buildsInScope,
                branches(row),
                row.getInt("branches"),
                onDefault == null ? null : onDefault == 1,
                row.getInt("passed_on_retry"),
                first,
                row.getObject("last_at") == null ? first : lastSeen(row),
                mark == null ? null : Mark.of(mark));
    }

    static Sighting firstSeen(ResultSet row) throws SQLException {
        return sighting(row, "first");
    }

    static Sighting lastSeen(ResultSet row) throws SQLException {
        return sighting(row, "last");
    }

    private static Sighting sighting(ResultSet row, String which) throws SQLException {
        String branch = row.getString(which + "_branch");
        return new Sighting(
                Instant.ofEpochMilli(row.getLong(which + "_at")),
                Sql.nullableLong(row, which + "_number"),
                row.getString(which + "_url"),
                branch.isEmpty() ? null : branch,
                row.getString(which + "_commit"));
    }
}
