package io.destill.cli.tui;

import static io.destill.cli.tui.Action.*;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every key and what it does: the keyboard, the footer, the help and the README all read this table. */
final class KeyTable {

    /**
     * Actions that belong together.
     *
     * @param group the heading that it stands under in the help
     * @param brief for the footer; empty if it does not stand there
     */
    record Binding(String group, String brief, String help, List<Action> actions) {}

    /** In the order of the footer, which shows as many as fit. */
    static final List<Binding> BINDINGS = List.of(
            binding("Move", "move", "move in the list, or scroll the details", UP, DOWN),
            binding("Move", "", "move by a page", PAGE_UP, PAGE_DOWN),
            binding("Move", "", "go to the first or the last", TOP, BOTTOM),
            binding("Move", "details", "go to the details; in a list folded by job, open or close the job", OPEN),
            binding("Move", "", "go from list to details and back", SWITCH_PANE),
            binding("Move", "back", "one step back: to the list, then without the filter", BACK),
            binding(
                    "Move",
                    "step",
                    "step through the failure's occurrences in other jobs",
                    PREVIOUS_OCCURRENCE,
                    NEXT_OCCURRENCE),
            binding("Move", "", "give the pane the whole screen, or take it back", ZOOM),
            binding("Find", "filter", "filter as you type; in the details, search them; Enter keeps it", FILTER),
            binding("Find", "", "next or previous match", NEXT, PREVIOUS),
            binding("Arrange", "sort", "sort by confidence, time, job or recurrence", SORT),
            binding("Arrange", "fold", "fold by job, or put equal failures of all jobs together", FOLD_BY_JOB),
            binding("Arrange", "", "close or open a job's fold", CLOSE_FOLD, OPEN_FOLD),
            binding("Arrange", "", "show or hide what jobs that passed or failed softly printed", SHOW_PASSED),
            binding("Arrange", "", "show or hide what is unlikely or marked as noise", SHOW_NOISE),
            binding("Mark", "cause", "mark as the cause: it goes to the top", MARK_CAUSE),
            binding("Mark", "noise", "mark as noise: it goes", MARK_NOISE),
            binding("Mark", "undo", "undo the last mark", UNDO),
            binding("Take along", "open", "open the job at that line in a browser", BROWSE_JOB),
            binding("Take along", "", "open the build in a browser", BROWSE_BUILD),
            binding("Take along", "log", "open the whole log at that line", WHOLE_LOG),
            binding("Take along", "edit", "open a local log at that line in $EDITOR", EDIT),
            binding("Take along", "copy", "copy; then:", COPY),
            binding("Take along", "span", "… the lines that explain the failure", COPY_SPAN),
            binding("Take along", "message", "… the message", COPY_MESSAGE),
            binding("Take along", "Markdown", "… a summary in Markdown", COPY_SUMMARY),
            binding("Take along", "export", "write what is listed to a file, .md or .txt", EXPORT),
            binding("Builds", "add", "add a build, or a log, to the session", ADD_BUILD),
            binding("Builds", "build", "go to the previous or the next build", PREVIOUS_BUILD, NEXT_BUILD),
            binding("Builds", "refetch", "fetch the build again", REFETCH),
            binding("Screen", "help", "show these keys; type to look one up", HELP),
            binding("Screen", "", "turn the mouse off or on; while off, the terminal selects", MOUSE),
            binding("Screen", "", "draw everything anew", REDRAW),
            binding("Screen", "", "stop; fg in the shell goes on", SUSPEND),
            binding("Screen", "quit", "quit; Ctrl-C does too, always", QUIT));

    static final KeyTable DEFAULT = new KeyTable(Map.of());

    private static final Map<String, String> LABELS = Map.of("Up", "↑", "Down", "↓", "Left", "←", "Right", "→");

    private final Map<Action, List<String>> keys = new EnumMap<>(Action.class);
    private final Map<String, Action> actions = new HashMap<>();
    private final Map<String, Action> toCopy = new HashMap<>();

    /** @param chosen keys in place of an action's own */
    KeyTable(Map<Action, List<String>> chosen) {
        for (Action action : Action.values()) {
            List<String> its = chosen.getOrDefault(action, action.keys());
            keys.put(action, its);
            its.forEach(key -> (action.choosesWhatToCopy() ? toCopy : actions).put(key, action));
        }
    }

    private static Binding binding(String group, String brief, String help, Action... actions) {
        return new Binding(group, brief, help, List.of(actions));
    }

    /** The one that the action belongs to. */
    static Binding binding(Action action) {
        return BINDINGS.stream()
                .filter(binding -> binding.actions().contains(action))
                .findFirst()
                .orElseThrow();
    }

    /** @return null if the key does nothing */
    @Nullable
    Action action(String key) {
        return actions.get(key);
    }

    /** Once {@link Action#COPY} was pressed. */
    @Nullable
    Action whatToCopy(String key) {
        return toCopy.get(key);
    }

    /** Their keys as a person reads them, the first of each action first, such as {@code ↑ ↓ k j}. */
    String label(Binding binding) {
        int most =
                binding.actions().stream().mapToInt(a -> keys(a).size()).max().orElse(0);
        StringBuilder label = new StringBuilder();
        for (int i = 0; i < most; i++) {
            for (Action action : binding.actions()) {
                if (i < keys(action).size()) {
                    label.append(label.isEmpty() ? "" : " ")
                            .append(label(keys(action).get(i)));
                }
            }
        }
        return label.toString();
    }

    /** The first key of each action, for where there is little room. */
    String shortLabel(Binding binding) {
        return binding.actions().stream()
                .filter(action -> !keys(action).isEmpty())
                .map(action -> label(keys(action).getFirst()))
                .collect(Collectors.joining(" "));
    }

    /** The first key that asks for something. */
    String label(Action action) {
        return keys(action).isEmpty() ? "(no key)" : label(keys(action).getFirst());
    }

    private List<String> keys(Action action) {
        return keys.getOrDefault(action, List.of());
    }

    private static String label(String key) {
        return LABELS.getOrDefault(key, key);
    }
}
