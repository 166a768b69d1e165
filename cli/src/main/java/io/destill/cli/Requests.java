package io.destill.cli;

import com.fasterxml.uuid.Generators;
import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.cli.report.RequestFollower;
import io.destill.cli.tui.MarkKeeper;
import io.destill.contracts.AnalysisRequest;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for analyses: of builds, a server's agents if one is named, else, and of what is on this machine, the agents in this
 * process. Either is started when it is first needed. Not thread-safe.
 */
final class Requests implements ResultOptions.Source, AutoCloseable {

    /** Starts the agents of this process. */
    interface Agents {
        Here start() throws CommandException, BrokerException;
    }

    /**
     * The agents of this process.
     *
     * @param marks what keeps marks where they see them
     */
    record Here(Broker broker, MarkKeeper marks) {}

    private final Map<String, String> environment;
    private final Agents agents;
    private final NatsOptions nats;
    private final boolean withPassedLogs;
    private final AnalysisRequest.Options options;
    private @Nullable Here here;
    private @Nullable Broker server;
    private @Nullable MarkKeeper marksOfAgents;

    /** @param withPassedLogs whether logs of this machine are to be compared with */
    Requests(
            Map<String, String> environment,
            Agents agents,
            NatsOptions nats,
            boolean withPassedLogs,
            AnalysisRequest.Options options) {
        this.environment = environment;
        this.agents = agents;
        this.nats = nats;
        this.withPassedLogs = withPassedLogs;
        this.options = options;
    }

    @Override
    public ResultOptions.Made make(String target) throws CommandException, InterruptedException {
        AnalysisRequest request = new AnalysisRequest(
                Generators.timeBasedEpochGenerator().generate().toString(),
                Target.buildUrl(target),
                Instant.now(),
                options);
        boolean elsewhere = nats.isSet(environment) && !Target.isLocal(request.buildUrl());
        try {
            Broker broker = elsewhere ? server() : here().broker();
            RequestFollower follower = new RequestFollower(broker, request.requestId());
            broker.publish(request);
            return new ResultOptions.Made(request.requestId(), follower, elsewhere ? marksOfAgents() : here().marks());
        } catch (BrokerException e) {
            throw elsewhere
                    ? NatsOptions.failure(e)
                    : new CommandException(ExitCode.ERROR, String.valueOf(e.getMessage()));
        }
    }

    private Broker server() throws CommandException {
        if (withPassedLogs) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--passed names logs on this machine, which the agents behind the NATS server cannot read."
                            + " Leave out one of the two.");
        }
        if (server == null) {
            server = nats.open(environment);
        }
        return server;
    }

    private MarkKeeper marksOfAgents() {
        if (marksOfAgents == null) {
            marksOfAgents = HistoryOptions.marksOfAgents(environment);
        }
        return marksOfAgents;
    }

    private Here here() throws CommandException, BrokerException {
        if (here == null) {
            here = agents.start();
        }
        return here;
    }

    /** Leaves the server. */
    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
