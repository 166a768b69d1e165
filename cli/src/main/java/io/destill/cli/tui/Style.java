package io.destill.cli.tui;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TextColor;
import java.util.EnumSet;

/** How a text stands out: by the terminal's own sixteen colours, so that it fits any theme, and never by colour alone. */
enum Style {
    PLAIN(TextColor.ANSI.DEFAULT),
    DIM(TextColor.ANSI.BLACK_BRIGHT),
    BOLD(TextColor.ANSI.DEFAULT, SGR.BOLD),
    ACCENT(TextColor.ANSI.CYAN),
    TITLE(TextColor.ANSI.CYAN, SGR.BOLD),
    BAD(TextColor.ANSI.RED, SGR.BOLD),
    WARN(TextColor.ANSI.YELLOW),
    GOOD(TextColor.ANSI.GREEN),
    SELECTED(TextColor.ANSI.DEFAULT, SGR.REVERSE),
    SELECTED_ELSEWHERE(TextColor.ANSI.DEFAULT, SGR.BOLD, SGR.UNDERLINE);

    private final TextColor color;
    private final EnumSet<SGR> modifiers = EnumSet.noneOf(SGR.class);

    Style(TextColor color, SGR... modifiers) {
        this.color = color;
        this.modifiers.addAll(java.util.List.of(modifiers));
    }

    TextColor color(boolean colors) {
        return colors ? color : TextColor.ANSI.DEFAULT;
    }

    EnumSet<SGR> modifiers() {
        return modifiers;
    }
}
