package io.destill.ingestion;

import io.destill.buildkite.Job;
import io.destill.contracts.JobRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Buildkite's job states mean here. A job that {@code failed} or {@code timed_out} is a cause; {@code broken} and the
 * {@code *_failed} states of steps that never ran are consequences; {@code expired} and {@code canceled} jobs ended for
 * reasons that no log tells.
 */
final class BuildkiteJobs {

    private static final Set<String> FAILED = Set.of("failed", "timed_out");
    private static final Set<String> CANCELED = Set.of("canceled", "canceling");
    private static final Set<String> BROKEN = Set.of("broken", "waiting_failed", "blocked_failed", "unblocked_failed");
    private static final Set<String> UNFINISHED = Set.of(
            "pending",
            "waiting",
            "blocked",
            "limiting",
            "limited",
            "platform_limiting",
            "platform_limited",
            "scheduled",
            "reserved",
            "assigned",
            "accepted",
            "running");

    /** They go along with a chunk of a log, of which they must not take much. */
    private static final int MAX_PASSED = 100;

    private BuildkiteJobs() {}

    /**
     * The jobs to read: failed, then soft-failed, then passed ones if they are wanted. Of several attempts the latest
     * that failed, and none if a later one passed.
     *
     * @param jobs all attempts of all jobs of a build
     */
    static List<Job> select(List<Job> jobs, boolean includePassed) {
        Map<String, Job> byId = new HashMap<>();
        for (Job job : jobs) {
            if (job.id() != null) {
                byId.put(job.id(), job);
            }
        }
        List<Job> failed = new ArrayList<>();
        List<Job> softFailed = new ArrayList<>();
        List<Job> passed = new ArrayList<>();
        for (Job job : jobs) {
            if (!job.isScript() || job.id() == null) {
                continue;
            }
            if (in(FAILED, job) && !isSettledLater(job, byId)) {
                (isSoftFailed(job) ? softFailed : failed).add(job);
            } else if (includePassed && "passed".equals(job.state())) {
                passed.add(job);
            }
        }
        return Stream.of(failed, softFailed, passed).flatMap(List::stream).toList();
    }

    /** Whether a later attempt passed, or failed too and so tells the same. */
    private static boolean isSettledLater(Job job, Map<String, Job> byId) {
        Job attempt = next(job, byId);
        for (int i = 0; attempt != null && i < byId.size(); i++) {
            if ("passed".equals(attempt.state()) || in(FAILED, attempt)) {
                return true;
            }
            attempt = next(attempt, byId);
        }
        return false;
    }

    private static @Nullable Job next(Job job, Map<String, Job> byId) {
        return job.retriedInJobId() == null ? null : byId.get(job.retriedInJobId());
    }

    /** Whether a job is one that a failed one of the same build can be compared with: of the same step, and passed. */
    static List<Job> passedLike(Job failed, List<Job> jobs) {
        Map<String, Job> byId = new HashMap<>();
        jobs.forEach(job -> byId.put(job.id(), job));
        Set<String> retries = new LinkedHashSet<>();
        for (Job attempt = next(failed, byId);
                attempt != null && retries.add(attempt.id());
                attempt = next(attempt, byId)) {}
        return jobs.stream()
                .filter(job -> job.isScript() && job.id() != null && "passed".equals(job.state()))
                .filter(job -> isSameStep(failed, job))
                .sorted(Comparator.comparing((Job job) -> !retries.contains(job.id()))
                        .thenComparing(job -> !name(job).equals(name(failed)))
                        .thenComparing(job -> !Objects.equals(job.parallelGroupIndex(), failed.parallelGroupIndex())))
                .toList();
    }

    /** A step without a key is known by its name; the id of a step is another one in each build. */
    private static boolean isSameStep(Job one, Job other) {
        if (one.step() != null
                && other.step() != null
                && one.step().id() != null
                && one.step().id().equals(other.step().id())) {
            return true;
        }
        return one.stepKey() == null && other.stepKey() == null
                ? name(one).equals(name(other))
                : Objects.equals(one.stepKey(), other.stepKey());
    }

