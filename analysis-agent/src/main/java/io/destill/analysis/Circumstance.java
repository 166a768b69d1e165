package io.destill.analysis;

import java.util.Locale;

/** What a block's place in the job, or its shape, says for or against it. The weights stand in {@code job-evidence.yaml}. */
enum Circumstance {
    IN_FAILED_COMMAND,
    IN_PASSED_COMMAND,
    AFTER_FAILURE,
    /** Nobody said how the command ended, but another one was run after it. */
    BEFORE_FAILED_COMMAND,
    /** The first, second and third of the blocks of a failed command that have any strength to speak of. */
    FIRST_STRONG,
    SECOND_STRONG,
    THIRD_STRONG,
    FIRST_VERY_STRONG,
    FIRST_OVERWHELMING,
    /** The first of all blocks, however weak. */
    FIRST_OF_ANY_STRENGTH,
    /** The first diagnostic of a failed command in which nothing is strong. */
    FIRST_DIAGNOSTIC_IN_SILENCE,
    STRONGEST,
    NEAREST_TO_EXIT,
    WITHIN_3_LINES_OF_EXIT,
    WITHIN_10_LINES_OF_EXIT,
    WITHIN_30_LINES_OF_EXIT,
    WITHIN_100_LINES_OF_EXIT,
    /** The first block of the failed command that does not stand in logs of jobs that passed. */
    FIRST_UNSEEN,
    /** It does: what it says did not break those. */
    SEEN_IN_PASSED_LOG,
    /** Right under a line that says that failures follow. */
    ANNOUNCED,
    /** One of a series, and not its first. */
    FOLLOWS_SIMILAR,
    /** A warning in a place where warnings are errors. */
    MADE_AN_ERROR,
    /** The name of a failed test in a list of all of them, which a later block tells more of. */
    TOLD_BELOW,
    STRONG_LINES,
    TWO_STRONG_LINES,
    ONLY_VERDICT,
    SAYS_PASSED,
    /** Right above a test that passed: most likely what that test printed. */
    BEFORE_PASSED_TEST,
    /** Above a line that says that all tests of a run went well, and no verdict between: most likely what those printed. */
    BEFORE_SUCCESS,
    /** With frames, a caret, expected and actual. */
    DETAILED,
    LONG_BLOCK,
    /** What a failed command said last, without a word of failure in it. */
    LAST_WORDS,
    /** The same, when nothing that it said before was any stronger. */
    LAST_WORDS_IN_SILENCE;

    /** The name of its rule. */
    String ruleName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
