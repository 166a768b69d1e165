package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failure was seen before, in builds of the same pipeline. All counts include the build that the card is of.
 *
 * @param builds how many builds it was seen in
 * @param firstSeen null if the status is {@link Status#UNKNOWN}
 * @param lastSeen the newest sighting before this build, null if there is none
 * @param branches the names of the branches that it was seen on, most often seen first, at most ten
 * @param branchCount how many branches it was seen on
 * @param onDefaultBranch whether it was seen on the pipeline's default branch; null if that is not known
 * @param passedOnRetry how often the job passed when it was tried again
 */
public record Recurrence(
        @JsonProperty(required = true) Status status,
        @JsonProperty(required = true) int builds,
        @Nullable Sighting firstSeen,
        @Nullable Sighting lastSeen,
        @Nullable List<String> branches,
        @JsonProperty(required = true) int branchCount,
        @Nullable Boolean onDefaultBranch,
        @JsonProperty(required = true) int passedOnRetry) {

    /** For when there is a history, but it could not be asked. */
    public static final Recurrence UNKNOWN = new Recurrence(Status.UNKNOWN, 0, null, null, List.of(), 0, null, 0);

    public Recurrence {
        Required.field(status, "recurrence.status");
        branches = branches == null ? List.of() : List.copyOf(branches);
    }

    /** A reader takes a value that it does not know for {@link #UNKNOWN}. */
    public enum Status {
        /** In no build before this one. */
        @JsonProperty("new")
        NEW,
        @JsonProperty("recurring")
        RECURRING,
        /** A job that showed it passed when it was tried again, with nothing changed. */
        @JsonProperty("known-flaky")
        KNOWN_FLAKY,
        /** Builds passed that step in between. */
        @JsonProperty("fixed-and-back")
        FIXED_AND_BACK,
        @JsonEnumDefaultValue
        @JsonProperty("unknown")
        UNKNOWN;

        /** The name that stands in JSON and in texts. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A build that a failure was seen in. */
    public record Sighting(
            @JsonProperty(required = true) Instant at,
            @Nullable Long buildNumber,
            @Nullable String buildUrl,
            @Nullable String branch,
            @Nullable String commit) {

        public Sighting {
            Required.field(at, "sighting.at");
        }
    }
}
