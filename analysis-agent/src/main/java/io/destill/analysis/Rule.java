package io.destill.analysis;

import io.destill.contracts.Category;
import io.destill.contracts.Severity;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
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
    final List<Example> matches;
    final List<Example> rejects;
    final Place place;

    final @Nullable String expression;
    private final boolean anchored;
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
            List<Example> matches,
            List<Example> rejects,
            Place place) {
        this.name = name;
        this.family = family;
        this.role = role;
        this.weight = weight;
        this.category = category;
        this.severity = severity;
        this.keywords = keywords;
        this.expression = expression;
        this.anchored = expression != null && isAnchored(expression);
        this.matches = matches;
        this.rejects = rejects;
        this.place = place;
    }

    /** The same rule, but for its weight and where that is stated; it has no examples to run again. */
    Rule withWeight(int weight, Place place) {
        return new Rule(
                name, family, role, weight, category, severity, keywords, expression, List.of(), List.of(), place);
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
            try {
                compiled = Pattern.compile(expression);
            } catch (PatternSyntaxException e) {
                throw new RuleFormatException(place, "rule '" + name + "': field 'pattern': " + problem(e));
            }
            pattern = compiled;
        }
        return anchored
                ? compiled.matcher(visibleLine).lookingAt()
                : compiled.matcher(visibleLine).find();
    }

    /** What is wrong with an expression, and where in it. */
    static String problem(PatternSyntaxException e) {
        int at = e.getIndex();
        String where = at < 0 ? "" : at < e.getPattern().length() ? " at character " + (at + 1) : " at its end";
        return "not a regular expression" + where + ": " + e.getDescription();
    }

    /** Whether an expression matches at the start of a line only: then no other place needs to be tried. */
    private static boolean isAnchored(String expression) {
        int depth = 0;
        boolean start = true;
        for (int i = expression.startsWith("(?i)") ? 4 : 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (start && c != '^') {
                return false;
            }
            start = false;
            switch (c) {
                case '\\' -> i++;
                case '[' -> i = endOfClass(expression, i);
                case '(' -> depth++;
                case ')' -> depth--;
                case '|' -> start = depth == 0;
                default -> {}
            }
        }
        return true;
    }

    /** The index of the bracket that ends the character class that begins at {@code i}. */
    private static int endOfClass(String expression, int i) {
        int at = i + (expression.startsWith("[^]", i) ? 3 : expression.startsWith("[]", i) ? 2 : 1);
        while (at < expression.length() && expression.charAt(at) != ']') {
            at += expression.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    /** Whether it can make a line a candidate. */
    boolean findsCandidates() {
        return role.findsCandidates();
    }

    RuleSummary summary() {
        return new RuleSummary(name, family, lower(role), weight, lower(category), origin());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    boolean isBuiltIn() {
        return place.file().startsWith(RuleFile.BUILT_IN);
    }

    /** {@code built-in}, or the file and line that states it. */
    private String origin() {
        return isBuiltIn() ? "built-in" : place.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
