package io.destill.cli.pager;

import io.destill.analysis.Ink;
import io.destill.cli.screen.Style;

/** The colours of logs, as styles of a screen. */
public final class Inks {

    private Inks() {}

    public static Style style(Ink ink) {
        int attributes = (ink.bold() ? Style.BOLD : 0)
                | (ink.dim() ? Style.FAINT : 0)
                | (ink.italic() ? Style.ITALIC : 0)
                | (ink.underlined() ? Style.UNDERLINE : 0)
                | (ink.reversed() ? Style.REVERSE : 0);
        return new Style(color(ink.foreground()), color(ink.background()), attributes);
    }

    private static int color(int color) {
        return color == Ink.DEFAULT
                ? Style.DEFAULT
                : color < Ink.RGB ? color : Style.rgb(color >> 16 & 0xff, color >> 8 & 0xff, color & 0xff);
    }
}
