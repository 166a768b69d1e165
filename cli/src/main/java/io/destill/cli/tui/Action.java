package io.destill.cli.tui;

import java.util.List;
import java.util.Locale;

/** What a key asks for, with the keys that ask for it unless somebody has chosen others. */
enum Action {
    UP("Up k"),
    DOWN("Down j"),
    PAGE_UP("PgUp Ctrl-B Ctrl-U"),
    PAGE_DOWN("PgDn Ctrl-F Ctrl-D Space"),
    TOP("Home g"),
    BOTTOM("End G"),
    OPEN("Enter"),
    SWITCH_PANE("Tab Shift-Tab"),
    BACK("Esc"),
    ZOOM("z"),
    FILTER("/"),
    NEXT("n"),
    PREVIOUS("N"),
    NEXT_OCCURRENCE("]"),
    PREVIOUS_OCCURRENCE("["),
    SORT("s"),
    FOLD_BY_JOB("f"),
    CLOSE_FOLD("Left h"),
    OPEN_FOLD("Right l"),
    SHOW_PASSED("p"),
    SHOW_NOISE("."),
    MARK_CAUSE("c"),
    MARK_NOISE("m"),
    UNDO("u"),
    BROWSE_JOB("o"),
    BROWSE_BUILD("O"),
    WHOLE_LOG("L"),
    EDIT("e"),
    COPY("y"),
    COPY_SPAN("y s"),
    COPY_MESSAGE("m"),
    COPY_SUMMARY("d"),
    EXPORT("x"),
    ADD_BUILD("a"),
    NEXT_BUILD(">"),
    PREVIOUS_BUILD("<"),
    REFETCH("r"),
    MOUSE("M"),
    HELP("? F1"),
    REDRAW("Ctrl-L"),
    SUSPEND("Ctrl-Z"),
    QUIT("q");

    private final String keys;

    /** @param keys with a blank between them */
    Action(String keys) {
        this.keys = keys;
    }

    List<String> keys() {
        return List.of(keys.split(" ", -1));
    }

    /** As it is written in a file of keys. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether its keys count only once {@link #COPY} was pressed. */
    boolean choosesWhatToCopy() {
        return this == COPY_SPAN || this == COPY_MESSAGE || this == COPY_SUMMARY;
    }
}
