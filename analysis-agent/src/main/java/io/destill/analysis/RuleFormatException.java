package io.destill.analysis;

/** A rule file that cannot be used; the message names the file, the line and the reason. */
public final class RuleFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RuleFormatException(Place place, String reason) {
        super(place + ": " + reason);
    }

    RuleFormatException(String message) {
        super(message);
    }
}
