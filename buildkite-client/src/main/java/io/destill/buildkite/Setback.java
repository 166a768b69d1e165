package io.destill.buildkite;

import io.destill.buildkite.BuildkiteException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A failure that trying again may get over.
 *
 * @param reason as in {@code Buildkite answered 503}
 * @param told how long the server said to wait
 */
record Setback(
        Kind kind, String reason, Duration told, @Nullable Throwable cause) {

    static Setback of(IOException e, String host) {
        String reason = switch (e) {
            case SocketTimeoutException timeout -> host + " fell silent";
            case UnknownHostException unknown -> "the address of " + host + " cannot be found";
            case ConnectException refused -> "there is no connection to " + host;
            default -> "the connection to " + host + " broke off";
        };
        return new Setback(Kind.UNAVAILABLE, reason, Duration.ZERO, e);
    }
}
