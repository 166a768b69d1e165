package io.destill.history;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a person says of a failure. */
public enum Mark {
    /** It is why builds fail. */
    @JsonProperty("cause")
    CAUSE,
    /** It is printed whether builds fail or not. */
    @JsonProperty("noise")
    NOISE;

    /** The name that stands in texts and in the history. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Mark of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
