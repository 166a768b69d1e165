package io.destill.cli;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the NATS server of a team is. Names no class of the NATS client, which a run without a server need not load. */
final class NatsOptions {

    @Option(
            names = "--nats",
            paramLabel = "URL",
            description = "The NATS server of a distributed Destill, such as nats://host:4222. Default:"
                    + " DESTILL_NATS_URL.")
    @Nullable
    String url;

    private static final String VARIABLE = "DESTILL_NATS_URL";

    /** Whether there is a server to talk to. */
    boolean isSet(Map<String, String> environment) {
        return url != null || !environment.getOrDefault(VARIABLE, "").isBlank();
    }

    /**
     * A broker that reaches the server.
     *
     * @throws CommandException if it is not, or not rightly, named, or does not let this user in
     */
    Broker open(Map<String, String> environment) throws CommandException {
        try {
            return NatsAccess.open(environment, url);
        } catch (BrokerException e) {
            throw failure(e);
        }
    }

    static CommandException failure(BrokerException e) {
        return new CommandException(
                e.isCredentials() ? ExitCode.CREDENTIALS : ExitCode.ERROR, String.valueOf(e.getMessage()));
    }
}
