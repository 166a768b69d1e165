package io.destill.cli.tui;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has changed its place between two orders, not counting what was only pushed along by others. */
final class Moves {

    enum Move {
        NEW,
        UP,
        DOWN
    }

    private Moves() {}

    /** @return the moves of those that moved; none if there was nothing before */
    static Map<String, Move> between(List<String> before, List<String> after) {
        Map<String, Move> moves = new HashMap<>();
        if (before.isEmpty() || before.equals(after)) {
            return moves;
        }
        Map<String, Integer> places = new HashMap<>();
        for (String key : before) {
            places.put(key, places.size());
        }
        List<String> kept = new ArrayList<>();
        for (String key : after) {
            if (places.containsKey(key)) {
                kept.add(key);
            } else {
                moves.put(key, Move.NEW);
            }
        }
        boolean[] stayed = longestAscent(kept.stream().mapToInt(places::get).toArray());
        for (int i = 0; i < kept.size(); i++) {
            if (!stayed[i]) {
                moves.put(kept.get(i), places.get(kept.get(i)) > i ? Move.UP : Move.DOWN);
            }
        }
        return moves;
    }

    /** Which of the numbers, all different, belong to a longest ascending part of them. */
    private static boolean[] longestAscent(int[] numbers) {
        int[] ends = new int[numbers.length];
        int[] previous = new int[numbers.length];
        int length = 0;
        for (int i = 0; i < numbers.length; i++) {
            int low = 0;
            int high = length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (numbers[ends[middle]] < numbers[i]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            previous[i] = low == 0 ? -1 : ends[low - 1];
            ends[low] = i;
            length = Math.max(length, low + 1);
        }
        boolean[] belongs = new boolean[numbers.length];
        for (int i = length == 0 ? -1 : ends[length - 1]; i >= 0; i = previous[i]) {
            belongs[i] = true;
        }
        return belongs;
    }
}
