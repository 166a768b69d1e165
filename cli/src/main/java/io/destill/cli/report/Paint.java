package io.destill.cli.report;

/** Colours for text on a terminal, or none. */
public enum Paint {
    ON,
    OFF;

    /** A short word at the beginning of a line that says whether what follows is good or bad. */
    public String label(String text, boolean bad) {
        return sgr(bad ? "1;31" : "32", text);
    }

    String bold(String text) {
        return sgr("1", text);
    }

    String dim(String text) {
        return sgr("2", text);
    }

    String bad(String text) {
        return sgr("31", text);
    }

    String boldBad(String text) {
        return sgr("1;31", text);
    }

    String accent(String text) {
        return sgr("36", text);
    }

    private String sgr(String code, String text) {
        return this == OFF || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
