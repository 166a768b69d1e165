package io.destill.history;

/** Where the two databases differ in their SQL. */
enum Dialect {
    SQLITE("INTEGER PRIMARY KEY", " WITHOUT ROWID"),
    POSTGRESQL("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "");

    private final String id;
    private final String clustered;

    Dialect(String id, String clustered) {
        this.id = id;
        this.clustered = clustered;
    }

    /** @param ddl with {@code {id}} for the type of a number that rows get by themselves, and {@code {clustered}} after a table
     *     that is kept in the order of its key, where there are such */
    String adapt(String ddl) {
        return ddl.replace("{id}", id).replace("{clustered}", clustered);
    }
}
