package io.destill.history;

/** The history cannot be asked or written. The message is a sentence for a person that says what to do; it holds no secret. */
public final class HistoryException extends Exception {

    public HistoryException(String message) {
        super(message);
    }

    public HistoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
