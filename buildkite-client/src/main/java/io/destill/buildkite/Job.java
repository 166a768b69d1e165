package io.destill.buildkite;

import org.jspecify.annotations.Nullable;

/**
 * A job of a build: a command that an agent runs ({@code script}), or one of the steps that run nothing
 * ({@code waiter}, {@code manual}, {@code trigger}).
 *
 * @param name may hold emoji codes such as {@code :junit:}
 * @param label what manual jobs have in place of a name
 * @param state {@code passed}, {@code failed}, {@code timed_out}, {@code broken}, {@code expired}, {@code canceled}, …
 * @param exitStatus the command's; -1 if the agent was lost or never started it
 * @param signalReason why Buildkite or the agent ended it, as in {@code agent_stop}
 * @param retriedInJobId the attempt that followed on this one
 * @param retriesCount how many attempts came before this one
 * @param parallelGroupIndex from 0
 * @param triggeredBuild of a trigger, once it exists
 */
public record Job(
        @Nullable String type,
        @Nullable String id,
        @Nullable String name,
        @Nullable String label,
        @Nullable String command,
        @Nullable String stepKey,
        @Nullable Step step,
        @Nullable String state,
        @Nullable Integer exitStatus,
        @Nullable Boolean softFailed,
        @Nullable String signalReason,
        @Nullable String webUrl,
        @Nullable String retriedInJobId,
        @Nullable Integer retriesCount,
        @Nullable Integer parallelGroupIndex,
        @Nullable Integer parallelGroupTotal,
        @Nullable TriggeredBuild triggeredBuild) {

    /** What {@code sid} in a web URL speaks of. */
    public record Step(@Nullable String id) {}

    /** The build that a trigger started. */
    public record TriggeredBuild(
            @Nullable Long number, @Nullable String webUrl) {}

    /** Whether it runs a command and so can have a log. */
    public boolean isScript() {
        return "script".equals(type);
    }

    public boolean isTrigger() {
        return "trigger".equals(type);
    }
}
