package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What kind of failure a card shows. A reader takes a value that it does not know for {@link #UNKNOWN}. */
public enum Category {
    @JsonProperty("compile")
    COMPILE,
    @JsonProperty("test")
    TEST,
    @JsonProperty("lint")
    LINT,
    @JsonProperty("dependency")
    DEPENDENCY,
    @JsonProperty("network")
    NETWORK,
    /** Memory, disk or time ran out. */
    @JsonProperty("resource")
    RESOURCE,
    /** Permissions and credentials. */
    @JsonProperty("permission")
    PERMISSION,
    @JsonProperty("configuration")
    CONFIGURATION,
    @JsonProperty("infrastructure")
    INFRASTRUCTURE,
    @JsonProperty("crash")
    CRASH,
    @JsonProperty("script")
    SCRIPT,
    @JsonEnumDefaultValue
    @JsonProperty("unknown")
    UNKNOWN;

    /** The name that stands in JSON and in texts. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
