package io.destill.analysis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts the lines of a diff's hunk, whose head says how many there are. Not thread-safe. */
final class Hunk {

    private static final Pattern HEAD =
            Pattern.compile("^(\\s*)@@ -\\d{1,9}(?:,(\\d{1,6}))? \\+\\d{1,9}(?:,(\\d{1,6}))? @@");

    private int indent;
    private int oldLines;
    private int newLines;

    /** Whether a line belongs to a hunk whose head came before; a head begins one. */
    boolean holds(String text) {
        if (oldLines > 0 || newLines > 0) {
            char mark = text.length() > indent ? text.charAt(indent) : ' ';
            switch (mark) {
                case ' ' -> {
                    oldLines--;
                    newLines--;
                }
                case '-' -> oldLines--;
                case '+' -> newLines--;
                case '\\' -> {}
                default -> end();
            }
            if (mark == ' ' || mark == '-' || mark == '+' || mark == '\\') {
                return true;
            }
        }
        if (text.indexOf("@@ -") >= 0) {
            Matcher head = HEAD.matcher(text);
            if (head.find()) {
                indent = head.end(1);
                oldLines = count(head.group(2));
                newLines = count(head.group(3));
            }
        }
        return false;
    }

    void end() {
        oldLines = 0;
        newLines = 0;
    }

    private static int count(String digits) {
        return digits == null ? 1 : Integer.parseInt(digits);
    }
}
