package io.destill.training;

import io.destill.analysis.Finding;
import io.destill.analysis.LogAnalyzer;
import io.destill.analysis.RuleSet;
import io.destill.contracts.Evidence;
import io.destill.contracts.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What there is to choose from in a log: the cards that could be on top. */
record Choice(String project, List<Card> cards) {

    /** A card's evidence, as places in the list of weights, and whether it shows the cause. */
    record Card(List<Integer> evidence, boolean isCause) {}

    /** Cards beyond this many are never on top. */
    private static final int MOST = 60;

    /** @param places of each rule's weight; evidence of other rules is not learned */
    static Choice of(LabelledLog log, RuleSet rules, Map<String, Integer> places) {
        List<Card> cards = new ArrayList<>();
        for (Finding finding : analyze(log, rules, MOST)) {
            List<Integer> evidence = finding.evidence().stream()
                    .map(Evidence::rule)
                    .filter(places::containsKey)
                    .map(places::get)
                    .toList();
            cards.add(new Card(evidence, log.isCause(finding)));
        }
        return new Choice(log.project(), cards);
    }

    static List<Finding> analyze(LabelledLog log, RuleSet rules, int most) {
        LogAnalyzer analyzer = new LogAnalyzer(rules, most, true);
        Utf8 bytes = log.bytes();
        analyzer.read(bytes.array(), bytes.offset(), bytes.length());
        return analyzer.finish();
    }

    /** Whether there is anything to learn from it: something that is the cause, beside something that is not. */
    boolean teaches() {
        return cards.stream().map(Card::isCause).distinct().count() == 2;
    }
}
