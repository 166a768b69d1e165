package io.destill.analysis;

import org.jspecify.annotations.Nullable;

/**
 * Follows the groups that a provider folds, the commands that are run, and the lines that say how a command ended.
 *
 * <p>Knows Buildkite's {@code ~~~}, {@code ---} and {@code +++} groups and its error line, GitHub's {@code ##[group]} and
 * {@code ##[error]Process completed}, GitLab's {@code section_start} and {@code Job failed}, Travis CI's folds and {@code
 * The command … exited with}, and echoed commands after a prompt. One job; not thread-safe.
 */
final class Sections {

    /** How a command ended, as far as the log has said. */
    enum Status {
        UNKNOWN,
        PASSED,
        FAILED
    }

    /** What a line is. */
    enum Kind {
        CONTENT,
        /** The name of a group, or some other marker that is no output. */
        MARKER,
        /** A command, or a group of them, that is about to run; its output follows. */
        COMMAND,
        /** The end of a command's output, when how it ended is said only later. */
        END,
        /** The command before ended; {@link Sections#exitStatus()} says how. */
        EXIT
    }

    private static final String RED = "\u001b[31;1m";

    /** The name of the group that the current line stands in. */
    private @Nullable String title;

    /** What the raw line of a command that the provider echoes holds beside the command; tools echo commands too. */
    private String prompt = "";

    private String exitStatus = "";
    private boolean inExitMessage;

    @Nullable
    String title() {
        return title;
    }

    /** On {@link Kind#EXIT}: the exit status or signal as the log says it, "0" for success. */
    String exitStatus() {
        return exitStatus;
    }

    /** Whether the lines that follow belong to a message about the end of a command. */
    boolean isInExitMessage() {
        return inExitMessage;
    }

    /** Says what a line is, given its raw bytes (for markers that a terminal hides) and the same line as a person sees it. */
    Kind line(byte[] bytes, int offset, int length, String visible) {
        if (visible.startsWith("##[")) {
            return github(visible);
        }
        if (indexOf(bytes, offset, length, "section_") >= 0) {
            Kind kind = gitlab(bytes, offset, length, visible);
            if (kind != Kind.CONTENT) {
                return kind;
            }
        }
        if (startsWith(bytes, offset, length, "\u001b_bk;")) {
            Kind kind = buildkite(bytes, offset, length, visible);
            if (kind != Kind.CONTENT) {
                return kind;
            }
        }
        travis(bytes, offset, length);
        if (visible.startsWith("$ ")) {
            return indexOf(bytes, offset, length, prompt) >= 0 ? Kind.COMMAND : Kind.CONTENT;
        }
        if (visible.startsWith("Post job cleanup.")) {
            return Kind.COMMAND;
        }
        return ending(bytes, offset, length, visible);
    }

    /** A line about the end of a command, which may go on over several lines, or content. */
    private Kind ending(byte[] bytes, int offset, int length, String visible) {
        if (inExitMessage) {
            inExitMessage = !visible.contains("\" exited with ");
            return Kind.MARKER;
        }
        String status = exit(visible);
        if (status == null && visible.startsWith("The command \"") && indexOf(bytes, offset, length, RED) >= 0) {
            // The command has line breaks; how it ended comes after it, but the colour tells already.
            inExitMessage = true;
            status = "1";
        }
        if (status == null) {
            return Kind.CONTENT;
        }
        exitStatus = status;
        return Kind.EXIT;
    }

    private Kind buildkite(byte[] bytes, int offset, int length, String visible) {
        prompt = "\u001b[90m";
        if (visible.startsWith("^^^ +++")) {
            return Kind.MARKER;
        }
        if (visible.startsWith("~~~ ") || visible.startsWith("--- ") || visible.startsWith("+++ ")) {
            if (isResultOfGoTest(visible)) {
                return Kind.CONTENT;
            }
            title = visible.substring(4).strip();
            return Kind.COMMAND;
        }
        return visible.startsWith("> ") && indexOf(bytes, offset, length, prompt) >= 0 ? Kind.COMMAND : Kind.CONTENT;
    }

