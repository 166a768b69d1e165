package io.destill.contracts;

/** How bad the log itself says a failure is, worst first. */
public enum Severity {
    FATAL,
    ERROR,
    WARN,
    INFO
}
