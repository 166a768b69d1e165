package io.destill.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All rules in force, and what finds their keywords. Immutable, thread-safe. */
public final class RuleSet {

    /** The files of rules that come with Destill, in the order in which they are read; see each for what it holds. */
    static final List<String> FAMILIES = List.of(
            "severity", "diagnostics", "tests", "traces", "shell", "tools", "verdicts", "noise", "job-evidence");

    /** What {@link Sections} looks for: most of it at the start of a line, a prompt behind GitHub's or GitLab's time stamp too. */
    private static final List<String> MARKERS = List.of(
            "travis_fold:",
            "travis_time:",
            "section_start:",
            "section_end:",
            "##[group]",
            "##[endgroup]",
            "##[error]process completed",
            "##[command]",
            "\n^^^ +++",
            "\n~~~ ",
            "\n--- ",
            "\n+++ ",
            "z $ ",
            "e $ ",
            "o $ ",
            "the command \"",
            "exited with",
            "interrupted by a signal",
            "job failed",
            "post job cleanup");

    /** Of a longer line, rules see the head and this much of the tail. In UTF-16 units. */
    private static final int TAIL = 300;

    private static final int LONGEST = 800;

    private final Map<String, Rule> byName = new LinkedHashMap<>();
    private final List<Rule> withoutKeywords = new ArrayList<>();
    private final List<Rule[]> byKeyword = new ArrayList<>();
    private final List<String> keywords;
    private final CompletableFuture<KeywordScanner> scanner;
    private final boolean ownRules;
    private final LineFilter filter;
    private final long[] promisingBits;

    private RuleSet(Collection<Rule> rules) {
        Map<String, List<Rule>> index = new LinkedHashMap<>();
        for (Rule rule : rules) {
            byName.put(rule.name, rule);
            if (rule.isOfLines() && rule.keywords.isEmpty()) {
                withoutKeywords.add(rule);
            }
            for (String keyword : rule.keywords) {
                index.computeIfAbsent(keyword.toLowerCase(java.util.Locale.ROOT), k -> new ArrayList<>())
                        .add(rule);
            }
        }
        index.values().forEach(list -> byKeyword.add(list.toArray(Rule[]::new)));
        keywords = List.copyOf(index.keySet());
        ownRules = rules.stream().anyMatch(rule -> rule.isOfLines() && !rule.isBuiltIn());
        // Needed only when the log has been read. With own rules it may fail, which is to be known at once.
        scanner = ownRules
                ? CompletableFuture.completedFuture(new KeywordScanner(keywords))
                : CompletableFuture.supplyAsync(() -> new KeywordScanner(keywords));
        promisingBits = new long[(keywords.size() + 63) >>> 6];
        List<String> promising = new ArrayList<>();
        for (int k = 0; k < byKeyword.size(); k++) {
            if (Stream.of(byKeyword.get(k)).anyMatch(Rule::findsCandidates)) {
                promisingBits[k >>> 6] |= 1L << k;
                promising.add(keywords.get(k));
            }
        }
        filter = new LineFilter(promising, markers());
    }

    /** With the prompt at the start of a line, which is too short without what follows. */
    private static List<String> markers() {
        List<String> markers = new ArrayList<>(MARKERS);
        for (char c = '!'; c <= '~'; c++) {
            if (Character.toLowerCase(c) == c) {
                markers.add("\n$ " + c);
            }
        }
        return markers;
    }

    /** The rules that come with Destill. */
    public static RuleSet builtIn() {
        return of(builtInRules().values());
    }

    /** The same by name, in the order in which they are tried. */
    static Map<String, Rule> builtInRules() {
        return BuiltIn.RULES;
    }

    /** Reads the built-in rules ahead of time, on a thread of its own: to start takes less long with two processors then. */
    public static void prepare() {
        Thread.ofPlatform().daemon().name("rules").start(RuleSet::builtInRules);
    }

    /** Read when first needed, by whoever needs them first. */
    private static final class BuiltIn {
        static final Map<String, Rule> RULES = Collections.unmodifiableMap(CompiledRules.read());
    }

