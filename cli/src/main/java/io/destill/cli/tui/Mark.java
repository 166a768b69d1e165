package io.destill.cli.tui;

/** What a person says of a failure. */
public enum Mark {
    CAUSE,
    NOISE
}
