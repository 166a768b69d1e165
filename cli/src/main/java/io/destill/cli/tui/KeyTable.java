package io.destill.cli.tui;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every key and what it does: the keyboard, the footer and the help all read this table. */
final class KeyTable {

    /**
     * Keys that belong together.
     *
     * @param keys as a person reads them
     * @param brief for the footer; empty if it does not stand there
     * @param help for the help
     */
    record Binding(String keys, String brief, String help, Map<Key, Action> actions) {}

    /** @param character 0 unless the type is {@link KeyType#Character} */
    record Key(KeyType type, char character) {}

    static final List<Binding> BINDINGS = List.of(
            new Binding(
                    "↑ ↓  k j",
                    "move",
                    "move in the list, or scroll the details",
                    Map.of(
                            on(KeyType.ArrowUp), Action.UP,
                            on('k'), Action.UP,
                            on(KeyType.ArrowDown), Action.DOWN,
                            on('j'), Action.DOWN)),
            new Binding(
                    "PgUp PgDn",
                    "",
                    "move by a page",
                    Map.of(
                            on(KeyType.PageUp), Action.PAGE_UP,
                            on(KeyType.PageDown), Action.PAGE_DOWN,
                            on(' '), Action.PAGE_DOWN)),
            new Binding(
                    "g G  Home End",
                    "",
                    "go to the first or the last",
                    Map.of(
                            on('g'), Action.TOP,
                            on(KeyType.Home), Action.TOP,
                            on('G'), Action.BOTTOM,
                            on(KeyType.End), Action.BOTTOM)),
            new Binding("Enter", "details", "go to the details", Map.of(on(KeyType.Enter), Action.ENTER)),
            new Binding(
                    "Tab",
                    "",
                    "go from list to details and back",
                    Map.of(on(KeyType.Tab), Action.SWITCH_FOCUS, on(KeyType.ReverseTab), Action.SWITCH_FOCUS)),
            new Binding("/", "filter", "filter as you type; Enter keeps it", Map.of(on('/'), Action.FILTER)),
            new Binding("n N", "", "next or previous match", Map.of(on('n'), Action.NEXT, on('N'), Action.PREVIOUS)),
            new Binding("Esc", "", "back to the list; clear the filter", Map.of(on(KeyType.Escape), Action.ESCAPE)),
            new Binding("o", "open", "open the job in a browser", Map.of(on('o'), Action.BROWSE)),
            new Binding("e", "edit", "open a local log at that line", Map.of(on('e'), Action.EDIT)),
            new Binding("y", "copy", "copy the failure", Map.of(on('y'), Action.COPY)),
            new Binding("?", "help", "show these keys", Map.of(on('?'), Action.HELP)),
            new Binding("q", "quit", "quit; Ctrl-C does too, always", Map.of(on('q'), Action.QUIT)));

    private KeyTable() {}

    /** @return null if the key does nothing */
    static @Nullable Action action(KeyStroke stroke) {
        if (isCtrlC(stroke)) {
            return Action.QUIT;
        }
        if (stroke.isCtrlDown() || stroke.isAltDown()) {
            return null;
        }
        Key key = stroke.getKeyType() == KeyType.Character ? on(stroke.getCharacter()) : on(stroke.getKeyType());
        for (Binding binding : BINDINGS) {
            Action action = binding.actions.get(key);
            if (action != null) {
                return action;
            }
        }
        return null;
    }

    static boolean isCtrlC(KeyStroke stroke) {
        return stroke.getKeyType() == KeyType.Character && stroke.isCtrlDown() && stroke.getCharacter() == 'c';
    }

    private static Key on(KeyType type) {
        return new Key(type, (char) 0);
    }

    private static Key on(char character) {
        return new Key(KeyType.Character, character);
    }
}