    /** The same with their examples, from the rule files that come with Destill. */
    static Map<String, Rule> rulesOfFiles() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (String family : FAMILIES) {
            for (Rule rule : RuleFile.builtIn(family)) {
                Rule same = rules.put(rule.name, rule);
                if (same != null) {
                    throw new RuleFormatException(
                            rule.place, "there is a rule named '" + rule.name + "' at " + same.place + " already");
                }
            }
        }
        return rules;
    }

    static RuleSet of(Collection<Rule> rules) {
        return new RuleSet(rules);
    }

    /** Finds the lines that are worth a look. */
    LineFilter filter() {
        return filter;
    }

    /** Finds all keywords of such a line. */
    KeywordScanner scanner() {
        return scanner.join();
    }

    Collection<Rule> rules() {
        return byName.values();
    }

    /** All rules, by family and weight the strongest first. */
    public List<RuleSummary> summaries() {
        return byName.values().stream()
                .sorted(Comparator.comparing((Rule rule) -> rule.family)
                        .thenComparingInt(rule -> -rule.weight)
                        .thenComparing(rule -> rule.name))
                .map(Rule::summary)
                .toList();
    }

    /** The same rules with other weights, in hundredths of confidence, by name; a rule that is not named keeps its own. */
    public RuleSet withWeights(Map<String, Integer> weights) {
        return of(rules().stream()
                .map(rule -> rule.withWeight(weights.getOrDefault(rule.name, rule.weight), rule.place))
                .toList());
    }

    /** Whether there are rules of lines beside those that come with Destill. */
    boolean holdsOwnRules() {
        return ownRules;
    }

    /** The keywords of rules whose bits are set. */
    List<String> keywords(long[] hits) {
        List<String> found = new ArrayList<>();
        for (int k = 0; k < keywords.size(); k++) {
            if ((hits[k >>> 6] & 1L << k) != 0) {
                found.add(keywords.get(k));
            }
        }
        return found;
    }

    /** Whether one of a rule's keywords was found. */
    boolean holdsKeyword(Rule rule, long[] hits) {
        for (int k = 0; k < byKeyword.size(); k++) {
            if ((hits[k >>> 6] & 1L << k) != 0 && List.of(byKeyword.get(k)).contains(rule)) {
                return true;
            }
        }
        return false;
    }

    /** A rule that the code refers to. */
    Rule named(String name) {
        Rule rule = byName.get(name);
        if (rule == null) {
            throw new RuleFormatException("there is no rule named '" + name + "'");
        }
        return rule;
    }

    /** Whether a line with these keywords may be a candidate. */
    boolean isPromising(long[] hits) {
        for (int word = 0; word < hits.length; word++) {
            if ((hits[word] & promisingBits[word]) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * The rules that match a line, given the keywords found in it.
     *
     * @param judged whether the line is to be judged even if nothing makes it a candidate; if not, such a line has no rules
     */
    List<Rule> matching(String shown, long[] hits, boolean judged) {
        String line = shown.substring(Line.streamPrefix(shown));
        line = line.substring(Line.progress(line));
        String visible = line.length() <= LONGEST
                ? line
                : line.substring(0, LONGEST - TAIL) + " … " + line.substring(line.length() - TAIL);
        List<Rule> found = new ArrayList<>(4);
        addMatching(visible, hits, true, found);
        if (found.isEmpty() && !judged) {
            return found;
        }
        addMatching(visible, hits, false, found);
        for (Rule rule : withoutKeywords) {
            if (rule.matches(visible)) {
                found.add(rule);
            }
        }
        keepStrongest(found, Rule::isWord);
        keepStrongest(found, rule -> rule.role == Role.DIAGNOSTIC);
        keepStrongest(found, rule -> rule.role == Role.ITEM);
        return found;
    }

    private void addMatching(String visible, long[] hits, boolean candidates, List<Rule> found) {
        for (int word = 0; word < hits.length; word++) {
            for (long bits = hits[word]; bits != 0; bits &= bits - 1) {
                for (Rule rule : byKeyword.get((word << 6) + Long.numberOfTrailingZeros(bits))) {
                    if (rule.findsCandidates() == candidates && !found.contains(rule) && rule.matches(visible)) {
                        found.add(rule);
                    }
                }
            }
        }
    }

    /** Rules of one kind overlap ("ERROR: fatal …" holds two words of severity): the strongest speaks for all. */
    private static void keepStrongest(List<Rule> found, Predicate<Rule> kind) {
        Rule strongest = null;
        for (Rule rule : found) {
            if (kind.test(rule) && (strongest == null || rule.weight > strongest.weight)) {
                strongest = rule;
            }
        }
        if (strongest != null) {
            Rule kept = strongest;
            found.removeIf(rule -> kind.test(rule) && rule != kept);
        }
    }
}
