package io.destill.ingestion;

import io.destill.buildkite.Build;
import io.destill.buildkite.BuildkiteClient;
import io.destill.buildkite.BuildkiteException;
import io.destill.buildkite.BuildkiteSettings;
import io.destill.buildkite.BuildkiteUrl;
import io.destill.buildkite.Job;
import io.destill.buildkite.WaitListener;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.BuildRef;
import io.destill.contracts.JobRef;
import io.destill.contracts.ProgressEvent.FailureKind;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds on Buildkite, by their web address. An address that points at a job narrows the build to that job, whatever its
 * state; one that points at a step narrows it to that step.
 */
public final class BuildkiteSource implements CiSource {

    private static final Set<String> WENT_WRONG =
            Set.of("failed", "failing", "canceled", "canceling", "waiting_failed");

    private static final Logger LOG = LoggerFactory.getLogger(BuildkiteSource.class);

    /** Of one job; Buildkite allows ten. */
    private static final int MAX_ATTEMPTS = 11;

    private final BuildkiteSettings settings;
    private final WaitListener listener;
    private @Nullable BuildkiteClient client;

    public BuildkiteSource(BuildkiteSettings settings) {
        this(settings, WaitListener.NONE);
    }

    /** @param listener learns of every wait, on the thread that waits */
    public BuildkiteSource(BuildkiteSettings settings, WaitListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    @Override
    public boolean accepts(String buildUrl) {
        return BuildkiteUrl.isLikely(buildUrl, settings);
    }

    @Override
    public String shapes() {
        return "a Buildkite build's URL";
    }

    @Override
    public ResolvedBuild resolve(AnalysisRequest request) throws SourceException, InterruptedException {
        try {
            BuildkiteUrl url = BuildkiteUrl.parse(request.buildUrl(), settings);
            Place place = new Place(url.organization(), url.pipeline(), url.number());
            Build found = client().build(place.organization, place.pipeline, place.number);
            BuildRef build = buildRef(place, found);
            List<Job> all =
                    url.jobId() == null ? client().jobs(place.organization, place.pipeline, place.number) : null;
            List<Job> known = all == null ? attempts(url, anchoredJob(url, build)) : all;
            List<Job> jobs = all == null
                    ? List.of(known.getFirst())
                    : failedJobs(url, build, all, request.options().includePassed());
            PassedJobs passed = request.options().withoutPassedLogs()
                    ? null
                    : new PassedJobs(
                            place,
                            build,
                            found.pipeline() == null ? null : found.pipeline().defaultBranch(),
                            all);
            return new ResolvedBuild(
                    build,
                    jobs.stream()
                            .<JobLog>map(job -> new BuildkiteJobLog(place, build.url(), job, passed))
                            .toList(),
                    BuildkiteJobs.passed(known));
        } catch (BuildkiteException e) {
            throw new SourceException(kind(e), e.getMessage(), e);
        }
    }

    private static List<Job> failedJobs(BuildkiteUrl url, BuildRef build, List<Job> all, boolean includePassed)
            throws SourceException {
        List<Job> jobs = all;
        if (url.stepId() != null) {
            jobs = jobs.stream()
                    .filter(job ->
                            job.step() != null && url.stepId().equals(job.step().id()))
                    .toList();
            if (jobs.isEmpty()) {
                throw notFound("%s has no jobs of step %s. To analyse all its jobs, use %s."
                        .formatted(title(url), url.stepId(), build.url()));
            }
        }
        List<Job> selected = BuildkiteJobs.select(jobs, includePassed);
        if (selected.isEmpty()) {
            String why =
                    build.state() != null && WENT_WRONG.contains(build.state()) ? BuildkiteJobs.whyNone(jobs) : null;
            if (why != null) {
                throw notFound("%s has no failed job with a log. %s".formatted(title(url), why));
            }
            if (url.stepId() != null) {
                throw notFound("No job of step %s failed. To analyse all jobs of the build, use %s."
                        .formatted(url.stepId(), build.url()));
            }
        }
        return selected;
    }

    private Job anchoredJob(BuildkiteUrl url, BuildRef build)
            throws BuildkiteException, SourceException, InterruptedException {
        Job job = client().job(url.organization(), Objects.requireNonNull(url.jobId()));
        if (job.isScript()) {
            return job;
        }
        String why = BuildkiteJobs.whyNone(List.of(job));
        throw new SourceException(
                FailureKind.BAD_REQUEST,
                "\"%s\" is a %s step, which runs nothing and has no log. %s"
                        .formatted(
                                BuildkiteJobs.name(job),
                                job.type(),
                                why == null ? "To analyse the build's failed jobs, use " + build.url() + "." : why));
    }

    /** A job and the attempts that followed on it. */
    private List<Job> attempts(BuildkiteUrl url, Job first) throws BuildkiteException, InterruptedException {
        List<Job> attempts = new ArrayList<>(List.of(first));
        String next = first.retriedInJobId();
        while (next != null && attempts.size() < MAX_ATTEMPTS) {
            Job attempt = client().job(url.organization(), next);
            attempts.add(attempt);
            next = attempt.retriedInJobId();
        }
        return attempts;
    }

    private static String url(Place place, Build build) {
        return build.webUrl() == null
                ? "https://buildkite.com/%s/%s/builds/%d".formatted(place.organization, place.pipeline, place.number)
                : build.webUrl();
    }

    private static BuildRef buildRef(Place place, Build build) {
        return new BuildRef(
                "buildkite",
                url(place, build),
                place.organization + "/" + place.pipeline,
                place.number,
                build.branch(),
                build.commit(),
                build.state(),
                Stream.of(build.author(), build.creator())
                        .filter(Objects::nonNull)
                        .map(Build.Person::name)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                build.message() == null
                        ? null
                        : build.message().lines().findFirst().orElse(""),
                build.createdAt(),
                build.pipeline() == null ? null : build.pipeline().defaultBranch());
    }

    /** Made on first use: a run that reads local logs need not load an HTTP client. */
    private synchronized BuildkiteClient client() {
        if (client == null) {
            client = new BuildkiteClient(settings, listener);
        }
        return client;
    }

    private static String title(BuildkiteUrl url) {
        return "Build %d of %s/%s".formatted(url.number(), url.organization(), url.pipeline());
    }

    private static SourceException notFound(String message) {
        return new SourceException(FailureKind.NOT_FOUND, message);
    }

    private static FailureKind kind(BuildkiteException e) {
        return switch (e.kind()) {
            case INVALID_URL -> FailureKind.BAD_REQUEST;
            case TOKEN_MISSING, TOKEN_REFUSED, FORBIDDEN -> FailureKind.CREDENTIALS;
            case NOT_FOUND -> FailureKind.NOT_FOUND;
            case RATE_LIMITED, UNAVAILABLE, UNEXPECTED -> FailureKind.UNAVAILABLE;
        };
    }

    private final class BuildkiteJobLog implements JobLog {

        private final Place place;
        private final JobRef ref;
        private final Job job;
        private final @Nullable PassedJobs passed;

        /** @param passed null if it is not to be compared */
        BuildkiteJobLog(Place place, String buildUrl, Job job, @Nullable PassedJobs passed) {
            this.place = place;
            this.job = job;
            this.passed = passed;
            this.ref = BuildkiteJobs.ref(job, buildUrl);
        }

        @Override
        public JobRef job() {
            return ref;
        }

        @Override
        public InputStream open() throws SourceException, InterruptedException {
            try {
                return client().log(place.organization, place.pipeline, place.number, ref.id());
            } catch (BuildkiteException e) {
                if (e.kind() == BuildkiteException.Kind.NOT_FOUND) {
                    throw new SourceException(
                            FailureKind.NOT_FOUND,
                            "Job \"%s\" has no log: %s. Look at %s."
                                    .formatted(ref.name(), BuildkiteJobs.whyNoLog(job), ref.url()),
                            e);
                }
                throw new SourceException(kind(e), e.getMessage(), e);
            }
        }

        @Override
        public boolean isComparable() {
            return passed != null && BuildkiteJobs.failed(job);
        }

        @Override
        public List<JobLog> passedLike() throws SourceException, InterruptedException {
            return passed == null ? List.of() : passed.like(job);
        }
    }

    /** A build's place on Buildkite. */
    private record Place(String organization, String pipeline, long number) {}

    /**
     * The jobs that passed, of a build and of the newest one that passed on its branch, or else on the default branch. Each list
     * is asked for once, when it is first wanted. Thread-safe.
     */
    private final class PassedJobs {

        /** Of the job's own build. Other shards are like it but ran other tests: the second tells what the first does. */
        private static final int MOST_OF_BUILD = 2;

        private final Place place;
        private final BuildRef build;
        private final @Nullable String defaultBranch;
        private @Nullable List<Job> jobs;
        /** By branch. */
        private final Map<String, Optional<Passed>> earlier = new HashMap<>();

        /** @param jobs of the build; null if they are not known yet */
        PassedJobs(Place place, BuildRef build, @Nullable String defaultBranch, @Nullable List<Job> jobs) {
            this.place = place;
            this.build = build;
            this.defaultBranch = defaultBranch;
            this.jobs = jobs;
        }

        synchronized List<JobLog> like(Job failed) throws SourceException, InterruptedException {
            List<JobLog> logs = new ArrayList<>();
            try {
                BuildkiteJobs.passedLike(failed, jobs()).stream()
                        .limit(MOST_OF_BUILD)
                        .forEach(job -> logs.add(new BuildkiteJobLog(place, build.url(), job, null)));
                newestLike(failed).ifPresent(logs::add);
            } catch (BuildkiteException e) {
                if (logs.isEmpty()) {
                    throw new SourceException(kind(e), e.getMessage(), e);
                }
                LOG.warn("Compared with jobs of the same build only: {}", e.getMessage());
            }
            return logs;
        }

        private List<Job> jobs() throws BuildkiteException, InterruptedException {
            if (jobs == null) {
                jobs = client().jobs(place.organization, place.pipeline, place.number);
            }
            return jobs;
        }

        private Optional<JobLog> newestLike(Job failed) throws BuildkiteException, InterruptedException {
            Set<@Nullable String> branches = new LinkedHashSet<>(Arrays.asList(build.branch(), defaultBranch));
            for (String branch : branches) {
                Passed passed = branch == null ? null : newest(branch).orElse(null);
                if (passed != null) {
                    Optional<Job> job = BuildkiteJobs.passedLike(failed, passed.jobs).stream()
                            .findFirst();
                    if (job.isPresent()) {
                        return Optional.of(new BuildkiteJobLog(passed.place, passed.url, job.get(), null));
                    }
                }
            }
            return Optional.empty();
        }

        private Optional<Passed> newest(String branch) throws BuildkiteException, InterruptedException {
            Optional<Passed> known = earlier.get(branch);
            if (known == null) {
                Build newest = client().newestPassed(place.organization, place.pipeline, branch);
                if (newest == null || newest.number() == null) {
                    known = Optional.empty();
                } else {
                    Place at = new Place(place.organization, place.pipeline, newest.number());
                    known = Optional.of(
                            new Passed(at, url(at, newest), client().jobs(at.organization, at.pipeline, at.number)));
                }
                earlier.put(branch, known);
            }
            return known;
        }
    }

    /** A build that passed. */
    private record Passed(Place place, String url, List<Job> jobs) {}
}
