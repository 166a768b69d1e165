package io.destill.cli.screen;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes keys, clicks and pastes of the bytes that terminals send (those of xterm, which others follow). The beginning of a
 * sequence is held back for a moment: over a slow line, the rest of an arrow key may still be on its way. Not thread-safe.
 */
public final class KeyDecoder {

    private static final long WAIT = Duration.ofMillis(40).toNanos();
    /** A paste's end comes, however long it takes. */
    private static final long LONG_WAIT = Duration.ofSeconds(2).toNanos();

    private static final int WHEEL_LINES = 3;
    private static final byte ESC = 0x1b;
    private static final byte BEL = 7;
    private static final String PASTE_END = "\u001b[201~";

    private static final Map<Character, String> BY_LETTER = Map.ofEntries(
            Map.entry('A', "Up"),
            Map.entry('B', "Down"),
            Map.entry('C', "Right"),
            Map.entry('D', "Left"),
            Map.entry('F', "End"),
            Map.entry('H', "Home"),
            Map.entry('M', "Enter"),
            Map.entry('P', "F1"),
            Map.entry('Q', "F2"),
            Map.entry('R', "F3"),
            Map.entry('S', "F4"));

    private static final Map<Integer, String> BY_NUMBER = Map.ofEntries(
            Map.entry(1, "Home"),
            Map.entry(2, "Insert"),
            Map.entry(3, "Delete"),
            Map.entry(4, "End"),
            Map.entry(5, "PgUp"),
            Map.entry(6, "PgDn"),
            Map.entry(7, "Home"),
            Map.entry(8, "End"),
            Map.entry(11, "F1"),
            Map.entry(12, "F2"),
            Map.entry(13, "F3"),
            Map.entry(14, "F4"),
            Map.entry(15, "F5"),
            Map.entry(17, "F6"),
            Map.entry(18, "F7"),
            Map.entry(19, "F8"),
            Map.entry(20, "F9"),
            Map.entry(21, "F10"),
            Map.entry(23, "F11"),
            Map.entry(24, "F12"));

    private static final Pattern MOUSE = Pattern.compile("<(\\d{1,5});(\\d{1,5});(\\d{1,5})([Mm])");
    private static final Pattern BACKGROUND =
            Pattern.compile("11;rgba?:(\\p{XDigit}{1,4})/(\\p{XDigit}{1,4})/(\\p{XDigit}{1,4}).*");

    private byte[] bytes = new byte[0];
    private int next;
    private long arrivedAt;

    /**
     * Takes bytes that have arrived; none to see whether what was held back is whole now.
     *
     * @param now in nanoseconds, by any clock that only goes forward
     */
    public List<Input> decode(byte[] arrived, long now) {
        if (arrived.length > 0) {
            byte[] all = new byte[bytes.length - next + arrived.length];
            System.arraycopy(bytes, next, all, 0, bytes.length - next);
            System.arraycopy(arrived, 0, all, bytes.length - next, arrived.length);
            bytes = all;
            next = 0;
            arrivedAt = now;
        }
        List<Input> inputs = new ArrayList<>();
        while (next < bytes.length) {
            int before = next;
            boolean complete = one(inputs, now - arrivedAt);
            if (!complete) {
                next = before;
                break;
            }
        }
        return inputs;
    }

    /** @return false if the rest is yet to come */
    private boolean one(List<Input> inputs, long waited) {
        int first = bytes[next++] & 0xff;
        if (first != ESC) {
            return first < 0x80 ? control(inputs, first, "") : character(inputs, first, "", waited);
        }
        if (next == bytes.length) {
            return waited >= WAIT && inputs.add(new Input.Key("Esc"));
        }
        int second = bytes[next++] & 0xff;
        return switch (second) {
            case '[' -> sequence(inputs, waited);
            case 'O' -> letter(inputs, waited);
            case ']', 'P' -> reply(inputs, waited);
            case ESC -> {
                next--;
                yield inputs.add(new Input.Key("Esc"));
            }
            default -> second < 0x80 ? control(inputs, second, "Alt-") : character(inputs, second, "Alt-", waited);
        };
    }

    private static boolean control(List<Input> inputs, int c, String held) {
        String name = switch (c) {
            case 0 -> "Ctrl-Space";
            case 8, 0x7f -> "Backspace";
            case 9 -> "Tab";
            case 10, 13 -> "Enter";
            case ' ' -> "Space";
            default -> c < ' ' ? "Ctrl-" + (char) (c + 0x40) : String.valueOf((char) c);
        };
        return inputs.add(new Input.Key(held + name));
    }

