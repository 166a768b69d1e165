package io.destill.history;

import io.destill.contracts.BuildRef;
import io.destill.contracts.Category;
import io.destill.contracts.JobRef;
import io.destill.contracts.Occurrences;
import io.destill.contracts.Severity;
import io.destill.contracts.TriageCard;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds, jobs and cards to record. */
final class Cards {

    /** Of build 1; each build comes an hour after the one before. What is kept depends on the day that it is. */
    @SuppressWarnings("TimeInStaticInitializer")
    static final Instant START = Instant.now().minus(Duration.ofDays(20)).truncatedTo(ChronoUnit.DAYS);

    private Cards() {}

    static Instant at(long number) {
        return START.plus(Duration.ofHours(number - 1));
    }

    static BuildRef build(long number, @Nullable String branch) {
        return build("acme/api", number, branch, at(number));
    }

    static BuildRef build(String pipeline, long number, @Nullable String branch, @Nullable Instant at) {
        return new BuildRef(
                "buildkite",
                "https://buildkite.com/" + pipeline + "/builds/" + number,
                pipeline,
                number,
                branch,
                "c0ffee" + number,
                "failed",
                "Ada",
                "Bump",
                at,
                "main");
    }

    static BuildRef local(String url, Instant at) {
        return new BuildRef("file", url, "build.log", null, null, null, "failed", null, null, at, null);
    }

    static JobRef job(String name) {
        return job(name, 0);
    }

    /** @param retry how many attempts there were before */
    static JobRef job(String name, int retry) {
        return new JobRef(name + "-" + retry, name, name, null, "failed", 1, false, retry, null, null);
    }

    static JobRef passed(String name, int retry) {
        return new JobRef(name + "-passed-" + retry, name, name, null, "passed", 0, false, retry, null, null);
    }

    /** Ranked as they are named. */
    static List<TriageCard> cards(BuildRef build, JobRef job, String... hashes) {
        List<TriageCard> cards = new ArrayList<>();
        for (String hash : hashes) {
            cards.add(card(build, job, hash, 1, cards.size() + 1, "message of " + hash, List.of("line of " + hash)));
        }
        return cards;
    }

    static TriageCard card(
            BuildRef build, JobRef job, String hash, int version, int rank, String message, List<String> lines) {
        return new TriageCard(
                hash + job.id(),
                "request",
                build,
                job,
                hash,
                version,
                "normalized " + hash,
                message,
                Severity.ERROR,
                0.5,
                List.of(),
                Category.TEST,
                1,
                1,
                1,
                lines,
                List.of("the line before"),
                List.of("the line after"),
                null,
                rank,
                0,
                new Occurrences(1, null),
                null,
                START);
    }
}
