package io.destill.analysis;

import io.destill.contracts.Category;
import io.destill.contracts.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a file of rules: a YAML list of maps with the fields that {@link #FIELDS} names. */
final class RuleFile {

    private static final Set<String> FIELDS =
            Set.of("name", "role", "weight", "category", "severity", "keywords", "pattern", "matches", "rejects");

    private final String file;
    private final String family;

    private RuleFile(String file) {
        this.file = file;
        String base = file.substring(file.lastIndexOf('/') + 1);
        this.family = base.substring(0, base.lastIndexOf('.'));
    }

    /** Reads a file beside this class. */
    static List<Rule> resource(String path) {
        try (InputStream in = RuleFile.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new RuleFormatException(path + ": there is no such file of rules");
            }
            return new RuleFile(path).parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be read", e);
        }
    }

    /** @throws RuleFormatException naming the file, the rule and the reason, if it is not a file of rules */
    static List<Rule> parse(String file, InputStream in) {
        return new RuleFile(file).parse(in);
    }

    private List<Rule> parse(InputStream in) {
        Object document;
        try {
            document = new Load(LoadSettings.builder().setLabel(file).build()).loadFromInputStream(in);
        } catch (YamlEngineException e) {
            throw new RuleFormatException(file + ": not valid YAML: " + e.getMessage(), e);
        }
        if (!(document instanceof List<?> entries)) {
            throw new RuleFormatException(file + ": expected a list of rules");
        }
        List<Rule> rules = new ArrayList<>();
        for (Object entry : entries) {
            if (!(entry instanceof Map<?, ?> fields)) {
                throw new RuleFormatException(
                        file + ": rule " + (rules.size() + 1) + ": expected a map of name, weight, …");
            }
            rules.add(rule(fields, rules.size() + 1));
        }
        return rules;
    }

    private Rule rule(Map<?, ?> fields, int position) {
        String where = file + ": rule " + (fields.get("name") instanceof String n ? "'" + n + "'" : "" + position);
        for (Object field : fields.keySet()) {
            if (!FIELDS.contains(String.valueOf(field))) {
                throw new RuleFormatException(where + ": unknown field '" + field + "'");
            }
        }
        if (!(fields.get("name") instanceof String name)) {
            throw new RuleFormatException(where + ": missing field 'name'");
        }
        if (!(fields.get("weight") instanceof Integer weight)) {
            throw new RuleFormatException(
                    where + ": field 'weight' must be a whole number, in hundredths of confidence");
        }
        String pattern = text(fields.get("pattern"), where);
        return new Rule(
                name,
                family,
                constant(Role.class, fields.get("role"), Role.CAUSE, where),
                weight,
                constant(Category.class, fields.get("category"), Category.UNKNOWN, where),
                fields.get("severity") == null ? null : constant(Severity.class, fields.get("severity"), null, where),
                strings(fields.get("keywords"), where + ": keywords"),
                pattern,
                strings(fields.get("matches"), where + ": matches"),
                strings(fields.get("rejects"), where + ": rejects"));
    }

    private static <E extends Enum<E>> E constant(
            Class<E> type, @Nullable Object value, @Nullable E absent, String where) {
        if (value == null && absent != null) {
            return absent;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
                return constant;
            }
        }
        throw new RuleFormatException(where + ": '" + value + "' is not one of "
                + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
    }

    private static @Nullable String text(@Nullable Object value, String where) {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new RuleFormatException(where + ": field 'pattern' must be a text; put it in quotes");
    }

    private static List<String> strings(@Nullable Object value, String where) {
        List<String> strings = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (!(item instanceof String string)) {
                    throw new RuleFormatException(where + ": '" + item + "' is not a text; put it in quotes");
                }
                strings.add(string);
            }
        } else if (value instanceof String string) {
            strings.add(string);
        } else if (value != null) {
            throw new RuleFormatException(where + ": expected a list of texts");
        }
        return List.copyOf(strings);
    }
}
