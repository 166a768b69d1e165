package io.destill.cli;

import java.util.Locale;

/** The forms in which {@code analyze} shows its result. */
enum Format {
    /** The terminal UI on a terminal, else text. */
    AUTO,
    TUI,
    TEXT,
    JSON,
    NDJSON;

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
