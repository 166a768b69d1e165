package io.destill.cli.tui;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class KeyTableTest {

    private static KeyStroke key(char character) {
        return new KeyStroke(character, false, false);
    }

    @Test
    void everyActionHasAKeyAndNoKeyHasTwo() {
        EnumSet<Action> reached = EnumSet.noneOf(Action.class);
        KeyTable.BINDINGS.forEach(binding -> reached.addAll(binding.actions().values()));

        assertThat(reached).isEqualTo(EnumSet.allOf(Action.class));
        assertThat(KeyTable.BINDINGS.stream().flatMap(binding -> binding.actions().keySet().stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void keysMeanWhatPeopleExpect() {
        assertThat(KeyTable.action(key('j'))).isEqualTo(Action.DOWN);
        assertThat(KeyTable.action(key('g'))).isEqualTo(Action.TOP);
        assertThat(KeyTable.action(key('G'))).isEqualTo(Action.BOTTOM);
        assertThat(KeyTable.action(key('n'))).isEqualTo(Action.NEXT);
        assertThat(KeyTable.action(key('N'))).isEqualTo(Action.PREVIOUS);
        assertThat(KeyTable.action(new KeyStroke(KeyType.End))).isEqualTo(Action.BOTTOM);
        assertThat(KeyTable.action(key('z'))).isNull();
    }

    @Test
    void ctrlCQuitsAndOtherControlKeysDoNothing() {
        KeyStroke ctrlC = new KeyStroke('c', true, false);

        assertThat(KeyTable.isCtrlC(ctrlC)).isTrue();
        assertThat(KeyTable.action(ctrlC)).isEqualTo(Action.QUIT);
        assertThat(KeyTable.action(new KeyStroke('j', true, false))).isNull();
        assertThat(KeyTable.action(new KeyStroke('q', false, true))).isNull();
    }
}