    /** Go prints the results of its tests as Buildkite's groups look. */
    private static boolean isResultOfGoTest(String visible) {
        return visible.startsWith("PASS: ", 4) || visible.startsWith("FAIL: ", 4) || visible.startsWith("SKIP: ", 4);
    }

    /** How the script ended is said only after the sections that clean up: its end is where the section ends. */
    private Kind gitlab(byte[] bytes, int offset, int length, String visible) {
        prompt = "\u001b[32;1m$";
        String ended = between(bytes, offset, length, "section_end:");
        String begun = between(bytes, offset, length, "section_start:");
        if (begun != null) {
            title = visible.isBlank() ? begun.substring(begun.indexOf(':') + 1) : visible;
        }
        if (ended == null) {
            return begun == null ? Kind.CONTENT : Kind.MARKER;
        }
        if (exit(visible) != null) {
            return Kind.CONTENT;
        }
        return ended.endsWith(":step_script") || ended.endsWith(":build_script") ? Kind.END : Kind.MARKER;
    }

    private void travis(byte[] bytes, int offset, int length) {
        if (indexOf(bytes, offset, length, "travis_fold:start:") >= 0) {
            title = between(bytes, offset, length, "travis_fold:start:");
        }
        if (indexOf(bytes, offset, length, "travis_time:start:") >= 0) {
            prompt = "travis_time:start:";
        }
    }

    private Kind github(String visible) {
        if (visible.startsWith("##[group]")) {
            String name = visible.substring(9);
            title = name;
            return name.startsWith("Run ") ? Kind.COMMAND : Kind.MARKER;
        }
        if (visible.startsWith("##[error]Process completed with exit code ")) {
            exitStatus = digits(visible, 42);
            return Kind.EXIT;
        }
        return visible.startsWith("##[endgroup]") || visible.startsWith("##[command]") ? Kind.MARKER : Kind.CONTENT;
    }

    /** The status that a provider's own line about the end of a command gives; null for any other line. */
    private static @Nullable String exit(String visible) {
        int at = visible.indexOf("exited with ");
        if (at >= 0) {
            if (visible.contains("The command \"") || (at > 1 && visible.charAt(at - 2) == '"')) {
                return digits(visible, at + 12);
            }
            if (visible.contains("Error: The command exited with status ")) {
                return digits(visible, visible.indexOf("status ") + 7);
            }
            if (visible.contains(" hook exited with status ")) {
                return digits(visible, visible.indexOf("status ") + 7);
            }
            return null;
        }
        if (visible.contains("The command was interrupted by a signal")) {
            return "signal";
        }
        if (visible.startsWith("ERROR: Job failed")) {
            int code = visible.indexOf(" code ");
            int status = visible.indexOf(" status ");
            return code > 0 ? digits(visible, code + 6) : status > 0 ? digits(visible, status + 8) : "1";
        }
        return null;
    }

    private static String digits(String text, int from) {
        int end = Math.min(from, text.length());
        while (end < text.length() && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '-')) {
            end++;
        }
        return text.substring(Math.min(from, text.length()), end);
    }

    private static boolean startsWith(byte[] bytes, int offset, int length, String ascii) {
        return length >= ascii.length() && indexOf(bytes, offset, ascii.length(), ascii) == 0;
    }

    private static int indexOf(byte[] bytes, int offset, int length, String ascii) {
        outer:
        for (int i = 0; i <= length - ascii.length(); i++) {
            for (int k = 0; k < ascii.length(); k++) {
                if (bytes[offset + i + k] != ascii.charAt(k)) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }

    /** What stands between a marker's start and the next control character. */
    private static @Nullable String between(byte[] bytes, int offset, int length, String start) {
        int at = indexOf(bytes, offset, length, start);
        if (at < 0) {
            return null;
        }
        int from = offset + at + start.length();
        int to = from;
        while (to < offset + length && bytes[to] >= 0x20 && bytes[to] != 0x7f && bytes[to] != '[') {
            to++;
        }
        return new String(bytes, from, to - from, java.nio.charset.StandardCharsets.UTF_8).strip();
    }
}
