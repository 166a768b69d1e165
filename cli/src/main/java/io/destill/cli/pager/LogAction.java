package io.destill.cli.pager;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a key asks for in the pager. Footer, help and keyboard all read this table. */
public enum LogAction {
    UP("", "up a line", "Up", "k"),
    DOWN("", "down a line", "Down", "j", "Enter"),
    PAGE_UP("", "up a page", "PgUp", "Ctrl-B", "b", "Ctrl-U"),
    PAGE_DOWN("page", "down a page", "Space", "PgDn", "Ctrl-F", "Ctrl-D"),
    TOP("", "go to the first line", "g", "Home"),
    BOTTOM("", "go to the last line", "G", "End"),
    LINE("line", "go to a line by its number", ":"),
    NEXT_FAILURE("failure", "go to the next failure", "f", "]"),
    PREVIOUS_FAILURE("", "go to the failure before", "F", "["),
    SEARCH("search", "search as it is typed, or re: and a regular expression", "/"),
    NEXT_MATCH("next", "go to the next match", "n"),
    PREVIOUS_MATCH("", "go to the match before", "N"),
    FOLD("fold", "fold or unfold the group", "z", "Tab"),
    FOLD_ALL("", "fold or unfold all groups", "Z", "Shift-Tab"),
    WRAP("wrap", "wrap long lines, or cut them", "w"),
    LEFT("", "move cut lines to the left", "Left", "h"),
    RIGHT("", "move cut lines to the right", "Right", "l"),
    BACK("", "end a search; then leave", "Esc"),
    HELP("help", "show these keys", "?", "F1"),
    QUIT("quit", "leave the log", "q");

    private final String brief;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // Made by List.of.
    private final List<String> keys;

    LogAction(String brief, String help, String... keys) {
        this.brief = brief;
        this.help = help;
        this.keys = List.of(keys);
    }

    /** For the footer; empty if it does not stand there. */
    public String brief() {
        return brief;
    }

    public String help() {
        return help;
    }

    /** The names of its keys, as {@link io.destill.cli.screen.Input.Key} has them. */
    public List<String> keys() {
        return keys;
    }

    /** @return null if the key does nothing */
    static @Nullable LogAction of(String key) {
        for (LogAction action : values()) {
            if (action.keys.contains(key)) {
                return action;
            }
        }
        return null;
    }
}
