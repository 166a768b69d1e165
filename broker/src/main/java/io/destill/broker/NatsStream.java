package io.destill.broker;

import io.destill.contracts.Subjects;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;

/** The streams that messages are kept in. A full one refuses what is new. */
enum NatsStream {
    CI_REQUESTS(Subjects.REQUESTS, Duration.ZERO),
    CI_LOGS(Subjects.LOGS, Duration.ofDays(1)),
    CI_FAILURES(Subjects.FAILURES, Duration.ofDays(7)),
    CI_PROGRESS(Subjects.PROGRESS, Duration.ofDays(7)),
    CI_DEAD_LETTERS(Subjects.DEAD_LETTERS, Duration.ofDays(30));

    /** A message that is sent again within this time is dropped; readers drop the rest. */
    private static final Duration DUPLICATES = Duration.ofHours(1);

    final String root;
    private final Duration age;

    NatsStream(String root, Duration age) {
        this.root = root;
        this.age = age;
    }

    /** The stream that a subject, or a filter, belongs to. */
    static NatsStream of(String subject) {
        int dot = subject.indexOf('.');
        String root = dot < 0 ? subject : subject.substring(0, dot);
        for (NatsStream stream : values()) {
            if (stream.root.equals(root)) {
                return stream;
            }
        }
        throw new IllegalArgumentException("no stream holds " + subject);
    }

    StreamConfiguration configuration(NatsSettings settings) {
        return StreamConfiguration.builder()
                .name(name())
                .subjects(this == CI_REQUESTS ? root : root + ".>")
                .retentionPolicy(this == CI_REQUESTS ? RetentionPolicy.WorkQueue : RetentionPolicy.Limits)
                .storageType(StorageType.File)
                .discardPolicy(DiscardPolicy.New)
                .maxAge(age)
                .maxBytes(this == CI_LOGS ? settings.logsMaxBytes() : -1)
                .duplicateWindow(DUPLICATES)
                .build();
    }

    /** What of an existing stream would lose messages; its limits are its operator's. */
    boolean fits(StreamConfiguration existing, NatsSettings settings) {
        StreamConfiguration wanted = configuration(settings);
        return existing.getSubjects().equals(wanted.getSubjects())
                && existing.getRetentionPolicy() == wanted.getRetentionPolicy()
                && existing.getDiscardPolicy() == wanted.getDiscardPolicy();
    }
}
