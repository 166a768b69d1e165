package io.destill.analysis;

import io.destill.contracts.Category;
import io.destill.contracts.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads a file of rules: a YAML list of maps with the fields that {@link #FIELDS} names. Every error names the line that it
 * is in.
 */
final class RuleFile {

    /** What the place of a rule that comes with Destill begins with. */
    static final String BUILT_IN = "built-in ";

    private static final List<String> FIELDS =
            List.of("name", "role", "weight", "category", "severity", "keywords", "pattern", "matches", "rejects");

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** The score goes from 0 to 1: no rule can say more. In hundredths of confidence. */
    private static final int MAX_WEIGHT = 100;

    private final String file;
    private final String family;
    /** The rules that a file of somebody's own may replace; null for a file that comes with Destill. */
    private final @Nullable Function<String, @Nullable Rule> builtIn;

    private RuleFile(String file, String family, @Nullable Function<String, @Nullable Rule> builtIn) {
        this.file = file;
        this.family = family;
        this.builtIn = builtIn;
    }

    /** Reads a file of the rules that come with Destill. Their patterns are compiled when first needed. */
    static List<Rule> builtIn(String family) {
        String path = BUILT_IN + "rules/" + family + ".yaml";
        try (InputStream in = RuleFile.class.getResourceAsStream(path.substring(BUILT_IN.length()))) {
            if (in == null) {
                throw new RuleFormatException(path + ": there is no such file of rules");
            }
            return parse(path, in);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be read", e);
        }
    }

    /** As {@link #builtIn(String)}, from anywhere. */
    static List<Rule> parse(String file, InputStream in) {
        String base = file.substring(file.lastIndexOf('/') + 1);
        return new RuleFile(file, base.substring(0, base.lastIndexOf('.')), null).parse(in);
    }

    /**
     * Reads a file of somebody's own rules, patterns and all.
     *
     * @param family of its rules, but of those that replace a rule and belong to its family
     * @param builtIn the rules that may be replaced, by name
     */
    static List<Rule> own(Path file, String family, Function<String, @Nullable Rule> builtIn) {
        if (Files.isDirectory(file)) {
            throw new RuleFormatException(file + " is a directory. Name a file of rules.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new RuleFile(file.toString(), family, builtIn).parse(in);
        } catch (NoSuchFileException e) {
            throw new RuleFormatException("There is no rule file " + file + ". Check the path.");
        } catch (AccessDeniedException e) {
            throw new RuleFormatException(
                    "The rule file " + file + " may not be read by this user. Check its permissions.");
        } catch (IOException e) {
            throw new RuleFormatException("The rule file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private List<Rule> parse(InputStream in) {
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (Node entry : entries(in)) {
            Rule rule = rule(entry);
            Rule same = rules.putIfAbsent(rule.name, rule);
            if (same != null) {
                throw new RuleFormatException(
                        rule.place,
                        "there is a rule named '" + rule.name + "' in line " + same.place.line() + " already");
            }
        }
        return List.copyOf(rules.values());
    }

    private List<Node> entries(InputStream in) {
        Optional<Node> document;
        try {
            document = new Compose(LoadSettings.builder().setLabel(file).build()).composeInputStream(in);
        } catch (MarkedYamlEngineException e) {
            throw new RuleFormatException(
                    place(e.getProblemMark().or(e::getContextMark)), "not valid YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new RuleFormatException(new Place(file, 1), "not valid YAML: " + e.getMessage());
        }
        if (document.isPresent() && document.get() instanceof SequenceNode list) {
            return list.getValue();
        }
        // A file in which everything is commented out is an empty list.
        if (document.isEmpty() && builtIn != null) {
            return List.of();
        }
        throw new RuleFormatException(
                place(document.flatMap(Node::getStartMark)), "expected a list of rules, each beginning with '- name:'");
    }

    private Rule rule(Node entry) {
        if (!(entry instanceof MappingNode map)) {
            throw wrong(entry, "expected a rule: a map of name, weight, …");
        }
        Map<String, Node> fields = new LinkedHashMap<>();
        for (NodeTuple field : map.getValue()) {
            String name = field.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?";
            if (!FIELDS.contains(name)) {
                throw wrong(
                        field.getKeyNode(), "unknown field '" + name + "'; a rule has " + String.join(", ", FIELDS));
            }
            if (fields.put(name, field.getValueNode()) != null) {
                throw wrong(field.getKeyNode(), "field '" + name + "' is there twice");
            }
        }
        String name = name(entry, fields.get("name"));
        int weight = weight(entry, fields.get("weight"));
        Rule replaced = builtIn == null ? null : builtIn.apply(name);
        if (replaced != null && fields.size() == 2) {
            return replaced.withWeight(weight, place(entry.getStartMark()));
        }
        if (replaced != null && !replaced.isOfLines()) {
            throw wrong(entry, "'" + name + "' is found by Destill itself: only its weight can be changed");
        }
        Role role = constant(Role.class, "role", fields.get("role"), Role.CAUSE);
        Rule rule = new Rule(
                name,
                replaced == null ? family : replaced.family,
                role,
                weight,
                constant(Category.class, "category", fields.get("category"), Category.UNKNOWN),
                constant(Severity.class, "severity", fields.get("severity"), null),
                keywords(fields.get("keywords"), role.findsCandidates()),
                pattern(fields.get("pattern")),
                examples("matches", fields.get("matches")),
                examples("rejects", fields.get("rejects")),
                place(entry.getStartMark()));
        if (builtIn != null && !rule.isOfLines()) {
            throw wrong(
                    entry,
                    "'" + name + "' has neither keywords nor a pattern, and no built-in rule of this name could get a"
                            + " new weight; 'destill rules list' names them");
        }
        return rule;
    }

    private String name(Node entry, @Nullable Node value) {
        if (value == null) {
            throw wrong(entry, "missing field 'name'");
        }
        String name = text("name", value);
        if (!NAME.matcher(name).matches()) {
            throw wrong(value, "field 'name' must be lower-case words joined by hyphens, not '" + name + "'");
        }
        return name;
    }

    private int weight(Node entry, @Nullable Node value) {
        if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.INT)) {
            try {
                int weight = Integer.parseInt(scalar.getValue());
                if (Math.abs(weight) <= MAX_WEIGHT) {
                    return weight;
                }
            } catch (NumberFormatException e) {
                // Too large for an int: told below.
            }
        }
        throw wrong(
                value == null ? entry : value,
                value == null
                        ? "missing field 'weight'"
                        : "field 'weight' must be a whole number from -100 to 100, in hundredths of confidence");
    }

    private <E extends Enum<E>, D extends @Nullable E> D constant(
            Class<E> type, String field, @Nullable Node value, D absent) {
        if (value == null) {
            return absent;
        }
        String text = text(field, value);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                @SuppressWarnings("unchecked")
                D found = (D) constant;
                return found;
            }
        }
        throw wrong(
                value,
                "field '" + field + "': '" + text + "' is not one of "
                        + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
    }

    private List<String> keywords(@Nullable Node value, boolean findsCandidates) {
        List<String> keywords = new ArrayList<>();
        for (Node item : items("keywords", value)) {
            String keyword = text("keywords", item);
            if (keyword.isEmpty() || keyword.chars().anyMatch(c -> c < ' ' && c != '\t')) {
                throw wrong(item, "field 'keywords': a keyword is at least one character, without control characters");
            }
            List<String> spelled = withDigits(keyword);
            if (findsCandidates && spelled.getFirst().getBytes(StandardCharsets.UTF_8).length < LineFilter.SHORTEST) {
                throw wrong(
                        item,
                        "field 'keywords': '" + keyword + "' is too short: what finds candidates is at least "
                                + LineFilter.SHORTEST + " bytes long");
            }
            keywords.addAll(spelled);
        }
        return List.copyOf(keywords);
    }

    /** A keyword with each digit in turn where {@code \d} stands in it: {@code .py:\d} finds places in files. */
    private static List<String> withDigits(String keyword) {
        int at = keyword.indexOf("\\d");
        if (at < 0) {
            return List.of(keyword);
        }
        List<String> spelled = new ArrayList<>();
        for (int digit = 0; digit <= 9; digit++) {
            spelled.addAll(withDigits(keyword.substring(0, at) + digit + keyword.substring(at + 2)));
        }
        return spelled;
    }

    private @Nullable String pattern(@Nullable Node value) {
        if (value == null) {
            return null;
        }
        String expression = text("pattern", value);
        if (builtIn != null) {
            try {
                Pattern.compile(expression);
            } catch (PatternSyntaxException e) {
                throw wrong(value, "field 'pattern': " + Rule.problem(e));
            }
        }
        return expression;
    }

    private List<Example> examples(String field, @Nullable Node value) {
        return items(field, value).stream()
                .map(item -> new Example(text(field, item), place(item.getStartMark())))
                .toList();
    }

    private List<Node> items(String field, @Nullable Node value) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof MappingNode) {
            throw wrong(value, "field '" + field + "': expected a list of texts");
        }
        return value instanceof SequenceNode list ? list.getValue() : List.of(value);
    }

    private String text(String field, Node value) {
        if (!(value instanceof ScalarNode scalar)) {
            throw wrong(value, "field '" + field + "': expected a text; put it in quotes");
        }
        if (!scalar.getTag().equals(Tag.STR)) {
            throw wrong(value, "field '" + field + "': '" + scalar.getValue() + "' is not a text; put it in quotes");
        }
        return scalar.getValue();
    }

    private RuleFormatException wrong(Node node, String reason) {
        return new RuleFormatException(place(node.getStartMark()), reason);
    }

    private Place place(Optional<Mark> mark) {
        return new Place(file, mark.map(Mark::getLine).orElse(0) + 1);
    }
}
