package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The job whose log a message speaks of.
 *
 * @param id unique within the build
 * @param state the provider's word for how it ended, {@code failed} for local logs
 * @param retry how many earlier attempts of this job there were, from 0
 * @param parallelIndex this job's place among parallel ones, from 0
 */
public record JobRef(
        @JsonProperty(required = true) String id,
        @JsonProperty(required = true) String name,
        @Nullable String stepKey,
        @Nullable String url,
        @Nullable String state,
        @Nullable Integer exitStatus,
        boolean softFailed,
        int retry,
        @Nullable Integer parallelIndex,
        @Nullable Integer parallelTotal) {

    public JobRef {
        Required.field(id, "job.id");
        Required.field(name, "job.name");
    }
}
