package io.destill.cli.tui;

/** How a text stands out. What each looks like is {@link Canvas}'s to say. */
enum Style {
    PLAIN,
    DIM,
    BOLD,
    ACCENT,
    TITLE,
    BAD,
    WARN,
    GOOD,
    SELECTED,
    /** Selected, while the keys go elsewhere. */
    SELECTED_ELSEWHERE
}
