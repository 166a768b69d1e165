package io.destill.analysis;

/** A rule file that cannot be used; the message names the file, the rule or line, and the reason. */
public final class RuleFormatException extends RuntimeException {

    RuleFormatException(String message, Throwable cause) {
        super(message, cause);
    }

    RuleFormatException(String message) {
        super(message);
    }
}
