package io.destill.analysis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.destill.contracts.Category;
import io.destill.contracts.Severity;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFileTest {

    @Test
    void aRuleIsReadWithAllItsFields() {
        Rule rule = parse("""
                - name: linker
                  role: diagnostic
                  category: compile
                  severity: fatal
                  keywords: [undefined reference, cannot find -l]
                  pattern: 'undefined \\w+'
                  weight: 9
                  matches: ['undefined reference to x']
                  rejects: ['undefined']
                """).getFirst();
        assertThat(rule.name).isEqualTo("linker");
        assertThat(rule.family).isEqualTo("mine");
        assertThat(rule.role).isEqualTo(Role.DIAGNOSTIC);
        assertThat(rule.category).isEqualTo(Category.COMPILE);
        assertThat(rule.severity).isEqualTo(Severity.FATAL);
        assertThat(rule.keywords).containsExactly("undefined reference", "cannot find -l");
        assertThat(rule.weight).isEqualTo(9);
        assertThat(rule.matches).containsExactly("undefined reference to x");
        assertThat(rule.rejects).containsExactly("undefined");
        assertThat(rule.matches("an undefined thing")).isTrue();
        assertThat(rule.matches("undefined")).isFalse();
    }

    @Test
    void whatIsLeftOutHasADefault() {
        Rule rule = parse("- {name: x, weight: -3}").getFirst();
        assertThat(rule.role).isEqualTo(Role.CAUSE);
        assertThat(rule.category).isEqualTo(Category.UNKNOWN);
        assertThat(rule.severity).isNull();
        assertThat(rule.isOfLines()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            - {name: x, weight: 1, wieght: 2}                 | 'x'    | unknown field 'wieght'
            - {weight: 1}                                     | rule 1 | missing field 'name'
            - {name: 3, weight: 1}                            | rule 1 | missing field 'name'
            - {name: x}                                       | 'x'    | 'weight' must be a whole number
            - {name: x, weight: heavy}                        | 'x'    | 'weight' must be a whole number
            - {name: x, weight: 1.5}                          | 'x'    | 'weight' must be a whole number
            - {name: x, weight: 1, role: hero}                | 'x'    | 'hero' is not one of [item,
            - {name: x, weight: 1, role: DETAIL}              | 'x'    | 'DETAIL' is not one of [item,
            - {name: x, weight: 1, category: what}            | 'x'    | 'what' is not one of
            - {name: x, weight: 1, severity: bad}             | 'x'    | 'bad' is not one of [fatal,
            - {name: x, weight: 1, keywords: [a, 3]}          | 'x'    | '3' is not a text; put it in quotes
            - {name: x, weight: 1, keywords: 3}               | 'x'    | expected a list of texts
            - {name: x, weight: 1, matches: {a: b}}           | 'x'    | expected a list of texts
            - {name: x, weight: 1, pattern: 12}               | 'x'    | 'pattern' must be a text
            - just a text                                     | rule 1 | expected a map
            """)
    void aBadRuleIsRefusedWithFileRuleAndReason(String yaml, String rule, String reason) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(RuleFormatException.class)
                .hasMessageStartingWith("rules/mine.yaml: ")
                .hasMessageContaining(rule)
                .hasMessageContaining(reason);
    }

    /** Patterns are compiled when first needed, but even then it is told which one is wrong. */
    @Test
    void aBadPatternIsRefusedWhenItIsFirstUsed() {
        Rule rule = parse("- {name: x, weight: 1, pattern: '(a'}").getFirst();
        assertThatThrownBy(() -> rule.matches("a"))
                .isInstanceOf(RuleFormatException.class)
                .hasMessageContaining("rule 'x': field 'pattern' is not a regular expression");
    }

    @Test
    void thePositionOfANamelessRuleIsTold() {
        assertThatThrownBy(() -> parse("- {name: x, weight: 1}\n- {weight: 1}"))
                .isInstanceOf(RuleFormatException.class)
                .hasMessage("rules/mine.yaml: rule 2: missing field 'name'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {name: x, weight: 1} | expected a list of rules
            text                 | expected a list of rules
            ``                   | expected a list of rules
            - {name: x           | not valid YAML
            - [                  | not valid YAML
            """)
    void aFileThatIsNoListIsRefused(String yaml, String reason) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(RuleFormatException.class)
                .hasMessageStartingWith("rules/mine.yaml: ")
                .hasMessageContaining(reason);
    }

    @Test
    void twoRulesOfOneNameAreRefused() {
        List<Rule> rules = new ArrayList<>(parse("- {name: x, weight: 1}"));
        rules.addAll(parse("- {name: x, weight: 2}"));
        assertThatThrownBy(() -> RuleSet.of(rules))
                .isInstanceOf(RuleFormatException.class)
                .hasMessage("mine: there are two rules named 'x'");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> RuleFile.resource("rules/nowhere.yaml"))
                .isInstanceOf(RuleFormatException.class)
                .hasMessageContaining("rules/nowhere.yaml");
    }

    private static List<Rule> parse(String yaml) {
        return RuleFile.parse("rules/mine.yaml", new ByteArrayInputStream(yaml.getBytes(UTF_8)));
    }
}
