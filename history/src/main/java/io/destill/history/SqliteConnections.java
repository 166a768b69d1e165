package io.destill.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteJDBCLoader;

/** One connection to a file, which is opened on first use and shared by turns. */
final class SqliteConnections implements Connections {

    /** How long another process may hold the file. */
    private static final int PATIENCE_MILLIS = 2000;

    /** Marks a file as Destill's. */
    private static final int APPLICATION = 0x44535448;

    private final Path file;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Connection connection;
    private boolean inTransaction;
    private boolean closed;

    SqliteConnections(Path file) {
        this.file = file;
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    @Override
    public Connection begin(boolean writes) throws SQLException, HistoryException, InterruptedException {
        turn.lockInterruptibly();
        boolean taken = false;
        try {
            if (closed) {
                throw new HistoryException("The history " + file + " is closed.");
            }
            Connection opened = connection;
            if (opened == null) {
                opened = open();
                connection = opened;
            }
            execute(opened, writes ? "BEGIN IMMEDIATE" : "BEGIN");
            inTransaction = true;
            taken = true;
            return opened;
        } finally {
            if (!taken) {
                turn.unlock();
            }
        }
    }

    private Connection open() throws SQLException, HistoryException {
        Path folder = file.getParent();
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw problem("its folder cannot be made (" + e.getMessage() + "). Check the path and its permissions", e);
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(PATIENCE_MILLIS);
        // Readers and a writer do not wait for each other. What is committed outlives the process, if not a power cut.
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setCacheSize(-16_000);
        loadLibrary();
        Connection made = config.createConnection("jdbc:sqlite:" + file);
        try {
            Schema.migrate(made, Dialect.SQLITE, new UserVersion());
            return made;
        } catch (HistoryException e) {
            made.close();
            throw problem(String.valueOf(e.getMessage()), e);
        } catch (SQLException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void loadLibrary() throws HistoryException {
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception | LinkageError e) {
            throw new HistoryException(
                    "SQLite's native library cannot be loaded (" + e.getMessage() + "), so the history " + file
                            + " cannot be opened. Point java.io.tmpdir to a folder that programs may be loaded from, or"
                            + " use --history off.",
                    e);
        }
    }

    /** Not through JDBC's own transactions: those are either all of the kind that writes, or none. */
    private static void execute(Connection connection, String statement) throws SQLException {
        new Sql(connection).update(statement);
    }

    @Override
    public void commit(Connection taken) throws SQLException {
        execute(taken, "COMMIT");
        inTransaction = false;
    }

    @Override
    public void giveBack(Connection taken, boolean broken) {
        try {
            if (inTransaction) {
                inTransaction = false;
                execute(taken, "ROLLBACK");
            }
        } catch (SQLException e) {
            // SQLite has done so itself, where it says that there is no transaction.
        }
        try {
            if (broken) {
                connection = null;
                closeQuietly(taken);
            }
        } finally {
            turn.unlock();
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is of no use any more either way.
        }
    }

    @Override
    public HistoryException explain(SQLException e) {
        SQLiteErrorCode code =
                e instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        // The lower byte is the kind, the others say more of it.
        String what = switch (code.code & 0xff) {
            case 5, 6 ->
                "another process holds it for longer than " + PATIENCE_MILLIS / 1000
                        + " seconds. Try again when that is done";
            case 8, 3, 23 -> "it may not be written. Check the permissions of the file and its folder";
            case 14 -> "it cannot be opened. Check that the path is that of a file, and its permissions";
            case 13 -> "the disk is full. Make room, or shorten the history: destill history forget --older-than 30d";
            case 11, 26 -> "it is damaged, or no history of Destill's. Move the file away, and a new one is begun";
            case 10 -> "it cannot be read or written (" + code + "). Check the disk";
            default -> e.getMessage() + ". Move the file away if this goes on, and a new one is begun";
        };
        return problem(what, e);
    }

    private HistoryException problem(String what, Throwable cause) {
        return new HistoryException("The history " + file + " cannot be used: " + what + ".", cause);
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            if (connection != null) {
                closeQuietly(connection);
                connection = null;
            }
        } finally {
            turn.unlock();
        }
    }

    private static final class UserVersion implements Schema.Versions {

        @Override
        public int read(Connection connection) throws SQLException, HistoryException {
            Sql sql = new Sql(connection);
            int version = number(sql, "PRAGMA user_version");
            if (version == 0
                    ? number(sql, "SELECT count(*) FROM sqlite_master") > 0
                    : number(sql, "PRAGMA application_id") != APPLICATION) {
                throw new HistoryException("it is a database, but no history of Destill's. Name another file");
            }
            return version;
        }

        private static int number(Sql sql, String query) throws SQLException {
            Integer number = sql.first(row -> row.getInt(1), query);
            return number == null ? 0 : number;
        }

        @Override
        public void lock(Connection connection) throws SQLException {
            execute(connection, "BEGIN IMMEDIATE");
        }

        @Override
        public void commit(Connection connection, int version) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("PRAGMA application_id = " + APPLICATION);
                statement.executeUpdate("PRAGMA user_version = " + version);
            }
            execute(connection, "COMMIT");
        }
    }
}
