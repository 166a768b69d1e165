package io.destill.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.destill.analysis.RuleSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code destill-train}. */
@Command(
        name = "destill-train",
        mixinStandardHelpOptions = true,
        description = {
            "Fits the weights of the evidence on labelled logs, and says whether they are worth more than those by hand:"
                    + " every log is judged by weights that were learned without its project.",
            "Exit status: 0 done, 1 the logs cannot be used or the file cannot be written, 2 wrong usage."
        })
final class Main implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "DIRECTORY", description = "Labelled logs; each directory is a set.")
    List<Path> directories = List.of();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the weights learned from all logs here: a file of rules, such as .destill/rules.yaml.")
    @Nullable
    Path output;

    @Option(
            names = "--folds",
            defaultValue = "5",
            paramLabel = "N",
            description = "Parts that are left out in turn, at least 2; a project is in one of them. Default: 5.")
    int folds;

    @Option(
            names = "--firmness",
            defaultValue = "60",
            paramLabel = "F",
            description = "How firmly weights are held to those by hand, above 0. Default: 60.")
    double firmness;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() {
        if (folds < 2 || !(firmness > 0)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--folds must be at least 2, and --firmness above 0.");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            List<List<LabelledLog>> sets = new ArrayList<>();
            for (Path directory : directories) {
                sets.add(LabelledLogs.read(directory));
            }
            Report report = train(sets);
            report.lines().forEach(out::println);
            if (output != null) {
                Files.writeString(output, report.file(), UTF_8);
                out.println("written: " + output);
            }
            out.flush();
            return 0;
        } catch (NoSuchFileException e) {
            return fail("There is no file " + e.getFile() + ".");
        } catch (IOException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    private int fail(String problem) {
        spec.commandLine().getErr().println("destill-train: " + problem);
        return 1;
    }

    private Report train(List<List<LabelledLog>> sets) {
        RuleSet byHand = RuleSet.builtIn();
        List<LabelledLog> all = sets.stream().flatMap(List::stream).toList();
        Trainer trainer = new Trainer(byHand, all, firmness);
        List<Report.Result> results = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            List<LabelledLog> set = sets.get(i);
            List<List<LabelledLog>> others = new ArrayList<>(sets);
            others.remove(i);
            results.add(new Report.Result(
                    set.size(),
                    set.stream().map(LabelledLog::project).distinct().count(),
                    Trainer.measure(set, byHand),
                    trainer.leftOut(set, others.stream().flatMap(List::stream).toList(), folds)));
        }
        return new Report(
                results,
                LabelledLogs.fingerprint(all),
                folds,
                firmness,
                trainer.weights().changes(trainer.learn(all)));
    }
}
