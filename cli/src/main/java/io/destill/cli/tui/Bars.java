package io.destill.cli.tui;

import io.destill.cli.report.Cells;
import io.destill.cli.screen.Style;
import io.destill.contracts.Recurrence;
import io.destill.contracts.Severity;

/** How sizes look: bars, and the colours that go with what they say. */
final class Bars {

    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

    private Bars() {}

    /** @param share from 0 to 1 */
    static String bar(double share, int width) {
        int eighths = (int) Math.round(Math.clamp(share, 0, 1) * width * 8);
        String bar = "█".repeat(eighths / 8) + (eighths % 8 == 0 ? "" : EIGHTHS.charAt(eighths % 8));
        return Cells.pad(bar, width);
    }

    static Style style(double confidence) {
        return confidence >= 0.7 ? Style.BAD : confidence >= 0.4 ? Style.WARN : Style.DIM;
    }

    static Style style(Severity severity) {
        return switch (severity) {
            case FATAL, ERROR -> Style.BAD;
            case WARN -> Style.WARN;
            case INFO -> Style.DIM;
        };
    }

    static Style style(Recurrence.Status status) {
        return switch (status) {
            case NEW -> Style.ACCENT;
            case FIXED_AND_BACK -> Style.BAD;
            case KNOWN_FLAKY -> Style.WARN;
            case RECURRING, UNKNOWN -> Style.DIM;
        };
    }
}
