package io.destill.broker;

/** The broker could not do what was asked; the message says what and, where something helps, what to do. */
public final class BrokerException extends Exception {

    private final boolean credentials;

    public BrokerException(String message) {
        super(message);
        this.credentials = false;
    }

    public BrokerException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private BrokerException(String message, Throwable cause, boolean credentials) {
        super(message, cause);
        this.credentials = credentials;
    }

    static BrokerException credentials(String message, Throwable cause) {
        return new BrokerException(message, cause, true);
    }

    /** Whether the broker does not let this user in, so that trying again cannot help. */
    public boolean isCredentials() {
        return credentials;
    }
}
