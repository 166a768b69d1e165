package io.destill.history;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How things are forgotten. The sums of a failure are not made smaller when its old builds go: they speak of all the time since
 * it was first seen. A failure goes when its last build does.
 */
final class Forgetting {

    /** Builds at a time, between two analyses and where somebody asked for it. */
    static final int A_FEW = 20;

    static final int MANY = 500;

    private Forgetting() {}

    /**
     * Forgets the oldest builds.
     *
     * @param most at most so many
     * @return how many there were
     */
    static int builds(Sql sql, Instant before, int most) throws SQLException {
        List<Long> builds = sql.list(
                row -> row.getLong(1),
                "SELECT id FROM build WHERE at < ? ORDER BY at LIMIT ?",
                before.toEpochMilli(),
                most);
        Set<Long> failures = new HashSet<>();
        for (Long build : builds) {
            failures.addAll(sql.list(
                    row -> row.getLong(1), "SELECT DISTINCT failure_id FROM occurrence WHERE build_id = ?", build));
            sql.update("DELETE FROM occurrence WHERE build_id = ?", build);
            sql.update("DELETE FROM pass WHERE build_id = ?", build);
            sql.update("DELETE FROM passed_lines WHERE build_id = ?", build);
            sql.update("DELETE FROM build WHERE id = ?", build);
        }
        for (Long failure : failures) {
            if (sql.first(row -> row.getInt(1), "SELECT 1 FROM occurrence WHERE failure_id = ? LIMIT 1", failure)
                    == null) {
                drop(sql, failure);
            }
        }
        return builds.size();
    }

    private static void drop(Sql sql, long failure) throws SQLException {
        sql.update("DELETE FROM failure_branch WHERE failure_id = ?", failure);
        sql.update("DELETE FROM sample WHERE failure_id = ?", failure);
        sql.update("DELETE FROM failure WHERE id = ?", failure);
    }

    static int failures(Sql sql, String hash, @Nullable String pipeline) throws SQLException {
        String chosen = """
                hash LIKE ? AND pipeline_id IN (SELECT id FROM pipeline WHERE CAST(? AS TEXT) IS NULL OR name = ?)""";
        List<Long> failures = sql.list(
                row -> row.getLong(1), "SELECT id FROM failure WHERE " + chosen, hash + "%", pipeline, pipeline);
        for (Long failure : failures) {
            sql.update("DELETE FROM occurrence WHERE failure_id = ?", failure);
            drop(sql, failure);
        }
        sql.update("DELETE FROM mark WHERE " + chosen, hash + "%", pipeline, pipeline);
        return failures.size();
    }

    static int pipeline(Sql sql, String name) throws SQLException {
        String ofPipeline = "pipeline_id IN (SELECT id FROM pipeline WHERE name = ?)";
        String ofFailures = "failure_id IN (SELECT id FROM failure WHERE " + ofPipeline + ")";
        sql.update("DELETE FROM occurrence WHERE " + ofFailures, name);
        sql.update("DELETE FROM failure_branch WHERE " + ofFailures, name);
        sql.update("DELETE FROM sample WHERE " + ofFailures, name);
        int failures = sql.update("DELETE FROM failure WHERE " + ofPipeline, name);
        for (String table : List.of("pass", "passed_lines")) {
            sql.update(
                    "DELETE FROM " + table + " WHERE build_id IN (SELECT id FROM build WHERE " + ofPipeline + ")",
                    name);
        }
        for (String table : List.of("mark", "step", "build")) {
            sql.update("DELETE FROM " + table + " WHERE " + ofPipeline, name);
        }
        sql.update("DELETE FROM pipeline WHERE name = ?", name);
        return failures;
    }
}
