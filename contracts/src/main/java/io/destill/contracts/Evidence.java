package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One reason for a card's confidence.
 *
 * @param rule the name of the rule that fired
 * @param contribution what it added to or took from the score; a card's contributions add up to its score
 * @param detail what was seen, for a person, such as the line that it was seen on
 */
public record Evidence(
        @JsonProperty(required = true) String rule,
        @JsonProperty(required = true) double contribution,
        @Nullable String detail) {

    public Evidence {
        Required.field(rule, "evidence.rule");
    }
}
