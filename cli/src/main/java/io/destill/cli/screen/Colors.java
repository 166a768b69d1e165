package io.destill.cli.screen;

import java.util.Locale;
import java.util.Map;

/**
 * What a terminal shows of colours.
 *
 * @param dark whether its background is; what is not known is {@link Background#UNKNOWN}
 */
public record Colors(Depth depth, Background dark) {

    public enum Depth {
        NONE,
        SIXTEEN,
        PALETTE,
        TRUE
    }

    public enum Background {
        UNKNOWN,
        DARK,
        LIGHT
    }

    public static final Colors NONE = new Colors(Depth.NONE, Background.UNKNOWN);

    private static final int[] LEVELS = {0, 95, 135, 175, 215, 255};
    private static final int[][] SIXTEEN = {
        {0, 0, 0},
        {205, 0, 0},
        {0, 205, 0},
        {205, 205, 0},
        {0, 0, 238},
        {205, 0, 205},
        {0, 205, 205},
        {229, 229, 229},
        {127, 127, 127},
        {255, 0, 0},
        {0, 255, 0},
        {255, 255, 0},
        {92, 92, 255},
        {255, 0, 255},
        {0, 255, 255},
        {255, 255, 255}
    };

    /** By {@code COLORTERM} and {@code TERM}; the background by {@code COLORFGBG}, which some terminals set. */
    public static Colors of(Map<String, String> environment) {
        String colorTerm = environment.getOrDefault("COLORTERM", "").toLowerCase(Locale.ROOT);
        String term = environment.getOrDefault("TERM", "");
        Depth depth = colorTerm.equals("truecolor") || colorTerm.equals("24bit") || term.endsWith("-direct")
                ? Depth.TRUE
                : term.contains("256color") || term.contains("kitty") || term.contains("ghostty")
                        ? Depth.PALETTE
                        : Depth.SIXTEEN;
        String told = environment.getOrDefault("COLORFGBG", "");
        return new Colors(depth, background(told.substring(told.lastIndexOf(';') + 1)));
    }

    private static Background background(String index) {
        return switch (index) {
            case "0", "1", "2", "3", "4", "5", "6", "8" -> Background.DARK;
            case "7", "9", "10", "11", "12", "13", "14", "15" -> Background.LIGHT;
            default -> Background.UNKNOWN;
        };
    }

    /** With the background that the terminal told, as 0 to 1 for each. */
    public Colors onBackground(double red, double green, double blue) {
        boolean light = 0.299 * red + 0.587 * green + 0.114 * blue > 0.5;
        return new Colors(depth, light ? Background.LIGHT : Background.DARK);
    }

    /** The nearest colour that the terminal has. */
    int fit(int color) {
        if (depth == Depth.NONE || color < 0) {
            return Style.DEFAULT;
        }
        if (Style.isRgb(color) && depth != Depth.TRUE) {
            int[] rgb = {color >> 16 & 0xff, color >> 8 & 0xff, color & 0xff};
            return depth == Depth.PALETTE ? cube(rgb) : nearest(rgb);
        }
        return depth == Depth.SIXTEEN && color > 15 ? nearest(rgbOf(color)) : color;
    }

    private static int cube(int[] rgb) {
        return 16 + 36 * level(rgb[0]) + 6 * level(rgb[1]) + level(rgb[2]);
    }

    private static int level(int value) {
        int best = 0;
        for (int i = 1; i < LEVELS.length; i++) {
            if (Math.abs(LEVELS[i] - value) < Math.abs(LEVELS[best] - value)) {
                best = i;
            }
        }
        return best;
    }

    private static int[] rgbOf(int index) {
        if (index >= 232) {
            int gray = 8 + 10 * (index - 232);
            return new int[] {gray, gray, gray};
        }
        int cube = index - 16;
        return new int[] {LEVELS[cube / 36], LEVELS[cube / 6 % 6], LEVELS[cube % 6]};
    }

    private static int nearest(int[] rgb) {
        int best = 0;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < SIXTEEN.length; i++) {
            long distance = 0;
            for (int part = 0; part < 3; part++) {
                long difference = (long) SIXTEEN[i][part] - rgb[part];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }
}
