package io.destill.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CompiledRulesTest {

    @Test
    void holdWhatTheRuleFilesHold() {
        assertThat(CompiledRules.read().values())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("matches", "rejects", "pattern")
                .containsExactlyElementsOf(RuleSet.rulesOfFiles().values());
    }

    @Test
    void haveNoExamples() {
        assertThat(CompiledRules.read().values()).allMatch(rule -> rule.matches.equals(List.of()));
    }
}
