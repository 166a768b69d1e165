package io.destill.cli;

import io.destill.cli.report.JobResult;
import io.destill.cli.report.RequestState;
import io.destill.cli.report.SafeText;
import io.destill.cli.report.Wording;
import io.destill.contracts.ProgressEvent.FailureKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How an analysis ended: the exit code, and what could not be analysed, with the reasons. */
final class Outcome {

    private static final int SHOWN = 20;

    private final List<String> problems = new ArrayList<>();
    private int problemCount;
    private int analyzed;
    private boolean onlyCredentials = true;
    private final Set<String> jobs = new HashSet<>();
    private @Nullable String missing;

    /** Takes a job, once or each time that it comes. */
    void add(JobResult result) {
        if (missing == null) {
            missing = result.missing();
        }
        if (!jobs.add(result.job().id())) {
            return;
        }
        FailureKind failure = result.failure();
        if (failure == null) {
            analyzed++;
        }
        if (result.whole()) {
            return;
        }
        onlyCredentials &= failure == FailureKind.CREDENTIALS;
        if (++problemCount <= SHOWN) {
            String what = failure == null ? "was analysed only in part" : "could not be analysed";
            problems.add("Job " + Wording.job(result.job()) + " " + what + ": " + result.reason());
        }
    }

    /** The sentences that a person should read, none if all is well. */
    List<String> problems(RequestState state) {
        List<String> sentences = new ArrayList<>();
        String failure = state.failureReason();
        if (failure != null) {
            sentences.add(failure);
        }
        sentences.addAll(problems);
        if (problemCount > SHOWN) {
            sentences.add(
                    (problemCount - SHOWN) + " more jobs could not be analysed whole; --format json names them all.");
        }
        if (missing != null) {
            sentences.add("Ranked with fewer passed logs than there are: " + missing);
        }
        return sentences.stream().map(SafeText::line).toList();
    }

    /** @param failuresCount whether failures that were found are to be told by the exit code */
    int exitCode(RequestState state, boolean failuresCount) {
        FailureKind failure = state.failure();
        if (failure != null) {
            return ExitCode.of(failure);
        }
        if (problemCount > 0) {
            return analyzed == 0 && onlyCredentials ? ExitCode.CREDENTIALS : ExitCode.ERROR;
        }
        return failuresCount && state.cards() > 0 ? ExitCode.FAILURES_FOUND : ExitCode.OK;
    }
}
