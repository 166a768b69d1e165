package io.destill.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import io.destill.buildkite.Job;
import io.destill.contracts.JobRef;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildkiteJobsTest {

    @Test
    void failedOnesComeFirstThenSoftFailedOnes() {
        List<Job> jobs = List.of(job("a", "passed"), softFailed("b"), job("c", "timed_out"), job("d", "failed"));

        assertThat(ids(jobs, false)).containsExactly("c", "d", "b");
        assertThat(ids(jobs, true)).containsExactly("c", "d", "b", "a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"broken", "expired", "canceled", "skipped", "running", "waiting_failed", "a_new_state"})
    void otherStatesAreNoCauses(String state) {
        assertThat(ids(List.of(job("a", state)), true)).isEmpty();
    }

    @Test
    void whatRunsNothingHasNoLog() {
        assertThat(ids(List.of(step("trigger", "a", "failed"), step("a_new_type", "b", "failed")), true))
                .isEmpty();
        assertThat(ids(List.of(step(null, null, null)), true)).isEmpty();
    }

    @ParameterizedTest(name = "{0}, then {1}, then {2}: read {3}")
    @CsvSource({
        "failed, failed,   passed,   ''",
        "failed, failed,   failed,   c",
        "failed, failed,   canceled, b",
        "failed, canceled, passed,   ''",
        "failed, canceled, expired,  a",
        "failed, passed,   failed,   c",
        "failed, running,  ,         a",
        "timed_out, failed, running, b"
    })
    void ofSeveralAttemptsTheLatestThatTellsSomethingCounts(String first, String second, String third, String read) {
        List<Job> jobs = List.of(
                attempt("a", first, "b"), attempt("b", second, third == null ? null : "c"), attempt("c", third, null));

        assertThat(String.join(" ", ids(jobs, false))).isEqualTo(read);
    }

    @Test
    void attemptsThatLeadInACircleOrNowhereDoNotHurt() {
        assertThat(ids(List.of(attempt("a", "failed", "b"), attempt("b", "canceled", "a")), false))
                .isEmpty();
        assertThat(ids(List.of(attempt("a", "failed", "gone")), false)).containsExactly("a");
        assertThat(ids(List.of(attempt("a", "canceled", "b"), attempt("b", "canceled", "a")), false))
                .isEmpty();
    }

    @Test
    void aFailedJobIsComparedWithItsRetryThenItsShardThenOthersOfItsStep() {
        Job failed = shard("a", "failed", "unit", 1, "retry");
        List<Job> jobs = List.of(
                shard("lint", "passed", "lint", null, null),
                shard("s2", "passed", "unit", 2, null),
                shard("s1", "passed", "unit", 1, null),
                failed,
                shard("s3", "failed", "unit", 3, null),
                shard("retry", "passed", "unit", 1, null));

        assertThat(BuildkiteJobs.passedLike(failed, jobs)).extracting(Job::id).containsExactly("retry", "s1", "s2");
    }

    @Test
    void aStepWithoutAKeyIsKnownByItsName() {
        List<Job> jobs = List.of(job("a", "passed"), job("b", "passed"), shard("c", "passed", "a", null, null));

        assertThat(BuildkiteJobs.passedLike(job("a", "failed"), jobs))
                .singleElement()
                .isEqualTo(jobs.getFirst());
    }

    private static Job shard(String id, String state, String stepKey, Integer index, String next) {
        return new Job(
                "script", id, "unit", null, null, stepKey, null, state, null, null, null, null, next, null, index, null,
                null);
    }

    @Test
    void saysWhyThereIsNothingToRead() {
        assertThat(BuildkiteJobs.whyNone(List.of(job("a", "passed"), step("waiter", "w", null))))
                .isNull();
        assertThat(BuildkiteJobs.whyNone(List.of(job("a", "broken"), job("b", "broken"))))
                .isEqualTo(
                        "Job \"a\" (and 1 more) was not run, because of a condition or of another step: see the build's page.");
        assertThat(BuildkiteJobs.whyNone(List.of(job("a", "broken"), job("b", "canceled"))))
                .isEqualTo("Job \"b\" was canceled.");
        assertThat(BuildkiteJobs.whyNone(List.of(step("trigger", "t", "failed"))))
                .isEqualTo("The trigger step \"t\" failed without starting a build: see the build's page.");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                ":junit: Unit, Deploy?, mvn verify, unit, :junit: Unit",
                "'',           Deploy?, mvn verify, unit, Deploy?",
                "-,            -,       ' mvn verify\n exit', unit, mvn verify",
                "-,            -,       -,          unit, unit",
                "-,            -,       -,          -,    id"
            })
    void isNamedAsBuildkiteShowsIt(String name, String label, String command, String stepKey, String shown) {
        Job job = new Job(
                "script", "id", name, label, command, stepKey, null, null, null, null, null, null, null, null, null,
                null, null);

        assertThat(BuildkiteJobs.ref(job, "https://buildkite.com/acme/shop/builds/12"))
                .isEqualTo(new JobRef(
                        "id",
                        shown,
                        stepKey,
                        "https://buildkite.com/acme/shop/builds/12#id",
                        null,
                        null,
                        false,
                        0,
                        null,
                        null));
    }

    @Test
    void saysWhyThereIsNoLog() {
        assertThat(BuildkiteJobs.whyNoLog(job("a", "running"))).isEqualTo("it is running");
        assertThat(BuildkiteJobs.whyNoLog(ended(-1, "agent_refused")))
                .isEqualTo("it ended before it wrote one (agent_refused)");
        assertThat(BuildkiteJobs.whyNoLog(ended(-1, null))).isEqualTo("its agent was lost or never started it");
        assertThat(BuildkiteJobs.whyNoLog(ended(1, null))).isEqualTo("it never wrote one, or it was deleted since");
    }

    private static List<String> ids(List<Job> jobs, boolean includePassed) {
        return BuildkiteJobs.select(jobs, includePassed).stream().map(Job::id).toList();
    }

    private static Job job(String id, String state) {
        return step("script", id, state);
    }

    private static Job step(String type, String id, String state) {
        return new Job(
                type, id, id, null, null, null, null, state, null, null, null, null, null, null, null, null, null);
    }

    private static Job softFailed(String id) {
        return new Job(
                "script", id, id, null, null, null, null, "failed", 1, true, null, null, null, null, null, null, null);
    }

    private static Job attempt(String id, String state, String next) {
        return new Job(
                "script", id, id, null, null, null, null, state, null, null, null, null, next, null, null, null, null);
    }

    private static Job ended(int exitStatus, String signalReason) {
        return new Job(
                "script",
                "a",
                "a",
                null,
                null,
                null,
                null,
                "failed",
                exitStatus,
                null,
                signalReason,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
