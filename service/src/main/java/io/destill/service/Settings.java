package io.destill.service;

import io.destill.broker.NatsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service's {@link Setting settings}, checked.
 *
 * @param values all variables, with flags in their place, for what an agent itself reads
 * @param parallel how many logs at once
 * @param stalledAfter after how long a log that does not go on is given back
 * @param hold how long work is an agent's without a sign of life
 * @param grace how long work in hand may go on after the end was asked for
 */
public record Settings(
        Map<String, String> values,
        NatsSettings nats,
        int parallel,
        Duration stalledAfter,
        Duration hold,
        Duration grace,
        String httpHost,
        int httpPort,
        boolean jsonLogs) {

    /** @throws SettingsException naming all that is wrong */
    static Settings read(Map<String, String> environment, String... flags) throws SettingsException {
        List<String> problems = new ArrayList<>();
        Map<String, String> values = new HashMap<>(environment);
        for (String flag : flags) {
            readFlag(flag, values, problems);
        }
        @Nullable NatsSettings nats = NatsSettings.fromEnvironment(values, null, problems);
        int parallel = Setting.DESTILL_PARALLEL.number(values, 1, 64, problems);
        int stalled = Setting.DESTILL_STALLED_AFTER.number(values, 1, 86_400, problems);
        int hold = Setting.DESTILL_HOLD.number(values, 15, 3600, problems);
        int grace = Setting.DESTILL_GRACE.number(values, 0, 3600, problems);
        int port = Setting.DESTILL_HTTP_PORT.number(values, 0, 65_535, problems);
        String format = Setting.DESTILL_LOG_FORMAT.value(values);
        if (!List.of("plain", "json").contains(format)) {
            problems.add("DESTILL_LOG_FORMAT must be plain or json, not " + format + ".");
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new Settings(
                Map.copyOf(values),
                Objects.requireNonNull(nats),
                parallel,
                Duration.ofSeconds(stalled),
                Duration.ofSeconds(hold),
                Duration.ofSeconds(grace),
                Setting.DESTILL_HTTP_HOST.value(values),
                port,
                format.equals("json"));
    }

    private static void readFlag(String flag, Map<String, String> values, List<String> problems) {
        int equals = flag.indexOf('=');
        String name = equals < 0 ? flag : flag.substring(0, equals);
        Optional<Setting> setting = Arrays.stream(Setting.values())
                .filter(each -> each.hasFlag() && each.flag().equals(name))
                .findFirst();
        if (setting.isEmpty() || equals < 0) {
            problems.add("'" + name + "' is no flag, or has no value: they look like --nats-url=nats://host:4222.");
        } else {
            values.put(setting.get().name(), flag.substring(equals + 1));
        }
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "Settings[nats=" + nats + ", parallel=" + parallel + "]";
    }
}
