package io.destill.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers as pictures made of characters. */
final class Chart {

    private static final String EIGHTHS = " ▁▂▃▄▅▆▇█";
    private static final String ASCII = " .:-=+*#@";

    private Chart() {}

    /** One character a number; what is not 0 is never blank. */
    static String sparkline(int[] values, boolean utf8) {
        String levels = utf8 ? EIGHTHS : ASCII;
        int most = Math.max(1, Arrays.stream(values).max().orElse(1));
        StringBuilder line = new StringBuilder(values.length);
        for (int value : values) {
            line.append(levels.charAt(level(value, most, levels.length() - 1)));
        }
        return line.toString();
    }

    private static int level(int value, int most, int levels) {
        return (int) (((long) value * levels + most - 1) / most);
    }

    /**
     * Upright bars with their scale on the left, from the top line to the bottom one.
     *
     * @param each how wide a bar is, with what is between it and the next
     */
    static List<String> bars(int[] values, int height, int each, boolean utf8) {
        int most = Math.max(1, Arrays.stream(values).max().orElse(1));
        int steps = utf8 ? 8 : 1;
        int digits = Integer.toString(most).length();
        List<String> lines = new ArrayList<>();
        for (int row = height; row > 0; row--) {
            String scale = row == height ? Integer.toString(most) : "";
            StringBuilder line = new StringBuilder(" ".repeat(digits - scale.length()) + scale + (utf8 ? " ┤" : " |"));
            for (int value : values) {
                int filled = Math.clamp(level(value, most, height * steps) - (row - 1) * steps, 0, steps);
                char block = utf8 ? EIGHTHS.charAt(filled) : filled == 0 ? ' ' : '#';
                line.append(Character.toString(block).repeat(Math.max(1, each - 1)));
                line.append(" ".repeat(Math.min(1, each - 1)));
            }
            lines.add(line.toString().stripTrailing());
        }
        lines.add(" ".repeat(digits - 1)
                + (utf8 ? "0 └" + "─".repeat(values.length * each) : "0 +" + "-".repeat(values.length * each)));
        return lines;
    }

    /** Adds neighbours up until there are no more than so many numbers. */
    static int[] fitted(int[] values, int most) {
        int each = (values.length + most - 1) / most;
        int[] fitted = new int[(values.length + each - 1) / each];
        for (int i = 0; i < values.length; i++) {
            // From the end, so that the newest has all of its days.
            fitted[fitted.length - 1 - (values.length - 1 - i) / each] += values[i];
        }
        return fitted;
    }
}
