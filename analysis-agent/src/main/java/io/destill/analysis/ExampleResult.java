package io.destill.analysis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an example line of a rule.
 *
 * @param file where the example stands
 * @param line where in it, from 1
 * @param text the example
 * @param matches whether the rule must match it; if not, it must not
 * @param problem why the rule does not do so, as a phrase that goes on from the rule's name; null if it does
 */
public record ExampleResult(
        String rule,
        String file,
        int line,
        String text,
        boolean matches,
        @Nullable String problem) {

    /** Runs a rule's examples, each as an analysis would meet it. */
    static List<ExampleResult> of(Rule rule) {
        RuleSet alone = RuleSet.of(List.of(rule));
        List<ExampleResult> results = new ArrayList<>();
        for (Example example : rule.matches) {
            results.add(result(rule, example, true, whyNot(rule, alone, example.text())));
        }
        for (Example example : rule.rejects) {
            boolean found = whyNot(rule, alone, example.text()) == null;
            results.add(result(rule, example, false, found ? "matches its counter-example" : null));
        }
        return results;
    }

    private static ExampleResult result(Rule rule, Example example, boolean matches, @Nullable String problem) {
        return new ExampleResult(
                rule.name, example.place().file(), example.place().line(), example.text(), matches, problem);
    }

    private static @Nullable String whyNot(Rule rule, RuleSet alone, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long[] hits = new long[alone.scanner().words()];
        alone.scanner().scan(bytes, 0, bytes.length, hits);
        if (!rule.keywords.isEmpty() && !alone.holdsKeyword(rule, hits)) {
            return "finds none of its keywords in its example";
        }
        return alone.matching(text, hits, true).contains(rule) ? null : "does not match its example";
    }
}
