package io.destill.cli;

import io.destill.broker.BrokerException;
import io.destill.broker.DeadLetters;
import io.destill.cli.report.SafeText;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code destill requeue}: what was given up, and another attempt at it. */
@Command(
        name = "requeue",
        header = {"Lists the messages that were given up; with their numbers, or --all, puts them back."},
        synopsisHeading = "%nUsage: ",
        sortOptions = false,
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n")
final class RequeueCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "NUMBER", arity = "0..*", description = "Which to put back, as the list numbers them.")
    private List<Long> numbers = new ArrayList<>();

    @Option(names = "--all", description = "Puts all of them back.")
    private boolean all;

    @Mixin
    NatsOptions nats = new NatsOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    RequeueCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws CommandException, IOException, InterruptedException {
        Writer out = console.textOut();
        try (DeadLetters letters = NatsAccess.deadLetters(console.environment(), nats.url)) {
            List<DeadLetters.Letter> found = letters.list();
            if (numbers.isEmpty() && !all) {
                for (DeadLetters.Letter letter : found) {
                    out.write("%d  %s  %s  %s%n"
                            .formatted(
                                    letter.number(),
                                    letter.at(),
                                    SafeText.line(letter.subject()),
                                    SafeText.line(letter.reason())));
                }
                console.say(found.isEmpty() ? "Nothing was given up." : "Put back with: destill requeue NUMBER…");
            } else {
                putBack(letters, found, out);
            }
        } catch (BrokerException e) {
            throw NatsOptions.failure(e);
        }
        out.flush();
        return ExitCode.OK;
    }

    private void putBack(DeadLetters letters, List<DeadLetters.Letter> found, Writer out)
            throws BrokerException, CommandException, IOException {
        List<Long> known = found.stream().map(DeadLetters.Letter::number).toList();
        for (long number : all ? known : numbers) {
            if (!known.contains(number)) {
                throw new CommandException(
                        ExitCode.USAGE, "There is no dead letter " + number + ": see 'destill requeue'.");
            }
            letters.putBack(number);
            out.write("put back " + number + "\n");
        }
    }
}
