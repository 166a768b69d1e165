package io.destill.analysis;

import io.destill.contracts.Category;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A log line near a candidate, as a person sees it, with the rules that matched it. */
final class Line {

    /** At or below this, what speaks against a line drowns what speaks for it. In hundredths of confidence. */
    private static final int DROWNED = -20;

    /** In UTF-16 units. */
    private static final int LONGEST_STREAM = 40;

    /** In UTF-16 units. */
    private static final int LONGEST_PROGRESS = 100;

    private static final int LONGEST_LABEL = 24;

    /** A line this strong explains something by itself. In hundredths of confidence. */
    private static final int STRONG = 8;

    final long number;
    final String text;
    final List<Rule> rules;
    /** Columns before the first visible character. */
    final int indent;
    /** A severity or tool in brackets that each line of a message repeats, such as {@code [error]}; empty if none. */
    final String prefix;

    private final Set<Role> roles = EnumSet.noneOf(Role.class);
    final int strength;

    /** Whether it is somebody else's text: source code in a diagnostic's gutter, a line of a hunk. Its words say nothing. */
    private boolean quoted;

    Line(long number, String text, List<Rule> rules) {
        this.number = number;
        this.text = text;
        this.rules = rules;
        int points = 0;
        for (Rule rule : rules) {
            roles.add(rule.role);
            if (rule.role != Role.VERDICT && rule.role != Role.SUMMARY) {
                points += rule.weight;
            }
        }
        strength = points;
        int stream = streamPrefix(text);
        prefix = text.substring(0, stream) + bracketPrefix(text.substring(stream));
        int i = prefix.length();
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        indent = i - prefix.length();
        quoted = is(Role.DETAIL) && level() == 0 && hasGutter();
    }

    /** Takes it for text that is only shown. */
    void quote() {
        quoted = true;
    }

    boolean isQuoted() {
        return quoted;
    }

