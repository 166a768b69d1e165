package io.destill.analysis;

/** What a line that a rule matches is to the block that it stands in. */
enum Role {
    /** Begins an item of a report, such as a failed test: what follows, until the next item, belongs to it. */
    ITEM,
    /** Begins a diagnostic or a trace, on its own or within an item. */
    DIAGNOSTIC,
    /** Explains a failure. */
    CAUSE,
    /** Goes on with what a line above began: expected and actual, a caret under a source line. */
    DETAIL,
    /** A stack frame. */
    FRAME,
    /** Says that something failed, not why. */
    VERDICT,
    /** Announces that failures follow. */
    SUMMARY,
    /** Says that all tests of a run went well: whatever they printed above is not what failed. */
    SUCCESS,
    /** Looks like a failure and is none. */
    NOISE,
    /** Says that something went well. */
    PASS;

    /** Whether a line can be a candidate for it; the others only judge candidates and the lines around them. */
    boolean findsCandidates() {
        return this != NOISE && this != PASS && this != DETAIL && this != FRAME;
    }
}
