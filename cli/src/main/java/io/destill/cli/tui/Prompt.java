package io.destill.cli.tui;

import java.util.regex.Pattern;

/**
 * A line that a person types into the footer.
 *
 * @param label what stands before it
 * @param hint what stands behind it
 */
record Prompt(Purpose purpose, String label, String text, String hint) {

    enum Purpose {
        FILTER,
        SEARCH,
        ADD,
        EXPORT
    }

    private static final Pattern LAST_WORD = Pattern.compile("\\S*\\s*$");

    Prompt type(String more) {
        return with(text + more.replaceAll("\\p{Cntrl}+", " "));
    }

    Prompt erase() {
        return text.isEmpty() ? this : with(text.substring(0, text.offsetByCodePoints(text.length(), -1)));
    }

    Prompt eraseWord() {
        return with(LAST_WORD.matcher(text).replaceFirst(""));
    }

    Prompt with(String newText) {
        return new Prompt(purpose, label, newText, hint);
    }
}
