package io.destill.cli.screen;

import io.destill.cli.report.Cells;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal as far as {@link Painter} uses one: what it is sent becomes text in cells, with how each looks. */
final class FakeTerminal {

    private static final Pattern PART = Pattern.compile("\u001b\\[([?\\d;]*)([A-Za-z])|([^\u001b])", Pattern.DOTALL);

    private final String[][] cells;
    private final String[][] looks;
    private String look = "0";
    private int x;
    private int y;

    FakeTerminal(int width, int height) {
        cells = new String[height][width];
        looks = new String[height][width];
        clear();
    }

    private void clear() {
        for (int row = 0; row < cells.length; row++) {
            Arrays.fill(cells[row], " ");
            Arrays.fill(looks[row], "0");
        }
    }

    void take(String sent) {
        Matcher part = PART.matcher(sent);
        int end = 0;
        while (part.find()) {
            if (part.start() != end) {
                throw new IllegalArgumentException("not understood: " + sent.substring(end, part.start()));
            }
            end = part.end();
            if (part.group(3) != null) {
                put(part.group(3).codePointAt(0));
            } else {
                control(part.group(2).charAt(0), part.group(1));
            }
        }
    }

    private void put(int c) {
        int width = Cells.width(c);
        if (width == 0) {
            cells[y][x - 1] += Character.toString(c);
            return;
        }
        cells[y][x] = Character.toString(c);
        looks[y][x] = look;
        if (width == 2) {
            cells[y][x + 1] = "";
            looks[y][x + 1] = look;
        }
        x += width;
    }

    private void control(char code, String parameters) {
        switch (code) {
            case 'H' -> {
                String[] at = parameters.split(";", -1);
                y = Integer.parseInt(at[0]) - 1;
                x = Integer.parseInt(at[1]) - 1;
            }
            case 'K' -> {
                Arrays.fill(cells[y], x, cells[y].length, " ");
                Arrays.fill(looks[y], x, cells[y].length, look);
            }
            case 'J' -> clear();
            case 'm' -> look = parameters;
            case 'h', 'l' -> {}
            default -> throw new IllegalArgumentException("unknown: " + code);
        }
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (String[] row : cells) {
            text.append(String.join("", row).stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** The parameters of what a cell was given to look like. */
    String look(int column, int row) {
        return looks[row][column];
    }

    String looks() {
        return Arrays.deepToString(looks);
    }
}
