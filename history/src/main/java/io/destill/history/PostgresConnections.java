package io.destill.history;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A pool of connections to a server, which is made on first use. */
final class PostgresConnections implements Connections {

    private static final int PATIENCE_MILLIS = 3000;
    private static final int MOST = 8;

    /** Any number that other users of the database do not lock. */
    private static final long MIGRATION_LOCK = 0x4453544849535430L;

    private final HistorySettings settings;
    private @Nullable HikariDataSource pool;
    private boolean closed;

    PostgresConnections(HistorySettings settings) {
        this.settings = settings;
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    @Override
    public Connection begin(boolean writes) throws SQLException, HistoryException {
        return pool().getConnection();
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        connection.commit();
    }

    private synchronized HikariDataSource pool() throws SQLException, HistoryException {
        if (closed) {
            throw problem("it is closed", null);
        }
        HikariDataSource known = pool;
        if (known != null) {
            return known;
        }
        HikariDataSource made = make();
        try (Connection connection = made.getConnection()) {
            Schema.migrate(connection, Dialect.POSTGRESQL, new VersionTable());
        } catch (HistoryException e) {
            made.close();
            throw problem(String.valueOf(e.getMessage()), e);
        } catch (SQLException | RuntimeException e) {
            made.close();
            throw e;
        }
        pool = made;
        return made;
    }

    private HikariDataSource make() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setPoolName("history");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setAutoCommit(false);
        config.setMinimumIdle(1);
        config.setMaximumPoolSize(MOST);
        config.setConnectionTimeout(PATIENCE_MILLIS);
        config.setValidationTimeout(1000);
        config.addDataSourceProperty("connectTimeout", PATIENCE_MILLIS / 1000);
        config.addDataSourceProperty("socketTimeout", 60);
        config.addDataSourceProperty("tcpKeepAlive", true);
        config.addDataSourceProperty("ApplicationName", "destill");
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getMessage(), "08001", e);
        }
    }

    @Override
    public void giveBack(Connection connection, boolean broken) {
        try {
            connection.close();
        } catch (SQLException e) {
            // The pool looks at a connection before it lends it again.
        }
    }

    @Override
    public HistoryException explain(SQLException e) {
        SQLException root = e;
        while (root.getCause() instanceof SQLException cause) {
            root = cause;
        }
        String state = root.getSQLState() == null ? "08000" : root.getSQLState();
        String what;
        if (state.startsWith("28")) {
            what = "the server refuses the user or the password. Check " + HistorySettings.URL + " and "
                    + HistorySettings.PASSWORD;
        } else if (state.equals("3D000")) {
            what = "there is no such database on the server. Make it (createdb), or check " + HistorySettings.URL;
        } else if (state.equals("42501")) {
            what = "the user may not do that there (" + firstLine(root)
                    + "). Grant it the rights to make and to write tables";
        } else if (state.equals("53100")) {
            what = "the server's disk is full. Make room there";
        } else if (state.startsWith("53")) {
            what = "the server has no more connections to give. Allow it more, or run fewer agents";
        } else if (state.equals("25006")) {
            what = "the server takes no writes: it is a standby, or set to read only. Name the primary";
        } else if (state.startsWith("08") || state.startsWith("57")) {
            what = "the server cannot be reached (" + firstLine(root) + "). Check that it runs, and "
                    + HistorySettings.URL;
        } else {
            what = firstLine(root);
        }
        return problem(what, e);
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("\\.$", "");
    }

    private HistoryException problem(String what, @Nullable Throwable cause) {
        String message = "The history " + settings + " cannot be used: " + what + ".";
        return cause == null ? new HistoryException(message) : new HistoryException(message, cause);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (pool != null) {
            pool.close();
            pool = null;
        }
    }

    private static final class VersionTable implements Schema.Versions {

        @Override
        public int read(Connection connection) throws SQLException {
            Sql sql = new Sql(connection);
            // Not to_regclass(): within a transaction, it goes on to believe that there is no table once it found none.
            String table =
                    "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'destill_schema'";
            if (sql.first(row -> row.getInt(1), table) == null) {
                return 0;
            }
            Integer version = sql.first(row -> row.getInt(1), "SELECT version FROM destill_schema");
            return version == null ? 0 : version;
        }

        @Override
        public void lock(Connection connection) throws SQLException {
            new Sql(connection).first(row -> row.getString(1), "SELECT pg_advisory_xact_lock(?)::text", MIGRATION_LOCK);
        }

        @Override
        public void commit(Connection connection, int version) throws SQLException {
            Sql sql = new Sql(connection);
            sql.update("CREATE TABLE IF NOT EXISTS destill_schema (version INTEGER NOT NULL)");
            sql.update("DELETE FROM destill_schema");
            sql.update("INSERT INTO destill_schema (version) VALUES (?)", version);
            connection.commit();
        }
    }
}
