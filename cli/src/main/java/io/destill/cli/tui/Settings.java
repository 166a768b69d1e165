package io.destill.cli.tui;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

/** How a person wants the terminal UI: the keys, and whether the mouse is captured. */
public final class Settings {

    /** What comes with Destill. */
    public static final Settings DEFAULT = new Settings(KeyTable.DEFAULT, true);

    private static final String FILE = "destill/tui.yaml";

    private static final Pattern KEY = Pattern.compile(
            "\\S|(Ctrl-|Alt-|Shift-)*(Enter|Tab|Esc|Space|Backspace|Delete|Insert|Up|Down|Left|Right|PgUp|PgDn|Home|End|F1[0-2]|F[1-9])"
                    + "|Ctrl-[A-Z]|Alt-\\S");

    private final KeyTable keys;
    private final boolean mouse;

    private Settings(KeyTable keys, boolean mouse) {
        this.keys = keys;
        this.mouse = mouse;
    }

    KeyTable keys() {
        return keys;
    }

    boolean mouse() {
        return mouse;
    }

    /**
     * Reads the person's {@code tui.yaml}, if there is one.
     *
     * @param environment for {@code XDG_CONFIG_HOME} and {@code HOME}
     * @throws IOException if it cannot be used, with its name, the line and the reason
     */
    public static Settings load(Map<String, String> environment) throws IOException {
        Path file = file(environment);
        if (file == null || !Files.exists(file)) {
            return DEFAULT;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Reader(file.toString()).read(in);
        } catch (Wrong e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("The settings file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** By the XDG Base Directory Specification, 0.8, which has a relative path ignored. */
    private static @Nullable Path file(Map<String, String> environment) {
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        if (config.startsWith("/")) {
            return Path.of(config, FILE);
        }
        String home = environment.getOrDefault("HOME", "");
        return home.isEmpty() ? null : Path.of(home, ".config", FILE);
    }

    private static final class Wrong extends IOException {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    private record Reader(String file) {

        Settings read(InputStream in) throws Wrong {
            Optional<Node> document;
            try {
                document = new Compose(LoadSettings.builder().setLabel(file).build()).composeInputStream(in);
            } catch (MarkedYamlEngineException e) {
                throw wrong(e.getProblemMark().or(e::getContextMark), "not valid YAML: " + e.getProblem());
            } catch (YamlEngineException e) {
                throw wrong(Optional.empty(), "not valid YAML: " + e.getMessage());
            }
            KeyTable keys = KeyTable.DEFAULT;
            boolean mouse = true;
            for (NodeTuple entry : document.isEmpty() ? List.<NodeTuple>of() : entries(document.get())) {
                switch (text(entry.getKeyNode())) {
                    case "keys" -> keys = keys(entry.getValueNode());
                    case "mouse" -> mouse = flag(entry.getValueNode());
                    case String other ->
                        throw wrong(entry.getKeyNode(), "unknown setting '" + other + "'; there are keys and mouse");
                }
            }
            return new Settings(keys, mouse);
        }

        private KeyTable keys(Node node) throws Wrong {
            Map<Action, List<String>> chosen = new EnumMap<>(Action.class);
            Map<Action, Node> places = new EnumMap<>(Action.class);
            for (NodeTuple entry : entries(node)) {
                Action action = action(entry.getKeyNode());
                List<String> keys = new ArrayList<>();
                List<Node> values = entry.getValueNode() instanceof SequenceNode list
                        ? list.getValue()
                        : List.of(entry.getValueNode());
                for (Node value : values) {
                    keys.add(key(value));
                }
                chosen.put(action, keys);
                places.put(action, entry.getKeyNode());
            }
            refuseClashes(chosen, places);
            return new KeyTable(chosen);
        }

        /** One key cannot ask for two things; a key that somebody chose may be another action's own by default. */
        private void refuseClashes(Map<Action, List<String>> chosen, Map<Action, Node> places) throws Wrong {
            for (boolean toCopy : new boolean[] {false, true}) {
                Map<String, Action> taken = new HashMap<>();
                for (Action action : Action.values()) {
                    if (action.choosesWhatToCopy() != toCopy) {
                        continue;
                    }
                    for (String key : chosen.getOrDefault(action, action.keys())) {
                        Action other = taken.put(key, action);
                        if (other != null && other != action) {
                            Action mine = places.containsKey(action) ? action : other;
                            Action theirs = mine == action ? other : action;
                            throw wrong(
                                    places.get(mine),
                                    "key '" + key + "' is " + theirs.word() + " already; give " + theirs.word()
                                            + " another key, or none: " + theirs.word() + ": []");
                        }
                    }
                }
            }
        }

        private Action action(Node node) throws Wrong {
            String word = text(node);
            for (Action action : Action.values()) {
                if (action.word().equals(word)) {
                    return action;
                }
            }
            throw wrong(
                    node,
                    "unknown action '" + word + "'; there are "
                            + Arrays.stream(Action.values()).map(Action::word).collect(Collectors.joining(", ")));
        }

        private String key(Node node) throws Wrong {
            String key = text(node);
            if (key.equals("Ctrl-C")) {
                throw wrong(node, "Ctrl-C always quits");
            }
            if (!KEY.matcher(key).matches()) {
                throw wrong(
                        node,
                        "'" + key
                                + "' is no key; write a character, or Enter, Tab, Esc, Space, Backspace, Delete, Insert, Up,"
                                + " Down, Left, Right, PgUp, PgDn, Home, End, F1 to F12, with Ctrl-, Alt- or Shift- before it");
            }
            return key;
        }

        private boolean flag(Node node) throws Wrong {
            return switch (text(node)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw wrong(node, "mouse is true or false, not '" + text(node) + "'");
            };
        }

        private String text(Node node) throws Wrong {
            if (node instanceof ScalarNode scalar) {
                return scalar.getValue();
            }
            throw wrong(node, "expected a word");
        }

        private List<NodeTuple> entries(Node node) throws Wrong {
            if (node instanceof MappingNode map) {
                return map.getValue();
            }
            throw wrong(node, "expected names with values, such as 'mouse: false'");
        }

        private Wrong wrong(@Nullable Node node, String reason) {
            return wrong(node == null ? Optional.empty() : node.getStartMark(), reason);
        }

        private Wrong wrong(Optional<Mark> mark, String reason) {
            return new Wrong(file + ":" + (mark.map(Mark::getLine).orElse(0) + 1) + ": " + reason + ".");
        }
    }
}
