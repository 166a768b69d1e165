package io.destill.cli;

import io.destill.broker.Broker;
import io.destill.broker.BrokerException;
import io.destill.broker.Replay;
import io.destill.cli.report.Wording;
import io.destill.contracts.Subjects;
import io.destill.contracts.TriageCard;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code destill watch}: a line for each failure that anybody's request brings, as it arrives. */
@Command(
        name = "watch",
        header = "Follows the failures of all requests as they arrive, until it is interrupted.",
        synopsisHeading = "%nUsage: ",
        sortOptions = false,
        optionListHeading = "%nOptions:%n")
final class WatchCommand implements Callable<Integer> {

    private static final Duration WAIT = Duration.ofSeconds(1);

    private static final int REMEMBERED = 10_000;

    private final Console console;

    /** The ids of cards. */
    private final Set<String> shown = recent();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "How many failures of each job are shown, best first. Default: ${DEFAULT-VALUE}.")
    private int limit = 1;

    @Option(names = "--all", description = "Begins with the failures that the server holds already.")
    private boolean all;

    @Mixin
    NatsOptions nats = new NatsOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    WatchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit must be at least 1, not " + limit + ".");
        }
        Writer out = console.textOut();
        try (Broker broker = nats.open(console.environment());
                Replay<TriageCard> cards = cards(broker)) {
            console.say("watching; Ctrl-C ends it");
            while (true) {
                TriageCard card = cards.next(WAIT);
                // A job that is ranked anew brings its cards once more.
                if (card != null && card.rank() <= limit && shown.add(card.id())) {
                    out.write("%s  %s  %s  %s%n"
                            .formatted(
                                    Wording.score(card.confidenceScore()),
                                    Wording.build(card.build()),
                                    Wording.place(card),
                                    Wording.message(card)));
                    out.flush();
                }
            }
        } catch (BrokerException e) {
            throw NatsOptions.failure(e);
        }
    }

    private Replay<TriageCard> cards(Broker broker) throws BrokerException {
        return all
                ? broker.replay(Subjects.ALL_CARDS, TriageCard.class)
                : broker.follow(Subjects.ALL_CARDS, TriageCard.class);
    }

    private static Set<String> recent() {
        return Collections.newSetFromMap(new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > REMEMBERED;
            }
        });
    }
}
