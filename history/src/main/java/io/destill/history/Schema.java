package io.destill.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The tables, and how those of an older Destill become those of this one: each migration is a list of statements that is run
 * once, in one transaction with the note that it was. A migration that was released is never changed.
 *
 * <p>Times are milliseconds since 1970, UTC. What a card needs of a failure's whole past stands in {@code failure} itself,
 * where every new occurrence adds to it: to count ten million rows takes longer than an analysis. The texts that a query
 * must not touch stand beside it in {@code sample}.
 */
final class Schema {

    private static final List<List<String>> MIGRATIONS = List.of(
            List.of(
                    """
            CREATE TABLE pipeline (
                id {id},
                provider TEXT NOT NULL,
                name TEXT NOT NULL,
                normalizer_version INTEGER NOT NULL,
                UNIQUE (provider, name))""",
                    """
            CREATE TABLE build (
                id {id},
                pipeline_id BIGINT NOT NULL,
                identity TEXT NOT NULL,
                url TEXT NOT NULL,
                number BIGINT,
                branch TEXT NOT NULL,
                commit_id TEXT,
                at BIGINT NOT NULL,
                UNIQUE (pipeline_id, identity))""",
                    "CREATE INDEX build_at ON build (at)",
                    """
            CREATE TABLE step (
                id {id},
                pipeline_id BIGINT NOT NULL,
                identity TEXT NOT NULL,
                UNIQUE (pipeline_id, identity))""",
                    """
            CREATE TABLE failure (
                id {id},
                pipeline_id BIGINT NOT NULL,
                normalizer_version INTEGER NOT NULL,
                hash TEXT NOT NULL,
                builds INTEGER NOT NULL,
                shown INTEGER NOT NULL,
                branches INTEGER NOT NULL,
                passed_on_retry INTEGER NOT NULL,
                on_default INTEGER,
                first_at BIGINT NOT NULL,
                first_number BIGINT,
                first_url TEXT NOT NULL,
                first_branch TEXT NOT NULL,
                first_commit TEXT,
                UNIQUE (pipeline_id, normalizer_version, hash))""",
                    """
            CREATE TABLE sample (
                failure_id BIGINT PRIMARY KEY,
                message TEXT NOT NULL,
                lines TEXT NOT NULL,
                job TEXT NOT NULL,
                severity TEXT NOT NULL,
                category TEXT NOT NULL)""",
                    """
            CREATE TABLE failure_branch (
                failure_id BIGINT NOT NULL,
                branch TEXT NOT NULL,
                builds INTEGER NOT NULL,
                PRIMARY KEY (failure_id, branch)){clustered}""",
                    "CREATE INDEX failure_branch_builds ON failure_branch (failure_id, builds DESC)",
                    """
            CREATE TABLE occurrence (
                build_id BIGINT NOT NULL,
                step_id BIGINT NOT NULL,
                failure_id BIGINT NOT NULL,
                at BIGINT NOT NULL,
                attempt INTEGER NOT NULL,
                place INTEGER NOT NULL,
                passed_later INTEGER NOT NULL,
                PRIMARY KEY (build_id, step_id, failure_id)){clustered}""",
                    "CREATE INDEX occurrence_failure ON occurrence (failure_id, at, build_id)",
                    "CREATE INDEX occurrence_shown ON occurrence (at, failure_id, build_id) WHERE place <= 3",
                    "CREATE INDEX occurrence_job ON occurrence (at, build_id) WHERE place = 1",
                    """
            CREATE TABLE pass (
                step_id BIGINT NOT NULL,
                branch TEXT NOT NULL,
                at BIGINT NOT NULL,
                build_id BIGINT NOT NULL,
                attempt INTEGER NOT NULL,
                PRIMARY KEY (step_id, branch, at, build_id)){clustered}""",
                    "CREATE INDEX pass_build ON pass (build_id)",
                    """
            CREATE TABLE mark (
                pipeline_id BIGINT NOT NULL,
                normalizer_version INTEGER NOT NULL,
                hash TEXT NOT NULL,
                mark TEXT NOT NULL,
                message TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (pipeline_id, normalizer_version, hash)){clustered}"""),
            List.of("""
            CREATE TABLE passed_lines (
                step_id BIGINT NOT NULL,
                normalizer_version INTEGER NOT NULL,
                build_id BIGINT NOT NULL,
                at BIGINT NOT NULL,
                logs INTEGER NOT NULL,
                hashes TEXT NOT NULL,
                PRIMARY KEY (step_id, normalizer_version, build_id))""", "CREATE INDEX passed_lines_build ON passed_lines (build_id)"));

    static final int LATEST = MIGRATIONS.size();

    private Schema() {}

    /** The statements that make the indexes. */
    static List<String> indexes() {
        return MIGRATIONS.stream()
                .flatMap(List::stream)
                .filter(statement -> statement.startsWith("CREATE INDEX"))
                .toList();
    }

    /**
     * Brings the tables up to date. The connection is outside of any transaction that matters.
     *
     * @param versions how this database notes which migrations were run
     */
    static void migrate(Connection connection, Dialect dialect, Versions versions)
            throws SQLException, HistoryException {
        if (known(versions.read(connection)) == LATEST) {
            return;
        }
        versions.lock(connection);
        int version = known(versions.read(connection));
        Sql sql = new Sql(connection);
        for (List<String> migration : MIGRATIONS.subList(version, LATEST)) {
            for (String statement : migration) {
                sql.update(dialect.adapt(statement));
            }
        }
        versions.commit(connection, LATEST);
    }

    private static int known(int version) throws HistoryException {
        if (version > LATEST) {
            throw new HistoryException("it was written by a newer Destill (its schema is " + version
                    + ", this Destill knows " + LATEST + "). Use that one, or another history");
        }
        return version;
    }

    /** The number of migrations that were run. */
    interface Versions {
        int read(Connection connection) throws SQLException, HistoryException;

        /** Begins a transaction, in which nobody else migrates. */
        void lock(Connection connection) throws SQLException;

        /** Notes the number, and ends the transaction. */
        void commit(Connection connection, int version) throws SQLException;
    }
}
