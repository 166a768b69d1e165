package io.destill.cli.tui;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the person said of failures in this session. Not thread-safe. */
final class Marks {

    private record Failure(String pipeline, String key) {}

    private final Map<Failure, Mark> marks = new HashMap<>();

    /** @param key of the failure's group */
    @Nullable
    Mark of(String pipeline, String key) {
        return marks.isEmpty() ? null : marks.get(new Failure(pipeline, key));
    }

    /** @param mark null for none */
    void set(String pipeline, String key, @Nullable Mark mark) {
        if (mark == null) {
            marks.remove(new Failure(pipeline, key));
        } else {
            marks.put(new Failure(pipeline, key), mark);
        }
    }
}
