package io.destill.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failure was seen before.
 *
 * @param builds how many builds it was seen in, this one included
 */
public record Recurrence(
        int builds, @Nullable Instant firstSeen, @Nullable Instant lastSeen) {}
