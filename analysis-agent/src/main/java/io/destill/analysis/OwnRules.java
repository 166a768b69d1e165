package io.destill.analysis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a person or a project adds to those that come with Destill, or puts in their place. A project's go before
 * a person's, and both before the built-in ones of the same name.
 */
public final class OwnRules {

    private static final String PROJECT_FILE = ".destill/rules.yaml";
    private static final String PERSONAL_FILE = "destill/rules.yaml";

    private OwnRules() {}

    /**
     * All rules in force in a directory. Every rule of a file is checked, and its examples are run.
     *
     * @param environment for {@code XDG_CONFIG_HOME} and {@code HOME}
     * @throws RuleFormatException if a file cannot be used
     */
    public static RuleSet load(Path workingDirectory, Map<String, String> environment) {
        Map<String, Rule> builtIn = RuleSet.builtInRules();
        Map<String, Rule> rules = new LinkedHashMap<>(builtIn);
        add(personalFile(environment), "personal", builtIn, rules);
        add(projectFile(workingDirectory), "project", builtIn, rules);
        try {
            return RuleSet.of(rules.values());
        } catch (IllegalArgumentException e) {
            throw new RuleFormatException(
                    "The rules are too many or too varied: " + e.getMessage() + ". Remove some of your own.");
        }
    }

    private static void add(@Nullable Path file, String family, Map<String, Rule> builtIn, Map<String, Rule> rules) {
        if (file == null || !Files.exists(file)) {
            return;
        }
        for (Rule rule : RuleFile.own(file, family, builtIn::get)) {
            for (ExampleResult result : ExampleResult.of(rule)) {
                if (result.problem() != null) {
                    throw new RuleFormatException(
                            new Place(result.file(), result.line()),
                            "rule '" + rule.name + "' " + result.problem() + ": " + result.text()
                                    + "  ('destill rules test' runs all examples)");
                }
            }
            rules.put(rule.name, rule);
        }
    }

    /** The file of the repository that a directory belongs to: the first one upwards, but not beyond the repository's root. */
    private static @Nullable Path projectFile(Path workingDirectory) {
        for (Path at = workingDirectory.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            Path file = at.resolve(PROJECT_FILE);
            if (Files.exists(file)) {
                return file;
            }
            if (Files.exists(at.resolve(".git"))) {
                return null;
            }
        }
        return null;
    }

    /** By the XDG Base Directory Specification, 0.8, which has a relative path ignored. */
    private static @Nullable Path personalFile(Map<String, String> environment) {
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        if (config.startsWith("/")) {
            return Path.of(config, PERSONAL_FILE);
        }
        String home = environment.getOrDefault("HOME", "");
        return home.isEmpty() ? null : Path.of(home, ".config", PERSONAL_FILE);
    }

    /**
     * Runs all examples of a file of rules.
     *
     * @throws RuleFormatException if it is not a file of rules
     */
    public static List<ExampleResult> test(Path file) {
        List<ExampleResult> results = new ArrayList<>();
        for (Rule rule : RuleFile.own(file, "own", RuleSet.builtInRules()::get)) {
            results.addAll(ExampleResult.of(rule));
        }
        return results;
    }
}
