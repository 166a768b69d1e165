package io.destill.contracts;

/** A message that is not what it should be; the text says which field is at fault. */
public final class UnreadableMessageException extends Exception {

    UnreadableMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
