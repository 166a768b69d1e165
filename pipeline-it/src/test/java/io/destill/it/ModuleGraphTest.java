package io.destill.it;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.destill.broker.BrokerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Who may use whom. */
class ModuleGraphTest {

    /** Each module and the modules that it may use. */
    static final Map<String, List<String>> GRAPH = Map.of(
            "contracts", List.of(),
            "broker", List.of("contracts"),
            "history", List.of("contracts"),
            "service", List.of("broker", "contracts"),
            "buildkite", List.of(),
            "ingestion", List.of("service", "broker", "contracts", "buildkite"),
            "analysis", List.of("service", "broker", "contracts", "history"),
            "cli", List.of("ingestion", "analysis", "broker", "contracts", "buildkite", "history"));

    static final List<String> MODULES = List.copyOf(GRAPH.keySet());

    private static final Pattern DEPENDENCY =
            Pattern.compile("<dependency>\\s*<groupId>io\\.destill</groupId>\\s*<artifactId>([^<]+)</artifactId>");

    private static final JavaClasses DESTILL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("io/destill/it/"))
            .importPackages("io.destill");

    @ParameterizedTest
    @FieldSource("MODULES")
    void aModuleUsesOnlyThoseThatTheGraphLetsItUse(String module) {
        assertThat(DESTILL).as("the classes of %s", module).anyMatch(c -> module.equals(module(c.getPackageName())));
        usesOnly(module, GRAPH.get(module)).check(DESTILL);
    }

    /** What would be against the graph is found: the CLI does use the agents. */
    @Test
    void anArrowTooManyIsFound() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> usesOnly("cli", List.of("contracts", "broker")).check(DESTILL))
                .withMessageContaining("io.destill.analysis.AnalysisAgent");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        printing(alwaysTrue()).check(new ClassFileImporter().importClasses(BuildkiteServer.class)));
    }

    private static ArchRule usesOnly(String module, List<String> allowed) {
        DescribedPredicate<JavaClass> others =
                DescribedPredicate.describe("classes of Destill outside " + module + " and " + allowed, used -> {
                    String of = module(used.getPackageName());
                    return of != null && !of.equals(module) && !allowed.contains(of);
                });
        return noClasses()
                .that()
                .resideInAPackage("io.destill." + module + "..")
                .should()
                .dependOnClassesThat(others);
    }

    private static @Nullable String module(String packageName) {
        return packageName.startsWith("io.destill.") ? packageName.split("\\.", -1)[2] : null;
    }

    @Test
    void theEngineKnowsNoBroker() {
        noClasses()
                .that()
                .resideInAPackage("io.destill.analysis")
                .and(are(DescribedPredicate.not(partOf("AnalysisAgent").or(partOf("JobLogs")))))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.destill.broker..").or(simpleName("AnalysisAgent")))
                .check(DESTILL);
        classes()
                .that()
                .haveSimpleName("AnalysisAgent")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(BrokerException.class)
                .check(DESTILL);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("io.destill.(**)").should().beFreeOfCycles().check(DESTILL);
    }

    /** The terminal UI alone touches one: it holds standard error back while it draws. */
    @Test
    void nothingPrintsPastTheConsole() {
        printing(DescribedPredicate.not(partOf("Console").or(partOf("TriageApp"))))
                .check(DESTILL);
    }

    private static ArchRule printing(DescribedPredicate<JavaClass> who) {
        return noClasses()
                .that(who)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace");
    }

    private static DescribedPredicate<JavaClass> partOf(String simpleName) {
        return DescribedPredicate.describe(
                "part of " + simpleName, c -> c.getName().matches(".*\\." + Pattern.quote(simpleName) + "(\\$.*)?"));
    }

    /** A module's pom names no module that the graph does not let it use: what is on the path will be used one day. */
    @ParameterizedTest
    @FieldSource("MODULES")
    void thePomsFollowTheGraph(String module) throws IOException {
        Path pom = Path.of(System.getProperty("basedir", "."), "..", folder(module), "pom.xml");
        List<String> used = DEPENDENCY
                .matcher(Files.readString(pom))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(GRAPH.get(module)).extracting(ModuleGraphTest::folder).containsAll(used);
    }

    private static String folder(String module) {
        return switch (module) {
            case "buildkite" -> "buildkite-client";
            case "ingestion", "analysis" -> module + "-agent";
            default -> module;
        };
    }
}