    private boolean character(List<Input> inputs, int first, String held, long waited) {
        int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
        int end = next - 1 + length;
        if (end > bytes.length) {
            if (waited < WAIT) {
                return false;
            }
            end = bytes.length;
        }
        String text = new String(bytes, next - 1, end - next + 1, StandardCharsets.UTF_8);
        next = end;
        return text.contains("\ufffd") || inputs.add(new Input.Key(held + text));
    }

    /** After {@code ESC O}. */
    private boolean letter(List<Input> inputs, long waited) {
        if (next == bytes.length) {
            return waited >= WAIT && inputs.add(new Input.Key("Alt-O"));
        }
        String name = BY_LETTER.get((char) bytes[next++]);
        return name == null || inputs.add(new Input.Key(name));
    }

    /** After {@code ESC [}. */
    private boolean sequence(List<Input> inputs, long waited) {
        int start = next;
        while (next < bytes.length && bytes[next] >= 0x20 && bytes[next] < 0x40) {
            next++;
        }
        if (next == bytes.length) {
            next = start;
            return waited >= WAIT && inputs.add(new Input.Key("Alt-["));
        }
        char last = (char) bytes[next++];
        String body = new String(bytes, start, next - start, StandardCharsets.US_ASCII);
        if (body.equals("200~")) {
            return paste(inputs, waited);
        }
        Matcher mouse = MOUSE.matcher(body);
        if (mouse.matches()) {
            mouse(inputs, mouse);
            return true;
        }
        String[] parameters = body.substring(0, body.length() - 1).split(";", -1);
        String name = last == '~' ? BY_NUMBER.get(number(parameters[0])) : last == 'Z' ? "Tab" : BY_LETTER.get(last);
        if (name != null) {
            int modifiers = last == 'Z' ? 1 : parameters.length > 1 ? number(parameters[1]) - 1 : 0;
            inputs.add(new Input.Key(((modifiers & 4) != 0 ? "Ctrl-" : "")
                    + ((modifiers & 2) != 0 ? "Alt-" : "")
                    + ((modifiers & 1) != 0 ? "Shift-" : "")
                    + name));
        }
        return true;
    }

    private static int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void mouse(List<Input> inputs, Matcher mouse) {
        int button = number(mouse.group(1));
        int x = Math.max(0, number(mouse.group(2)) - 1);
        int y = Math.max(0, number(mouse.group(3)) - 1);
        if (mouse.group(4).equals("M")) {
            switch (button) {
                case 0 -> inputs.add(new Input.Click(x, y));
                case 64 -> inputs.add(new Input.Wheel(x, y, -WHEEL_LINES));
                case 65 -> inputs.add(new Input.Wheel(x, y, WHEEL_LINES));
                default -> {}
            }
        }
    }

    private boolean paste(List<Input> inputs, long waited) {
        String rest = new String(bytes, next, bytes.length - next, StandardCharsets.ISO_8859_1);
        int end = rest.indexOf(PASTE_END);
        if (end < 0 && waited < LONG_WAIT) {
            return false;
        }
        int length = end < 0 ? rest.length() : end;
        inputs.add(new Input.Paste(new String(bytes, next, length, StandardCharsets.UTF_8)));
        next += Math.min(rest.length(), length + PASTE_END.length());
        return true;
    }

    /** After {@code ESC ]} or {@code ESC P}: what the terminal answers, up to BEL or {@code ESC \}. */
    private boolean reply(List<Input> inputs, long waited) {
        int start = next;
        while (next < bytes.length && bytes[next] != BEL && bytes[next] != ESC) {
            next++;
        }
        boolean ended = next < bytes.length && (bytes[next] == BEL || next + 1 < bytes.length);
        if (!ended && waited < WAIT) {
            return false;
        }
        Matcher background = BACKGROUND.matcher(new String(bytes, start, next - start, StandardCharsets.US_ASCII));
        if (background.matches()) {
            inputs.add(new Input.Background(
                    part(background.group(1)), part(background.group(2)), part(background.group(3))));
        }
        next = Math.min(bytes.length, next + (ended && bytes[next] == ESC ? 2 : 1));
        return true;
    }

    private static double part(String hex) {
        return Integer.parseInt(hex, 16) / (Math.pow(16, hex.length()) - 1);
    }
}