    /** The jobs that passed, as the history needs them; those that were tried again first. */
    static List<JobRef> passed(List<Job> jobs) {
        return jobs.stream()
                .filter(job -> job.isScript() && job.id() != null && "passed".equals(job.state()))
                .sorted(Comparator.comparing((Job job) -> job.retriesCount() == null || job.retriesCount() == 0))
                .limit(MAX_PASSED)
                .map(job -> new JobRef(
                        Objects.requireNonNull(job.id()),
                        name(job),
                        job.stepKey(),
                        null,
                        job.state(),
                        null,
                        false,
                        job.retriesCount() == null ? 0 : job.retriesCount(),
                        job.parallelGroupIndex(),
                        job.parallelGroupTotal()))
                .toList();
    }

    /** Why there may be nothing to read although the build went wrong, with what to do; null if nothing went wrong. */
    static @Nullable String whyNone(List<Job> jobs) {
        List<String> reasons = new ArrayList<>();
        List<Job> latest =
                jobs.stream().filter(job -> job.retriedInJobId() == null).toList();
        for (Job job : latest) {
            if (job.isTrigger() && in(FAILED, job)) {
                String url = job.triggeredBuild() == null
                        ? null
                        : job.triggeredBuild().webUrl();
                reasons.add(
                        url == null
                                ? "The trigger step \"%s\" failed without starting a build: see the build's page."
                                        .formatted(name(job))
                                : "The trigger step \"%s\" failed with the build that it started: analyse %s."
                                        .formatted(name(job), url));
            }
        }
        reasons.addAll(count(
                latest,
                job -> "expired".equals(job.state()),
                "expired before an agent took %s: check that agents run and that their tags match"));
        reasons.addAll(count(latest, job -> in(CANCELED, job), "was canceled"));
        if (reasons.isEmpty()) {
            reasons.addAll(count(
                    latest,
                    job -> in(BROKEN, job),
                    "was not run, because of a condition or of another step: see the build's page"));
        }
        return reasons.isEmpty() ? null : String.join(" ", reasons);
    }

    private static List<String> count(List<Job> jobs, Predicate<Job> which, String happened) {
        List<Job> matching = jobs.stream().filter(which).toList();
        if (matching.isEmpty()) {
            return List.of();
        }
        int others = matching.size() - 1;
        String who = "Job \"" + name(matching.get(0)) + "\"" + (others == 0 ? "" : " (and " + others + " more)");
        return List.of(who + " " + happened.formatted("it") + ".");
    }

    static boolean failed(Job job) {
        return in(FAILED, job);
    }

    static String whyNoLog(Job job) {
        if (in(UNFINISHED, job)) {
            return "it is " + job.state();
        }
        if (job.signalReason() != null && !job.signalReason().isBlank()) {
            return "it ended before it wrote one (" + job.signalReason() + ")";
        }
        if (Objects.equals(job.exitStatus(), -1)) {
            return "its agent was lost or never started it";
        }
        return "it never wrote one, or it was deleted since";
    }

    static JobRef ref(Job job, String buildUrl) {
        String id = Objects.requireNonNull(job.id());
        return new JobRef(
                id,
                name(job),
                job.stepKey(),
                job.webUrl() == null ? buildUrl + "#" + id : job.webUrl(),
                job.state(),
                job.exitStatus(),
                isSoftFailed(job),
                job.retriesCount() == null ? 0 : job.retriesCount(),
                job.parallelGroupIndex(),
                job.parallelGroupTotal());
    }

    /** What Buildkite shows for the job, emoji codes as they are. */
    static String name(Job job) {
        String command = job.command() == null
                ? null
                : job.command().strip().lines().findFirst().orElse(null);
        return Stream.of(job.name(), job.label(), command, job.stepKey(), job.id())
                .filter(text -> text != null && !text.isBlank())
                .findFirst()
                .orElse("unnamed");
    }

    private static boolean isSoftFailed(Job job) {
        return Boolean.TRUE.equals(job.softFailed());
    }

    private static boolean in(Set<String> states, Job job) {
        return job.state() != null && states.contains(job.state());
    }
}
