package io.destill.cli;

import io.destill.contracts.ProgressEvent.FailureKind;

/** What the process tells whoever started it. */
final class ExitCode {

    static final int OK = 0;
    static final int ERROR = 1;
    static final int USAGE = 2;
    static final int CREDENTIALS = 4;

    /** Only with {@code --exit-status}. */
    static final int FAILURES_FOUND = 10;

    static final int INTERRUPTED = 130;

    private ExitCode() {}

    static int of(FailureKind failure) {
        return switch (failure) {
            case CREDENTIALS -> CREDENTIALS;
            case BAD_REQUEST -> USAGE;
            case NOT_FOUND, UNAVAILABLE, INTERNAL -> ERROR;
        };
    }

    /** Of two builds: an error before failures that were found, those before all's well, and of two errors the common name. */
    static int worse(int one, int other) {
        if (one == other || other == OK) {
            return one;
        }
        if (one == OK) {
            return other;
        }
        return one == FAILURES_FOUND ? other : other == FAILURES_FOUND ? one : ERROR;
    }
}
