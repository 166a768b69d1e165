package io.destill.cli;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.DeadLetters;
import io.destill.broker.NatsBroker;
import io.destill.broker.NatsSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one place of the command line that loads the NATS client. */
final class NatsAccess {

    private NatsAccess() {}

    static Broker open(Map<String, String> environment, @Nullable String url) throws BrokerException, CommandException {
        NatsBroker broker = new NatsBroker(settings(environment, url));
        broker.check();
        return broker;
    }

    static DeadLetters deadLetters(Map<String, String> environment, @Nullable String url)
            throws BrokerException, CommandException {
        return new DeadLetters(settings(environment, url));
    }

    private static NatsSettings settings(Map<String, String> environment, @Nullable String url)
            throws CommandException {
        List<String> problems = new ArrayList<>();
        NatsSettings settings = NatsSettings.fromEnvironment(environment, url, problems);
        if (settings == null) {
            throw new CommandException(ExitCode.USAGE, String.join(" ", problems));
        }
        return settings;
    }
}
