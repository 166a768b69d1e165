package io.destill.cli;

import java.util.Locale;

/** The values of {@code --color}. */
enum When {
    AUTO,
    ALWAYS,
    NEVER;

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
