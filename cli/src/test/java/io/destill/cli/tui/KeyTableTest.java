package io.destill.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyTableTest {

    private static final Path README = Path.of("../README.md");
    private static final String BEGIN = "<!-- keys: made by KeyTableTest -->\n";
    private static final String END = "<!-- end of keys -->\n";

    @Test
    void everyActionStandsInTheTableOnce() {
        assertThat(KeyTable.BINDINGS.stream().flatMap(binding -> binding.actions().stream()))
                .containsExactlyInAnyOrder(Action.values());
    }

    @Test
    void noKeyAsksForTwoThings() {
        assertThat(Arrays.stream(Action.values())
                        .filter(action -> !action.choosesWhatToCopy())
                        .flatMap(action -> action.keys().stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void keysMeanWhatPeopleExpect() {
        assertThat(KeyTable.DEFAULT.action("j")).isEqualTo(Action.DOWN);
        assertThat(KeyTable.DEFAULT.action("Ctrl-D")).isEqualTo(Action.PAGE_DOWN);
        assertThat(KeyTable.DEFAULT.action("G")).isEqualTo(Action.BOTTOM);
        assertThat(KeyTable.DEFAULT.action("N")).isEqualTo(Action.PREVIOUS);
        assertThat(KeyTable.DEFAULT.action("Ctrl-J")).isNull();
    }

    @Test
    void otherKeysStandEverywhereInPlaceOfTheFirst() {
        KeyTable keys = new KeyTable(Map.of(Action.DOWN, List.of("Ctrl-N"), Action.SORT, List.of()));
        Session session = new Session(keys);

        assertThat(keys.action("j")).isNull();
        assertThat(session.lines(80, 24).getLast()).startsWith("↑ Ctrl-N move").doesNotContain("sort");
        assertThat(session.press("?").lines(80, 40))
                .contains("  ↑ Ctrl-N k             move in the list, or scroll the details");
    }

    /** {@code -Dbless=true} writes the README's table anew. */
    @Test
    void theReadmesTableIsThisOne() throws IOException {
        StringBuilder table = new StringBuilder("| keys | do |\n|---|---|\n");
        for (KeyTable.Binding binding : KeyTable.BINDINGS) {
            String keys = Arrays.stream(KeyTable.DEFAULT.label(binding).split(" "))
                    .map(key -> "`" + key + "`")
                    .reduce((one, other) -> one + " " + other)
                    .orElse("");
            table.append("| ").append(keys).append(" | ").append(binding.help()).append(" |\n");
        }
        String readme = Files.readString(README);
        String there = readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END));
        if (Boolean.getBoolean("bless")) {
            Files.writeString(README, readme.replace(BEGIN + there, BEGIN + table));
            there = table.toString();
        }
        assertThat(there).as("README.md; -Dbless=true writes it anew").isEqualTo(table.toString());
    }
}
