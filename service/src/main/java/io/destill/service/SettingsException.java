package io.destill.service;

import java.util.List;

/** A service cannot start as it is configured. */
public final class SettingsException extends Exception {

    private static final long serialVersionUID = 1L;

    public SettingsException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
