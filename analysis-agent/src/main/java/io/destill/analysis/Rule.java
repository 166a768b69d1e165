package io.destill.analysis;

import io.destill.contracts.Category;
import io.destill.contracts.Severity;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One named piece of evidence, as a rule file states it. Immutable, thread-safe.
 *
 * <p>A rule with keywords is tried only on lines that hold one of them, and such a line is a candidate. A rule without is
 * tried on the lines around candidates only. A rule without a pattern and without keywords is evidence that {@link
 * JobEvidence} finds.
 */
final class Rule {

    final String name;
    final String family;
    final Role role;
    /** In hundredths of confidence. */
    final int weight;

    final Category category;
    final @Nullable Severity severity;
    final List<String> keywords;
    final List<String> matches;
    final List<String> rejects;

    private final @Nullable String expression;
    private volatile @Nullable Pattern pattern;

    Rule(
            String name,
            String family,
            Role role,
            int weight,
            Category category,
            @Nullable Severity severity,
            List<String> keywords,
            @Nullable String expression,
            List<String> matches,
            List<String> rejects) {
        this.name = name;
        this.family = family;
        this.role = role;
        this.weight = weight;
        this.category = category;
        this.severity = severity;
        this.keywords = keywords;
        this.expression = expression;
        this.matches = matches;
        this.rejects = rejects;
    }

    /** Whether lines are matched at all. */
    boolean isOfLines() {
        return expression != null || !keywords.isEmpty();
    }

    /** Whether it is a word of severity, which says how bad and not what. */
    boolean isWord() {
        return family.equals("severity") && weight > 0;
    }

    /** Whether it counts wherever in a block it fires: details do, and so does what takes a whole block's worth away. */
    boolean countsAnywhere() {
        return role == Role.DETAIL || role == Role.FRAME || weight <= -20;
    }

    /** Whether the rule's pattern is found in a line that, if the rule has keywords, holds one of them. */
    boolean matches(CharSequence visibleLine) {
        if (expression == null) {
            return true;
        }
        Pattern compiled = pattern;
        if (compiled == null) {
            // Compiled when first needed: most rules never are, and start-up is felt.
            compiled = Pattern.compile(expression);
            pattern = compiled;
        }
        return compiled.matcher(visibleLine).find();
    }

    @Override
    public String toString() {
        return name;
    }
}
