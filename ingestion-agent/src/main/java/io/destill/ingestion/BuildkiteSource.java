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
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds on Buildkite, by their web address. An address that points at a job narrows the build to that job, whatever its
 * state; one that points at a step narrows it to that step.
 */
public final class BuildkiteSource implements CiSource {

    private static final Set<String> WENT_WRONG =
            Set.of("failed", "failing", "canceled", "canceling", "waiting_failed");

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
            BuildRef build = buildRef(url, client().build(url.organization(), url.pipeline(), url.number()));
            List<Job> jobs = url.jobId() == null
                    ? failedJobs(url, build, request.options().includePassed())
                    : List.of(anchoredJob(url, build));
            return new ResolvedBuild(
                    build,
                    jobs.stream()
                            .<JobLog>map(job -> new BuildkiteJobLog(url, build, job))
                            .toList());
        } catch (BuildkiteException e) {
            throw new SourceException(kind(e), e.getMessage(), e);
        }
    }

    private List<Job> failedJobs(BuildkiteUrl url, BuildRef build, boolean includePassed)
            throws BuildkiteException, SourceException, InterruptedException {
        List<Job> jobs = client().jobs(url.organization(), url.pipeline(), url.number());
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

    private BuildRef buildRef(BuildkiteUrl url, Build build) {
        return new BuildRef(
                "buildkite",
                build.webUrl() == null
                        ? "https://buildkite.com/%s/%s/builds/%d"
                                .formatted(url.organization(), url.pipeline(), url.number())
                        : build.webUrl(),
                url.organization() + "/" + url.pipeline(),
                url.number(),
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
                        : build.message().lines().findFirst().orElse(""));
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

        private final BuildkiteUrl url;
        private final JobRef ref;
        private final Job job;

        BuildkiteJobLog(BuildkiteUrl url, BuildRef build, Job job) {
            this.url = url;
            this.job = job;
            this.ref = BuildkiteJobs.ref(job, build.url());
        }

        @Override
        public JobRef job() {
            return ref;
        }

        @Override
        public InputStream open() throws SourceException, InterruptedException {
            try {
                return client().log(url.organization(), url.pipeline(), url.number(), ref.id());
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
    }
}
