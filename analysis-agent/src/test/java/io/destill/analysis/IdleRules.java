package io.destill.analysis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Switches each rule off in turn and prints those without which the five top cards of no log are any different. Started by
 * {@code dev/idle-rules}, with folders of logs to look at beside the examples.
 */
final class IdleRules {

    private static final int CARDS = 5;

    private IdleRules() {}

    public static void main(String[] folders) throws IOException {
        List<byte[]> logs = new ArrayList<>();
        ExampleLog.all().forEach(example -> logs.add(example.log().array()));
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    logs.add(Files.readAllBytes(file));
                }
            }
        }
        Collection<Rule> rules = RuleSet.rulesOfFiles().values();
        RuleSet all = RuleSet.of(rules);
        List<List<String>> cards =
                logs.parallelStream().map(log -> cards(all, log)).toList();
        int idle = 0;
        for (Rule rule : rules) {
            RuleSet others =
                    RuleSet.of(rules.stream().map(r -> r == rule ? off(r) : r).toList());
            boolean decides = IntStream.range(0, logs.size())
                    .parallel()
                    .anyMatch(i -> !cards(others, logs.get(i)).equals(cards.get(i)));
            if (!decides) {
                System.out.println(rule.place + " " + rule.name);
                idle++;
            }
        }
        System.out.printf("%d of %d rules decide nothing in %d logs%n", idle, rules.size(), logs.size());
    }

    private static List<String> cards(RuleSet rules, byte[] log) {
        LogAnalyzer analyzer = new LogAnalyzer(rules);
        analyzer.read(log, 0, log.length);
        return analyzer.finish().stream()
                .limit(CARDS)
                .map(finding -> finding.lineStart() + "-" + finding.lineEnd() + " " + finding.category())
                .toList();
    }

    /** The same rule, but that it never fires. */
    private static Rule off(Rule rule) {
        return new Rule(
                rule.name,
                rule.family,
                rule.role,
                0,
                rule.category,
                rule.severity,
                rule.keywords,
                rule.isOfLines() ? "^(?!)" : null,
                List.of(),
                List.of(),
                rule.place);
    }
}
