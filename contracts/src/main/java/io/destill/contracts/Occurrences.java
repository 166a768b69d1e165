package io.destill.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often a failure stands in one job's log.
 *
 * @param count at least 1
 * @param firstLines the numbers of the first few lines that it stands on, ascending
 */
public record Occurrences(int count, @Nullable List<Long> firstLines) {

    public Occurrences {
        firstLines = firstLines == null ? List.of() : List.copyOf(firstLines);
    }
}
