package io.destill.cli;

import io.destill.history.FailureHistory.Scope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which part of the history a command is about. */
final class HistoryScope {

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME",
            description = "Only this pipeline: acme/api, or the absolute directory of local logs.")
    @Nullable
    String pipeline;

    @Option(names = "--branch", paramLabel = "NAME", description = "Only what was seen on this branch.")
    @Nullable
    String branch;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only builds since then: a day, such as 2026-08-20, or an age in days, such as 30d.")
    @Nullable
    String since;

    Scope scope() {
        return new Scope(pipeline, branch, since == null ? null : instant(since));
    }

    private Instant instant(String time) {
        Integer days = days(time);
        if (days != null) {
            return Instant.now().minus(Duration.ofDays(days));
        }
        try {
            return LocalDate.parse(time).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--since must be a day, such as 2026-08-20, or an age, such as 30d, not '" + time + "'.");
        }
    }

    /** Of {@code 30d}; null if it is nothing like that. */
    static @Nullable Integer days(String age) {
        return age.matches("\\d{1,5}d") ? Integer.valueOf(age.substring(0, age.length() - 1)) : null;
    }
}
