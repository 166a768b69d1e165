package io.destill.cli.tui;

/** What a key asks for. */
enum Action {
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    TOP,
    BOTTOM,
    FILTER,
    NEXT,
    PREVIOUS,
    SWITCH_FOCUS,
    ENTER,
    ESCAPE,
    BROWSE,
    EDIT,
    COPY,
    HELP,
    QUIT
}
