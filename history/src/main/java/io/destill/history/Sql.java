package io.destill.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements on one connection, with their parameters in order. */
record Sql(Connection connection) {

    interface Row<T extends @Nullable Object> {
        T read(ResultSet row) throws SQLException;
    }

    interface Rows {
        void read(ResultSet row) throws SQLException;
    }

    /** The rows are read one after the other, and not kept. */
    void each(Rows rows, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            statement.setFetchSize(1000);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.read(result);
                }
            }
        }
    }

    <T extends @Nullable Object> List<T> list(Row<T> row, String sql, @Nullable Object... parameters)
            throws SQLException {
        List<T> all = new ArrayList<>();
        each(result -> all.add(row.read(result)), sql, parameters);
        return all;
    }

    <T extends @Nullable Object> @Nullable T first(Row<T> row, String sql, @Nullable Object... parameters)
            throws SQLException {
        List<T> all = list(row, sql, parameters);
        return all.isEmpty() ? null : all.getFirst();
    }

    int update(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Runs a statement once for each list of parameters; tells how many rows each touched. */
    int[] batch(String sql, List<@Nullable Object[]> parameters) throws SQLException {
        if (parameters.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] each : parameters) {
                set(statement, each);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    /** So many question marks, for {@code IN (…)}. */
    static String marks(int count) {
        return String.join(",", Collections.nCopies(count, "?"));
    }

    private PreparedStatement prepare(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            set(statement, parameters);
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            switch (parameters[i]) {
                case null -> statement.setObject(i + 1, null);
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                case String text -> statement.setString(i + 1, text);
                default -> throw new IllegalArgumentException("no type of a column: " + parameters[i]);
            }
        }
    }

    static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
