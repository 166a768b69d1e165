package io.destill.buildkite;

import io.destill.buildkite.BuildkiteException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Protocol;
import okhttp3.Response;

/**
 * A log as it comes from the network.
 *
 * <p>When the connection breaks, the log is asked for again and what was already delivered is skipped: the log of a
 * finished job does not change, and Buildkite serves no ranges but suffixes. An end is reported only where the protocol
 * vouches for it: HTTP/2, a {@code Content-Length}, chunks and gzip each say when they are cut off, and OkHttp throws. A
 * plain HTTP/1 body that ends with its connection says nothing, so there the length is asked for.
 *
 * <p>Read by one thread. {@link #close} may be called by any, and ends a read that is under way.
 */
final class LogStream extends InputStream {

    private final Transport transport;
    private final ApiCall call;
    private final Attempts attempts;
    private volatile Transport.Exchange exchange;
    private volatile boolean closed;
    private InputStream body;
    private long delivered;
    private volatile boolean ended;
    private final ReentrantLock reading = new ReentrantLock();

    LogStream(Transport transport, ApiCall call, Attempts attempts) throws BuildkiteException, InterruptedException {
        this.transport = transport;
        this.call = call;
        this.attempts = attempts;
        this.exchange = transport.send(call, attempts, opened -> opened);
        this.body = exchange.response().body().byteStream();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
    }

    /** @throws BuildkiteException if the rest of the log cannot be had */
    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        reading.lock();
        try {
            while (!ended) {
                if (closed) {
                    throw new IOException("the log is closed");
                }
                try {
                    int count = body.read(buffer, offset, length);
                    if (count > 0) {
                        delivered += count;
                        attempts.progressed();
                        return count;
                    }
                    checkWhole(exchange.response());
                    ended = true;
                } catch (IOException e) {
                    if (closed) {
                        throw e;
                    }
                    attempts.waitAfter(transport.setback(call, e), call.what());
                    reopen();
                }
            }
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading " + call.what());
        } finally {
            reading.unlock();
            if (closed) {
                exchange.response().close();
            }
        }
    }

    private void reopen() throws IOException, InterruptedException {
        exchange.call().cancel();
        exchange.response().close();
        body = transport.send(call, attempts, opened -> {
            exchange = opened;
            InputStream again = opened.response().body().byteStream();
            try {
                again.skipNBytes(delivered);
            } catch (IOException e) {
                opened.response().close();
                throw e;
            }
            return again;
        });
    }

    private void checkWhole(Response response) throws IOException, InterruptedException {
        if (vouchesForItsEnd(response)) {
            return;
        }
        long size = transport.send(call.head(), attempts, head -> {
            try (Response answer = head.response()) {
                String length = answer.header("Content-Encoding") == null ? answer.header("Content-Length") : null;
                return length == null ? -1L : Long.parseLong(length);
            } catch (NumberFormatException e) {
                return -1L;
            }
        });
        if (size < 0) {
            throw new BuildkiteException(
                    Kind.UNEXPECTED,
                    "Cannot tell whether %s is whole: the server says neither where it ends nor how long it is. A proxy in between may have removed its Content-Length."
                            .formatted(call.what()));
        }
        if (delivered < size) {
            throw new IOException("cut off after " + delivered + " of " + size + " bytes");
        }
    }

    private static boolean vouchesForItsEnd(Response response) {
        Response network = Objects.requireNonNull(response.networkResponse());
        return network.protocol() == Protocol.HTTP_2
                || network.header("Content-Length") != null
                || "chunked".equalsIgnoreCase(network.header("Transfer-Encoding"))
                || "gzip".equalsIgnoreCase(network.header("Content-Encoding"));
    }

    @Override
    public void close() {
        closed = true;
        if (!ended) {
            exchange.call().cancel(); // the one thing that OkHttp allows while another thread reads
        }
        if (reading.tryLock()) { // else the reader closes on its way out
            exchange.response().close();
            reading.unlock();
        }
    }
}
