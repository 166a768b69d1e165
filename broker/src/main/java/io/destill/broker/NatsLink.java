package io.destill.broker;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to a NATS server, opened and its {@link NatsStream streams} created when it is first used; from then on it
 * reconnects by itself, without end. Thread-safe.
 */
final class NatsLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NatsBroker.class);
    private static final int NOT_FOUND = 404;
    private static final int STREAM_EXISTS = 10058;
    private static final int NO_STORAGE = 10047;
    private static final int NO_JETSTREAM_FOR_ACCOUNT = 10039;
    private static final int NO_JETSTREAM = 10076;

    private final NatsSettings settings;
    private final NatsConnector connector;
    private volatile boolean closed;
    private volatile @Nullable Open open;

    NatsLink(NatsSettings settings) {
        this.settings = settings;
        this.connector = new NatsConnector(settings);
    }

    /** What the connection is used through. */
    record Open(Connection connection, JetStream jetStream, JetStreamManagement management) {

        boolean isConnected() {
            return connection.getStatus() == Connection.Status.CONNECTED;
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** @throws BrokerException if this is closed, or was never open and cannot be opened now */
    Open open() throws BrokerException {
        if (closed) {
            throw new BrokerException("the broker is closed");
        }
        Open now = open;
        return now == null ? connect() : now;
    }

    private synchronized Open connect() throws BrokerException {
        if (open == null) {
            Connection connection = null;
            try {
                connection = connector.connect();
                if (!connection.getServerInfo().isJetStreamAvailable()) {
                    throw withoutJetStream();
                }
                Open opened = new Open(connection, connection.jetStream(), connection.jetStreamManagement());
                createStreams(opened);
                open = opened;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BrokerException("connecting to the NATS server was interrupted", e);
            } catch (IOException e) {
                throw failure("prepare the streams", e);
            } finally {
                if (open == null && connection != null) {
                    close(connection);
                }
            }
        }
        return open;
    }

    private void createStreams(Open at) throws BrokerException, IOException {
        for (NatsStream stream : NatsStream.values()) {
            try {
                createStream(at, stream);
            } catch (JetStreamApiException e) {
                throw e.getApiErrorCode() == NO_STORAGE
                        ? withoutStorage(stream, e)
                        : failure("create the stream " + stream, e);
            }
        }
    }

    private BrokerException withoutStorage(NatsStream stream, Exception e) {
        return new BrokerException(
                "The NATS server has no room for the stream " + stream + ", which for CI_LOGS is "
                        + settings.logsMaxBytes() + " bytes: free disk space there, raise its max_file_store, or set"
                        + " DESTILL_NATS_LOGS_MAX_BYTES to less.",
                e);
    }

    private void createStream(Open at, NatsStream stream) throws BrokerException, IOException, JetStreamApiException {
        StreamConfiguration existing;
        try {
            existing = at.management.getStreamInfo(stream.name()).getConfiguration();
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() != NOT_FOUND) {
                throw e;
            }
            try {
                existing =
                        at.management.addStream(stream.configuration(settings)).getConfiguration();
            } catch (JetStreamApiException other) {
                if (other.getApiErrorCode() != STREAM_EXISTS) {
                    throw other;
                }
                existing = at.management.getStreamInfo(stream.name()).getConfiguration();
            }
        }
        if (!stream.fits(existing, settings)) {
            throw new BrokerException("The NATS server has a stream " + stream + " with another configuration than"
                    + " Destill's: messages could be lost in it. Use another account or server for Destill, or remove"
                    + " the stream (nats stream rm " + stream + ").");
        }
    }

    /** A server that lost its volume has no streams any more. */
    void restoreStreams() throws BrokerException {
        Open at = open();
        if (at.isConnected()) {
            try {
                createStreams(at);
            } catch (IOException e) {
                LOG.debug("The streams cannot be looked at", e);
            } catch (BrokerException e) {
                if (e.getCause() == null) {
                    throw e;
                }
                LOG.debug("The streams cannot be looked at", e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        connector.closing();
        synchronized (this) {
            Open last = open;
            if (last != null) {
                close(last.connection);
            }
        }
    }

    private static void close(Connection connection) {
        boolean interrupted = Thread.interrupted();
        try {
            connection.flush(Duration.ofSeconds(1));
        } catch (Exception e) { // of no use to anybody: it is being left
            LOG.debug("Cannot flush the connection: {}", e.toString());
        }
        try {
            connection.close();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the client failed because its thread was interrupted, which it hides in various causes. */
    static boolean wasInterrupted(Throwable e) {
        return Thread.interrupted() || isInterruption(e);
    }

    private static boolean isInterruption(Throwable e) {
        return e instanceof InterruptedException || e.getCause() != null && isInterruption(e.getCause());
    }

    /** @param what the server was asked to do */
    static BrokerException failure(String what, Exception e) {
        if (e instanceof JetStreamApiException api) {
            int code = api.getApiErrorCode();
            if (code == NO_JETSTREAM || code == NO_JETSTREAM_FOR_ACCOUNT) {
                return withoutJetStream();
            }
            return new BrokerException(
                    "The NATS server does not let Destill " + what + ": " + api.getErrorDescription() + ".", e);
        }
        return new BrokerException(
                "The NATS server does not answer (" + e.getMessage() + "): see whether it runs and is reachable.", e);
    }

    private static BrokerException withoutJetStream() {
        return new BrokerException(
                "The NATS server runs without JetStream: start it with --jetstream, and enable JetStream"
                        + " for the account.");
    }
}
