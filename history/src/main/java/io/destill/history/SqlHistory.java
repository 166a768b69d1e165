package io.destill.history;

import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.Recurrence;
import io.destill.contracts.Recurrence.Sighting;
import io.destill.contracts.Recurrence.Status;
import io.destill.contracts.TriageCard;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The history in a relational database: what is written, and what cards are told. {@link Reports} has the queries of people.
 *
 * <p>Writers of a pipeline take turns ({@link #pipelineToWrite}), so that what one counts is not counted by another too.
 */
final class SqlHistory implements FailureHistory {

    private static final int BRANCHES = 10;

    /** Builds whose yardsticks are kept of a step: the code changes, and what passed long ago says little of it. */
    private static final int PASSED_BUILDS = 3;

    /** Lines kept of one: nearly all logs have fewer that look like failures. 32 kB. */
    private static final int PASSED_LINES = 4096;

    private final Connections connections;
    private final Duration keep;
    private final Consumer<String> tell;
    private final Reports reports;

    /**
     * @param keep how old a build may become
     * @param tell learns of what a person should know
     */
    SqlHistory(Connections connections, Duration keep, Consumer<String> tell) {
        this.connections = connections;
        this.keep = keep;
        this.tell = tell;
        reports = new Reports(connections.dialect());
    }

    @FunctionalInterface
    private interface Task<T extends @Nullable Object> {
        T run(Sql sql) throws SQLException;
    }

    private <T extends @Nullable Object> T read(Task<T> task) throws HistoryException {
        return transaction(false, task);
    }

    private <T extends @Nullable Object> T write(Task<T> task) throws HistoryException {
        return transaction(true, task);
    }

    private <T extends @Nullable Object> T transaction(boolean writes, Task<T> task) throws HistoryException {
        try {
            Connection connection = connections.begin(writes);
            boolean broken = true;
            try {
                T result = task.run(new Sql(connection));
                connections.commit(connection);
                broken = false;
                return result;
            } finally {
                connections.giveBack(connection, broken);
            }
        } catch (SQLException e) {
            throw connections.explain(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HistoryException("Interrupted while waiting for the history.", e);
        }
    }

    @Override
    public void check() throws HistoryException {
        read(sql -> null);
    }

    @Override
    public void close() {
        connections.close();
    }

    // What cards are told

    @Override
    public Map<String, Recurrence> recall(BuildRef build, JobRef job, int normalizerVersion, Collection<String> hashes)
            throws HistoryException {
        if (hashes.isEmpty()) {
            return Map.of();
        }
        return read(sql -> recall(sql, build, job, normalizerVersion, hashes));
    }

    private Map<String, Recurrence> recall(
            Sql sql, BuildRef build, JobRef job, int normalizerVersion, Collection<String> hashes) throws SQLException {
        Long pipeline = pipeline(sql, build);
        BuildRow here = new BuildRow(build, pipeline == null ? null : buildId(sql, pipeline, build));
        Map<String, Recurrence> known = new HashMap<>();
        boolean passedLater = false;
        if (pipeline != null) {
            List<Memory> memories = memories(sql, pipeline, here, normalizerVersion, hashes);
            Long step = stepId(sql, pipeline, job);
            passedLater = here.id != null && step != null && passedLater(sql, here, step, job.retry());
            Passes passes = new Passes(sql, step, here.at);
            for (Memory memory : memories) {
                int passedOnRetry = memory.passedOnRetry + (passedLater && !memory.seenHere ? 1 : 0);
                known.put(memory.hash, recurrence(memory, passedOnRetry, here, passes));
            }
        }
        Recurrence firstTime = firstTime(here, passedLater);
        hashes.forEach(hash -> known.putIfAbsent(hash, firstTime));
        return known;
    }

    private static Recurrence firstTime(BuildRow here, boolean passedLater) {
        return new Recurrence(
                passedLater ? Status.KNOWN_FLAKY : Status.NEW,
                1,
                here.sighting(),
                null,
                here.branch.isEmpty() ? List.of() : List.of(here.branch),
                here.branch.isEmpty() ? 0 : 1,
                here.onDefault == null ? null : here.onDefault == 1,
                passedLater ? 1 : 0);
    }

    /** A failure as it stands, and how it relates to the build at hand. */
    private record Memory(
            long id,
            String hash,
            int builds,
            int branches,
            List<String> branchNames,
            int passedOnRetry,
            @Nullable Long onDefault,
            Sighting first,
            @Nullable Sighting last,
            boolean seenHere,
            boolean branchSeen) {}

    private List<Memory> memories(
            Sql sql, long pipeline, BuildRow here, int normalizerVersion, Collection<String> hashes)
            throws SQLException {
        long id = here.id == null ? -1 : here.id;
        Object[] parameters = new Object[7 + hashes.size()];
        Object[] first = {here.at, id, here.at, id, here.branch, pipeline, normalizerVersion};
        System.arraycopy(first, 0, parameters, 0, first.length);
        System.arraycopy(hashes.toArray(), 0, parameters, first.length, hashes.size());
        return sql.list(
                row -> new Memory(
                        row.getLong("id"),
                        row.getString("hash"),
                        row.getInt("builds"),
                        row.getInt("branches"),
                        Reports.branches(row),
                        row.getInt("passed_on_retry"),
                        Sql.nullableLong(row, "on_default"),
                        Reports.firstSeen(row),
                        row.getObject("last_at") == null ? null : Reports.lastSeen(row),
                        row.getInt("seen_here") == 1,
                        row.getInt("branch_seen") == 1),
                """
                SELECT f.*, b.at AS last_at, b.number AS last_number, b.url AS last_url, b.branch AS last_branch,
                       b.commit_id AS last_commit
                FROM (SELECT f.*, {branches} AS branch_names,
                          (SELECT o.build_id FROM occurrence o
                              WHERE o.failure_id = f.id AND o.at <= ? AND o.build_id <> ?
                              ORDER BY o.at DESC LIMIT 1) AS last_id,
                          CASE WHEN EXISTS (SELECT 1 FROM occurrence o
                              WHERE o.failure_id = f.id AND o.at = ? AND o.build_id = ?) THEN 1 ELSE 0 END AS seen_here,
                          CASE WHEN EXISTS (SELECT 1 FROM failure_branch fb
                              WHERE fb.failure_id = f.id AND fb.branch = ?) THEN 1 ELSE 0 END AS branch_seen
                      FROM failure f
                      WHERE f.pipeline_id = ? AND f.normalizer_version = ? AND f.hash IN (""".replace("{branches}", connections.dialect().branches())
                        + Sql.marks(hashes.size()) + ")) f LEFT JOIN build b ON b.id = f.last_id",
                parameters);
    }

    private static Recurrence recurrence(Memory memory, int passedOnRetry, BuildRow here, Passes passes)
            throws SQLException {
        boolean newBranch = !memory.branchSeen && !here.branch.isEmpty();
        List<String> names = memory.branchNames;
        if (newBranch && names.size() < BRANCHES) {
            names = new ArrayList<>(names);
            names.add(here.branch);
        }
        Long onDefault = memory.onDefault;
        if (here.onDefault != null && (onDefault == null || onDefault < here.onDefault)) {
            onDefault = (long) here.onDefault;
        }
        Status status;
        if (passedOnRetry > 0) {
            status = Status.KNOWN_FLAKY;
        } else if (memory.last == null) {
            status = Status.NEW;
        } else {
            status = passes.since(memory.last, here.branch) ? Status.FIXED_AND_BACK : Status.RECURRING;
        }
        return new Recurrence(
                status,
                memory.builds + (memory.seenHere ? 0 : 1),
                memory.first.at().toEpochMilli() > here.at ? here.sighting() : memory.first,
                memory.last,
                names,
                memory.branches + (newBranch ? 1 : 0),
                onDefault == null ? null : onDefault == 1,
                passedOnRetry);
    }

    /**
     * When a step passed, before a build. What another branch does says nothing of this one: a pass counts on the branch of the
     * last sighting, where the failure then was gone, and on the branch of the build, where it was not there.
     */
    private static final class Passes {
        private final Sql sql;
        private final @Nullable Long step;
        private final long before;
        private final Map<String, Long> last = new HashMap<>();

        Passes(Sql sql, @Nullable Long step, long before) {
            this.sql = sql;
            this.step = step;
            this.before = before;
        }

        boolean since(Sighting sighting, String branch) throws SQLException {
            long seen = sighting.at().toEpochMilli();
            return last(branch) > seen || last(sighting.branch() == null ? "" : sighting.branch()) > seen;
        }

        private long last(String branch) throws SQLException {
            if (step == null) {
                return Long.MIN_VALUE;
            }
            Long known = last.get(branch);
            if (known == null) {
                Long found = sql.first(
                        row -> row.getLong(1),
                        "SELECT at FROM pass WHERE step_id = ? AND branch = ? AND at < ? ORDER BY at DESC LIMIT 1",
                        step,
                        branch,
                        before);
                known = found == null ? Long.MIN_VALUE : found;
                last.put(branch, known);
            }
            return known;
        }
    }

    // What is written

    @Override
    public void record(BuildRef build, JobRef job, List<TriageCard> cards) throws HistoryException {
        if ("passed".equals(job.state())) {
            passed(build, List.of(job));
            return;
        }
        if (cards.isEmpty() || isForgotten(build)) {
            return;
        }
        String news = write(sql -> {
            int version = cards.getFirst().normalizerVersion();
            long pipeline = pipelineToWrite(sql, build, version);
            String changed = noteVersion(sql, pipeline, build, version);
            BuildRow here = buildToWrite(sql, pipeline, build);
            record(sql, pipeline, here, stepToWrite(sql, pipeline, job), job.retry(), cards);
            return changed;
        });
        if (news != null) {
            tell.accept(news);
        }
        forgetSome();
    }

    private static void record(Sql sql, long pipeline, BuildRow here, long step, int attempt, List<TriageCard> cards)
            throws SQLException {
        Map<String, TriageCard> byHash = new LinkedHashMap<>();
        cards.forEach(card -> byHash.putIfAbsent(card.messageHash(), card));
        int version = cards.getFirst().normalizerVersion();
        Map<String, Long> ids = failures(sql, pipeline, version, byHash.keySet());
        List<TriageCard> unknown = byHash.values().stream()
                .filter(card -> !ids.containsKey(card.messageHash()))
                .toList();
        if (!unknown.isEmpty()) {
            addFailures(sql, pipeline, here, unknown);
            ids.putAll(failures(
                    sql,
                    pipeline,
                    version,
                    unknown.stream().map(TriageCard::messageHash).toList()));
            addSamples(sql, ids, unknown);
        }
        long id = here.id();
        Set<Long> inBuild = new HashSet<>();
        Set<Long> shownInBuild = new HashSet<>();
        Set<Long> inStep = new HashSet<>();
        sql.each(
                row -> {
                    inBuild.add(row.getLong("failure_id"));
                    if (row.getInt("place") <= Reports.SHOWN) {
                        shownInBuild.add(row.getLong("failure_id"));
                    }
                    if (row.getLong("step_id") == step) {
                        inStep.add(row.getLong("failure_id"));
                    }
                },
                "SELECT step_id, failure_id, place FROM occurrence WHERE build_id = ?",
                id);
        int passedLater = passedLater(sql, here, step, attempt) ? 1 : 0;
        List<@Nullable Object[]> occurrences = new ArrayList<>();
        List<@Nullable Object[]> onBranch = new ArrayList<>();
        List<@Nullable Object[]> sums = new ArrayList<>();
        List<Long> newInBuild = new ArrayList<>();
        for (TriageCard card : byHash.values()) {
            long failure = Objects.requireNonNull(ids.get(card.messageHash()));
            if (inStep.contains(failure)) {
                continue;
            }
            occurrences.add(new Object[] {id, step, failure, here.at, attempt, card.rank(), passedLater});
            boolean isNew = !inBuild.contains(failure);
            if (isNew && !here.branch.isEmpty()) {
                onBranch.add(new Object[] {failure, here.branch});
            }
            boolean isShownNow = card.rank() <= Reports.SHOWN && !shownInBuild.contains(failure);
            sums.add(new Object[] {isNew ? 1 : 0, isShownNow ? 1 : 0, passedLater, failure});
            if (isNew) {
                newInBuild.add(failure);
            }
        }
        sql.batch(
                "INSERT INTO occurrence (build_id, step_id, failure_id, at, attempt, place, passed_later) VALUES (?, ?, ?, ?, ?, ?, ?)",
                occurrences);
        sql.batch(
                "UPDATE failure SET builds = builds + ?, shown = shown + ?, passed_on_retry = passed_on_retry + ? WHERE id = ?",
                sums);
        addBranches(sql, onBranch);
        noteSighting(sql, here, newInBuild);
    }

    private static Map<String, Long> failures(Sql sql, long pipeline, int version, Collection<String> hashes)
            throws SQLException {
        Object[] parameters = new Object[2 + hashes.size()];
        parameters[0] = pipeline;
        parameters[1] = version;
        System.arraycopy(hashes.toArray(), 0, parameters, 2, hashes.size());
        Map<String, Long> ids = new HashMap<>();
        sql.each(
                row -> ids.put(row.getString("hash"), row.getLong("id")),
                "SELECT id, hash FROM failure WHERE pipeline_id = ? AND normalizer_version = ? AND hash IN ("
                        + Sql.marks(hashes.size()) + ")",
                parameters);
        return ids;
    }

    private static void addFailures(Sql sql, long pipeline, BuildRow here, List<TriageCard> cards) throws SQLException {
        sql.batch(
                """
                INSERT INTO failure (pipeline_id, normalizer_version, hash, builds, shown, branches, passed_on_retry, first_at,
                    first_number, first_url, first_branch, first_commit)
                VALUES (?, ?, ?, 0, 0, 0, 0, ?, ?, ?, ?, ?)""",
                cards.stream()
                        .map(card -> new @Nullable Object[] {
                            pipeline,
                            card.normalizerVersion(),
                            card.messageHash(),
                            here.at,
                            here.build.number(),
                            here.url(),
                            here.branch,
                            here.build.commit()
                        })
                        .toList());
    }

    private static void addSamples(Sql sql, Map<String, Long> ids, List<TriageCard> cards) throws SQLException {
        sql.batch(
                "INSERT INTO sample (failure_id, message, lines, job, severity, category) VALUES (?, ?, ?, ?, ?, ?)",
                cards.stream().map(card -> sample(ids, card)).toList());
    }

    private static @Nullable Object[] sample(Map<String, Long> ids, TriageCard card) {
        return new @Nullable Object[] {
            ids.get(card.messageHash()),
            Sample.message(card),
            Sample.lines(card),
            card.job().name(),
            card.severity().name(),
            card.category().label()
        };
    }

    private static void addBranches(Sql sql, List<@Nullable Object[]> onBranch) throws SQLException {
        int[] added = sql.batch(
                "INSERT INTO failure_branch (failure_id, branch, builds) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
                onBranch);
        sql.batch("UPDATE failure_branch SET builds = builds + 1 WHERE failure_id = ? AND branch = ?", onBranch);
        List<@Nullable Object[]> more = new ArrayList<>();
        for (int i = 0; i < added.length; i++) {
            if (added[i] > 0) {
                more.add(new Object[] {onBranch.get(i)[0]});
            }
        }
        sql.batch("UPDATE failure SET branches = branches + 1 WHERE id = ?", more);
    }

    /** A build that was made before the first one known takes its place. */
    private static void noteSighting(Sql sql, BuildRow here, List<Long> failures) throws SQLException {
        sql.batch(
                """
                UPDATE failure SET first_at = ?, first_number = ?, first_url = ?, first_branch = ?, first_commit = ?
                WHERE id = ? AND first_at > ?""",
                failures.stream()
                        .map(id -> new @Nullable Object[] {
                            here.at, here.build.number(), here.url(), here.branch, here.build.commit(), id, here.at
                        })
                        .toList());
        if (here.onDefault != null) {
            int onDefault = here.onDefault;
            sql.batch(
                    "UPDATE failure SET on_default = ? WHERE id = ? AND (on_default IS NULL OR on_default < ?)",
                    failures.stream()
                            .map(id -> new @Nullable Object[] {onDefault, id, onDefault})
                            .toList());
        }
    }

    private static boolean passedLater(Sql sql, BuildRow here, long step, int attempt) throws SQLException {
        return sql.first(
                        row -> row.getInt(1),
                        "SELECT 1 FROM pass WHERE step_id = ? AND branch = ? AND at = ? AND build_id = ? AND attempt > ?",
                        step,
                        here.branch,
                        here.at,
                        here.id(),
                        attempt)
                != null;
    }

    @Override
    public void passed(BuildRef build, List<JobRef> jobs) throws HistoryException {
        if (jobs.isEmpty() || isForgotten(build)) {
            return;
        }
        write(sql -> {
            long pipeline = pipelineToWrite(sql, build, 0);
            BuildRow here = buildToWrite(sql, pipeline, build);
            for (JobRef job : jobs) {
                passed(sql, here, stepToWrite(sql, pipeline, job), job.retry());
            }
            return null;
        });
    }

    private static void passed(Sql sql, BuildRow here, long step, int attempt) throws SQLException {
        sql.update("""
                INSERT INTO pass (step_id, branch, at, build_id, attempt) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (step_id, branch, at, build_id) DO UPDATE
                SET attempt = CASE WHEN pass.attempt > excluded.attempt THEN pass.attempt ELSE excluded.attempt END""", step, here.branch, here.at, here.id(), attempt);
        if (attempt == 0) {
            return;
        }
        List<Long> flaky = sql.list(
                row -> row.getLong(1),
                "SELECT failure_id FROM occurrence WHERE build_id = ? AND step_id = ? AND attempt < ? AND passed_later = 0",
                here.id(),
                step,
                attempt);
        sql.batch(
                "UPDATE occurrence SET passed_later = 1 WHERE build_id = ? AND step_id = ? AND failure_id = ?",
                flaky.stream()
                        .map(id -> new @Nullable Object[] {here.id(), step, id})
                        .toList());
        sql.batch(
                "UPDATE failure SET passed_on_retry = passed_on_retry + 1 WHERE id = ?",
                flaky.stream().map(id -> new @Nullable Object[] {id}).toList());
    }

    @Override
    public PassedLines passedLines(BuildRef build, JobRef job, int normalizerVersion) throws HistoryException {
        return read(sql -> {
            Long pipeline = pipeline(sql, build);
            Long step = pipeline == null ? null : stepId(sql, pipeline, job);
            return step == null
                    ? PassedLines.NONE
                    : PassedLines.union(sql.list(
                            row -> PassedLines.ofText(row.getInt("logs"), row.getString("hashes")),
                            "SELECT logs, hashes FROM passed_lines WHERE step_id = ? AND normalizer_version = ?",
                            step,
                            normalizerVersion));
        });
    }

    @Override
    public void recordPassedLines(BuildRef build, JobRef job, int normalizerVersion, PassedLines lines)
            throws HistoryException {
        if (lines.logs() == 0 || isForgotten(build)) {
            return;
        }
        write(sql -> {
            long pipeline = pipelineToWrite(sql, build, 0);
            BuildRow here = buildToWrite(sql, pipeline, build);
            long step = stepToWrite(sql, pipeline, job);
            sql.update("""
                    INSERT INTO passed_lines (step_id, normalizer_version, build_id, at, logs, hashes)
                    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""", step, normalizerVersion, here.id(), here.at, lines.logs(), lines.toText(PASSED_LINES));
            sql.update("""
                    DELETE FROM passed_lines WHERE step_id = ? AND NOT (normalizer_version = ? AND build_id IN (
                        SELECT build_id FROM passed_lines WHERE step_id = ? AND normalizer_version = ?
                        ORDER BY at DESC LIMIT ?))""", step, normalizerVersion, step, normalizerVersion, PASSED_BUILDS);
            return null;
        });
    }

    /** A build with its place in the history, if it has one. */
    private static final class BuildRow {
        final BuildRef build;
        final @Nullable Long id;
        final long at;
        /** Empty if not known: a column of a key is never null. */
        final String branch;
        /** 1 or 0; null if not known. */
        final @Nullable Integer onDefault;

        BuildRow(BuildRef build, @Nullable Long id) {
            this(build, id, Keys.at(build).toEpochMilli());
        }

        BuildRow(BuildRef build, @Nullable Long id, long at) {
            this.build = build;
            this.id = id;
            this.at = at;
            branch = build.branch() == null ? "" : build.branch();
            onDefault = branch.isEmpty() || build.defaultBranch() == null
                    ? null
                    : branch.equals(build.defaultBranch()) ? 1 : 0;
        }

        long id() {
            return Objects.requireNonNull(id);
        }

        String url() {
            return Secrets.redact(build.url());
        }

        Sighting sighting() {
            return new Sighting(Instant.ofEpochMilli(at), build.number(), build.url(), build.branch(), build.commit());
        }
    }

    private static @Nullable Long pipeline(Sql sql, BuildRef build) throws SQLException {
        return sql.first(
                row -> row.getLong(1),
                "SELECT id FROM pipeline WHERE provider = ? AND name = ?",
                build.provider(),
                Keys.pipeline(build));
    }

    private static @Nullable Long buildId(Sql sql, long pipeline, BuildRef build) throws SQLException {
        return sql.first(
                row -> row.getLong(1),
                "SELECT id FROM build WHERE pipeline_id = ? AND identity = ?",
                pipeline,
                Keys.build(build));
    }

    private static @Nullable Long stepId(Sql sql, long pipeline, JobRef job) throws SQLException {
        return sql.first(
                row -> row.getLong(1),
                "SELECT id FROM step WHERE pipeline_id = ? AND identity = ?",
                pipeline,
                Keys.step(job));
    }

    /** Makes others who write to the pipeline wait until the end of the transaction: SQLite has one writer anyway. */
    private long pipelineToWrite(Sql sql, BuildRef build, int version) throws SQLException {
        Long known = pipeline(sql, build);
        if (known == null) {
            sql.update(
                    "INSERT INTO pipeline (provider, name, normalizer_version) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    build.provider(),
                    Keys.pipeline(build),
                    version);
            known = Objects.requireNonNull(pipeline(sql, build));
        }
        lock(sql, known);
        return known;
    }

    private void lock(Sql sql, long pipeline) throws SQLException {
        if (connections.dialect() == Dialect.POSTGRESQL) {
            sql.first(row -> row.getLong(1), "SELECT id FROM pipeline WHERE id = ? FOR UPDATE", pipeline);
        }
    }

    /** @return what to tell if a newer version begins a new line of history; null if not */
    private static @Nullable String noteVersion(Sql sql, long pipeline, BuildRef build, int version)
            throws SQLException {
        Integer before =
                sql.first(row -> row.getInt(1), "SELECT normalizer_version FROM pipeline WHERE id = ?", pipeline);
        if (before == null || before >= version) {
            return null;
        }
        sql.update("UPDATE pipeline SET normalizer_version = ? WHERE id = ?", version, pipeline);
        return before == 0
                ? null
                : "Destill recognizes failures in a new way (version " + version
                        + " of the normalizer): the history of " + Keys.pipeline(build)
                        + " begins anew, and what was seen before counts as new once.";
    }

    private static BuildRow buildToWrite(Sql sql, long pipeline, BuildRef build) throws SQLException {
        BuildRow row = new BuildRow(build, null);
        sql.update("""
                INSERT INTO build (pipeline_id, identity, url, number, branch, commit_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING""", pipeline, Keys.build(build), row.url(), build.number(), row.branch, build.commit(), row.at);
        BuildRow known = sql.first(
                found -> new BuildRow(build, found.getLong("id"), found.getLong("at")),
                "SELECT id, at FROM build WHERE pipeline_id = ? AND identity = ?",
                pipeline,
                Keys.build(build));
        return Objects.requireNonNull(known);
    }

    private static long stepToWrite(Sql sql, long pipeline, JobRef job) throws SQLException {
        Long known = stepId(sql, pipeline, job);
        if (known == null) {
            sql.update(
                    "INSERT INTO step (pipeline_id, identity) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    pipeline,
                    Keys.step(job));
            known = Objects.requireNonNull(stepId(sql, pipeline, job));
        }
        return known;
    }

    // What is forgotten

    /** A build that would be forgotten at once, and counted again whenever it is seen. */
    private boolean isForgotten(BuildRef build) {
        return Keys.at(build).isBefore(Instant.now().minus(keep));
    }

    /** A few builds at a time, after what was to be recorded is safe: this may fail, and be made up for at the next record. */
    private void forgetSome() {
        try {
            write(sql -> Forgetting.builds(sql, Instant.now().minus(keep), Forgetting.A_FEW));
        } catch (HistoryException e) {
            // What is too old is still there the next time.
        }
    }

    @Override
    public int forgetOlderThan(Duration age) throws HistoryException {
        Instant before = Instant.now().minus(age);
        int forgotten = 0;
        int some;
        do {
            some = write(sql -> Forgetting.builds(sql, before, Forgetting.MANY));
            forgotten += some;
        } while (some == Forgetting.MANY);
        return forgotten;
    }

    @Override
    public int forget(String hash, @Nullable String pipeline) throws HistoryException {
        return write(sql -> Forgetting.failures(sql, hash, pipeline));
    }

    @Override
    public int forgetPipeline(String pipeline) throws HistoryException {
        return write(sql -> Forgetting.pipeline(sql, pipeline));
    }

    // What people say

    @Override
    public void mark(TriageCard card, @Nullable Mark mark) throws HistoryException {
        write(sql -> {
            long pipeline = pipelineToWrite(sql, card.build(), card.normalizerVersion());
            sql.update(
                    "DELETE FROM mark WHERE pipeline_id = ? AND normalizer_version = ? AND hash = ?",
                    pipeline,
                    card.normalizerVersion(),
                    card.messageHash());
            if (mark != null) {
                sql.update(
                        "INSERT INTO mark (pipeline_id, normalizer_version, hash, mark, message, at) VALUES (?, ?, ?, ?, ?, ?)",
                        pipeline,
                        card.normalizerVersion(),
                        card.messageHash(),
                        mark.label(),
                        Sample.message(card),
                        Instant.now().toEpochMilli());
            }
            return null;
        });
    }

    @Override
    public Map<String, Mark> marks(BuildRef build, int normalizerVersion) throws HistoryException {
        return read(sql -> {
            Map<String, Mark> marks = new HashMap<>();
            sql.each(
                    row -> marks.put(row.getString("hash"), Mark.of(row.getString("mark"))),
                    """
                    SELECT m.hash, m.mark FROM mark m JOIN pipeline p ON p.id = m.pipeline_id
                    WHERE p.provider = ? AND p.name = ? AND m.normalizer_version = ?""",
                    build.provider(),
                    Keys.pipeline(build),
                    normalizerVersion);
            return marks;
        });
    }

    @Override
    public List<Marked> marks(@Nullable String pipeline) throws HistoryException {
        return read(sql -> reports.marks(sql, pipeline));
    }

    @Override
    public int mark(String hash, @Nullable String pipeline, @Nullable Mark mark) throws HistoryException {
        String chosen = """
                hash LIKE ? AND pipeline_id IN (SELECT id FROM pipeline WHERE CAST(? AS TEXT) IS NULL OR name = ?)""";
        return write(sql -> {
            int before = sql.update("DELETE FROM mark WHERE " + chosen, hash + "%", pipeline, pipeline);
            return mark == null
                    ? before
                    : sql.update(
                            """
                            INSERT INTO mark (pipeline_id, normalizer_version, hash, mark, message, at)
                            SELECT f.pipeline_id, f.normalizer_version, f.hash, CAST(? AS TEXT), s.message, CAST(? AS BIGINT)
                            FROM failure f JOIN sample s ON s.failure_id = f.id WHERE\s""" + chosen, mark.label(), Instant.now().toEpochMilli(), hash + "%", pipeline, pipeline);
        });
    }

    // What people ask

    @Override
    public List<Failure> top(Scope scope, int limit) throws HistoryException {
        return read(sql -> reports.top(sql, scope, limit));
    }

    @Override
    public List<Failure> flaky(Scope scope, int limit) throws HistoryException {
        return read(sql -> reports.flaky(sql, scope, limit));
    }

    @Override
    public List<Failure> find(String hash, @Nullable String pipeline, int limit) throws HistoryException {
        return read(sql -> reports.find(sql, hash, pipeline, limit));
    }

    @Override
    public List<Day> days(Failure failure, Instant since) throws HistoryException {
        return read(sql -> reports.days(sql, failure, since));
    }

    @Override
    public List<Day> trend(Scope scope) throws HistoryException {
        return read(sql -> reports.trend(sql, scope));
    }

    @Override
    public void export(Scope scope, Consumer<Failure> reader) throws HistoryException {
        read(sql -> {
            reports.export(sql, scope, reader);
            return null;
        });
    }
}
