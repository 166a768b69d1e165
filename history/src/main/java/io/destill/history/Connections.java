package io.destill.history;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections to the database come from, and how what goes wrong there is told. Thread-safe. */
interface Connections extends AutoCloseable {

    Dialect dialect();

    /**
     * Begins a transaction.
     *
     * @param writes whether it will write: it then waits at once for others that do
     * @return a connection that is nobody else's until it is given back
     */
    Connection begin(boolean writes) throws SQLException, HistoryException, InterruptedException;

    void commit(Connection connection) throws SQLException;

    /**
     * Takes back what was not committed.
     *
     * @param broken whether the connection may be of no use any more
     */
    void giveBack(Connection connection, boolean broken);

    /** Says for a person what happened and what to do. */
    HistoryException explain(SQLException e);

    @Override
    void close();
}
