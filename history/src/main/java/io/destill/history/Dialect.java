package io.destill.history;

/** Where the two databases differ in their SQL. */
enum Dialect {
    SQLITE("INTEGER PRIMARY KEY", " WITHOUT ROWID", "group_concat"),
    POSTGRESQL("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "", "string_agg");

    /** Stands in no name of a branch. */
    static final String SEPARATOR = "\t";

    private final String id;
    private final String clustered;
    private final String joining;

    Dialect(String id, String clustered, String joining) {
        this.id = id;
        this.clustered = clustered;
        this.joining = joining;
    }

    /** The ten branches that a failure {@code f} was seen on most often, that one first, joined by {@link #SEPARATOR}. */
    String branches() {
        return "(SELECT " + joining + "(branch, '" + SEPARATOR + "') FROM (SELECT branch FROM failure_branch"
                + " WHERE failure_id = f.id ORDER BY builds DESC LIMIT 10) often)";
    }

    /** @param ddl with {@code {id}} for the type of a number that rows get by themselves, and {@code {clustered}} after a table
     *     that is kept in the order of its key, where there are such */
    String adapt(String ddl) {
        return ddl.replace("{id}", id).replace("{clustered}", clustered);
    }
}
