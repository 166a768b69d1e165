package io.destill.analysis;

import io.destill.contracts.Category;
import io.destill.contracts.Severity;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The built-in rules as the build writes them beside the rule files, without their examples: every start waits for them, and to
 * parse YAML takes a while.
 */
final class CompiledRules {

    private static final String RESOURCE = "rules/compiled";

    private CompiledRules() {}

    /** Writes the rules below a directory of classes; part of the build. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0], "io/destill/analysis", RESOURCE);
        try (OutputStream out = Files.newOutputStream(file)) {
            write(RuleSet.rulesOfFiles().values(), out);
        }
    }

    /** The built-in rules by name, in the order in which they are tried. */
    static Map<String, Rule> read() {
        try (InputStream in = CompiledRules.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the built-in rules are missing: the build did not write them");
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the built-in rules cannot be read", e);
        }
    }

    static void write(Collection<Rule> rules, OutputStream stream) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream));
        out.writeShort(rules.size());
        for (Rule rule : rules) {
            out.writeUTF(rule.name);
            out.writeUTF(rule.family);
            out.writeUTF(rule.role.name());
            out.writeByte(rule.weight);
            out.writeUTF(rule.category.name());
            out.writeUTF(rule.severity == null ? "" : rule.severity.name());
            out.writeShort(rule.keywords.size());
            for (String keyword : rule.keywords) {
                out.writeUTF(keyword);
            }
            out.writeUTF(rule.expression == null ? "" : rule.expression);
            out.writeUTF(rule.place.file());
            out.writeInt(rule.place.line());
        }
        out.flush();
    }

    static Map<String, Rule> read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(stream, 1 << 16));
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (int left = in.readShort(); left > 0; left--) {
            Rule rule = rule(in);
            rules.put(rule.name, rule);
        }
        return rules;
    }

    private static Rule rule(DataInputStream in) throws IOException {
        String name = in.readUTF();
        String family = in.readUTF();
        Role role = Role.valueOf(in.readUTF());
        int weight = in.readByte();
        Category category = Category.valueOf(in.readUTF());
        String severity = in.readUTF();
        List<String> keywords = new ArrayList<>();
        for (int left = in.readShort(); left > 0; left--) {
            keywords.add(in.readUTF());
        }
        String expression = in.readUTF();
        return new Rule(
                name,
                family,
                role,
                weight,
                category,
                severity.isEmpty() ? null : Severity.valueOf(severity),
                keywords,
                expression.isEmpty() ? null : expression,
                List.of(),
                List.of(),
                new Place(in.readUTF(), in.readInt()));
    }
}
