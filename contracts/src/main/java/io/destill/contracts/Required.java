package io.destill.contracts;

import org.jspecify.annotations.Nullable;

/** The check that every record makes of its required fields. */
final class Required {

    private Required() {}

    /** @throws IllegalArgumentException naming the field as it stands in the JSON, if it is absent */
    static <T> T field(@Nullable T value, String jsonName) {
        if (value == null) {
            throw new IllegalArgumentException("missing required field '" + jsonName + "'");
        }
        return value;
    }
}