    /** Whether it begins with a line number and a bar. */
    private boolean hasGutter() {
        int i = 0;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '>')) {
            i++;
        }
        int digits = i;
        while (i < text.length() && Character.isDigit(text.charAt(i))) {
            i++;
        }
        return i > digits && text.startsWith(" |", i);
    }

    boolean is(Role role) {
        return roles.contains(role);
    }

    boolean isBlank() {
        return indent + prefix.length() >= text.length();
    }

    /** Whether it says that something failed, in any way. */
    boolean isEvidence() {
        return !quoted
                && !is(Role.PASS)
                && strength > DROWNED
                && (is(Role.ITEM) || is(Role.DIAGNOSTIC) || is(Role.CAUSE) || is(Role.VERDICT));
    }

    /** Whether it is evidence by a word in it: such lines are found wherever they stand, and noted of logs of jobs that passed. */
    boolean isCandidate() {
        if (!isEvidence()) {
            return false;
        }
        for (Rule rule : rules) {
            if (rule.findsCandidates() && !rule.keywords.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Whether what stands around it is worth a look. */
    boolean isWorthALook() {
        return isEvidence() || is(Role.SUMMARY) || is(Role.SUCCESS);
    }

    /** Whether it says that something failed and nothing about why. */
    boolean isOnlyVerdict() {
        return (is(Role.VERDICT) || is(Role.SUMMARY)) && !(is(Role.ITEM) || is(Role.DIAGNOSTIC));
    }

    boolean isStrong() {
        return strength >= STRONG && !quoted && !isOnlyVerdict() && !is(Role.PASS);
    }

    /** 2 for the head of an item, 1 for the head of a diagnostic, 0 for any other line. */
    int level() {
        return quoted || is(Role.PASS) ? 0 : is(Role.ITEM) ? 2 : is(Role.DIAGNOSTIC) ? 1 : 0;
    }

    /** Its number in a list, up to 100,000, if it begins with one; else -1. */
    int listNumber() {
        int start = prefix.length() + indent;
        int end = digits(text, start, text.length());
        if (end == start
                || end + 1 >= text.length()
                || ").".indexOf(text.charAt(end)) < 0
                || text.charAt(end + 1) != ' ') {
            return -1;
        }
        return end - start > 5 ? 100_000 : Integer.parseInt(text, start, end, 10);
    }

    /** Whether it begins with its number in a list. */
    boolean isNumbered() {
        return listNumber() >= 0;
    }

    /** Whether it is a path and nothing else, as linters print above what they found in a file. */
    boolean isPath() {
        return text.indexOf(' ', indent) < 0 && (text.indexOf('/') >= 0 || text.indexOf('.') > 0);
    }

    /** Whether its number is all that speaks for it. */
    boolean isOnlyNumbered() {
        return isNumbered() && rules.size() == 1 && is(Role.ITEM);
    }

    /** Whether it begins with a star, as the items of a list do. */
    boolean isBulleted() {
        return text.startsWith("* ", prefix.length() + indent);
    }

    /** Whether it begins with a ruler, as the heads and the ends of sections do. */
    boolean isRuled() {
        int at = prefix.length();
        if (text.length() < at + 4) {
            return false;
        }
        char c = text.charAt(at);
        return "_=-#*".indexOf(c) >= 0 && text.startsWith(String.valueOf(c).repeat(4), at);
    }

    /** Whether it is a headline that ends with a ruler and a place in a file; what is wrong there comes below. */
    boolean isRulerToPlace() {
        int last = text.lastIndexOf(' ');
        return last > 5
                && "-─┈".indexOf(text.charAt(last - 1)) >= 0
                && text.startsWith(String.valueOf(text.charAt(last - 1)).repeat(4), last - 4)
                && text.indexOf('.', last) > 0;
    }

    /** The rule that makes it the head of an item or a diagnostic; null for any other line. */
    @Nullable
    Rule opener() {
        Role role = level() == 2 ? Role.ITEM : Role.DIAGNOSTIC;
        for (Rule rule : rules) {
            if (rule.role == role) {
                return rule;
            }
        }
        return null;
    }

    /** Whether it goes on with what a line above began. */
    boolean isDetail() {
        return is(Role.DETAIL) || is(Role.FRAME) || isChange();
    }

    /** Whether it is a line of what a test expected and what it got. */
    boolean isOfComparison() {
        return !quoted && rules.stream().anyMatch(rule -> rule.role == Role.DETAIL && rule.category == Category.TEST);
    }

    /** Whether it is one word that announces what follows, such as {@code Error:}. */
    boolean isLabel() {
        return text.endsWith(":") && text.indexOf(' ', prefix.length() + indent) < 0;
    }

    /** Whether it is one more frame, or says nothing. */
    boolean isMoreOfTheSame() {
        return is(Role.FRAME) || (rules.isEmpty() && !isChange());
    }

    /** Whether it is a line of a hunk that was added or removed. */
    private boolean isChange() {
        return quoted
                && indent + prefix.length() < text.length()
                && "+-".indexOf(text.charAt(prefix.length() + indent)) >= 0;
    }

    /** Whether it consists of punctuation only: a ruler, a caret under a source line, a closing brace. */
    boolean isPunctuation() {
        for (int i = prefix.length(); i < text.length(); i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                return false;
            }
        }
        return !isBlank();
    }

    /**
     * How long what a runner of several programs puts before each of their lines is, for {@code web_1  | Error: x}, CTest's {@code 1: x} and
     * BuildKit's {@code #9 0.123 x}; 0 if there is none.
     */
    static int streamPrefix(String text) {
        int i = 0;
        int end = Math.min(text.length(), LONGEST_STREAM);
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        if (Character.isDigit(first)) {
            i = digits(text, 0, end);
            return i <= 4 && text.startsWith(": ", i) ? i + 2 : 0;
        }
        if (first == '#') {
            i = digits(text, 1, end);
            int dot = i > 1 && text.startsWith(" ", i) ? digits(text, i + 1, end) : i;
            int last = dot > i + 1 && text.startsWith(".", dot) ? digits(text, dot + 1, end) : dot;
            return last > dot + 1 && text.startsWith(" ", last) ? last + 1 : 0;
        }
        if (!Character.isLetter(first)) {
            return 0;
        }
        while (i < end && (Character.isLetterOrDigit(text.charAt(i)) || "_.-".indexOf(text.charAt(i)) >= 0)) {
            i++;
        }
        while (i < end && text.charAt(i) == ' ') {
            i++;
        }
        return i > 1 && text.charAt(i - 1) == ' ' && text.startsWith("| ", i) ? i + 2 : 0;
    }

    /**
     * How long what a runner says of its progress is, for {@code compare ... error: no such column}: up to a message that begins with a
     * label; 0 if there is none.
     */
    static int progress(String text) {
        int dots = text.lastIndexOf(" ... ", LONGEST_PROGRESS);
        if (dots <= 0) {
            return 0;
        }
        int start = dots + 5;
        int i = start;
        int end = Math.min(text.length(), start + LONGEST_LABEL);
        while (i < end && (Character.isLetter(text.charAt(i)) || text.charAt(i) == ' ')) {
            i++;
        }
        return i > start && text.startsWith(": ", i) ? start : 0;
    }

    private static int digits(String text, int from, int end) {
        int i = from;
        while (i < end && Character.isDigit(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static String bracketPrefix(String text) {
        if (text.isEmpty() || text.charAt(0) != '[' || text.equals("[FAIL]")) {
            return "";
        }
        int close = text.indexOf(']');
        if (close < 2 || close > 12) {
            return "";
        }
        for (int i = 1; i < close; i++) {
            if (!Character.isLetter(text.charAt(i))) {
                return "";
            }
        }
        return text.substring(0, close + 1);
    }
}
