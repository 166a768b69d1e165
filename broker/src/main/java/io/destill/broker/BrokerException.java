package io.destill.broker;

/** The broker could not do what was asked; the message says what and, where something helps, what to do. */
public final class BrokerException extends Exception {

    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
