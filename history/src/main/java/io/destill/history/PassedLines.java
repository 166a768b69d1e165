package io.destill.history;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;

/**
 * What is remembered of logs of jobs that passed: hashes of their lines that could be taken for failures, and nothing of the
 * lines themselves.
 *
 * @param logs how many logs they are from, or more
 * @param hashes each once, in ascending order
 */
public record PassedLines(int logs, List<Long> hashes) {

    public static final PassedLines NONE = new PassedLines(0, List.of());

    public PassedLines {
        hashes = List.copyOf(hashes);
    }

    /** The number of logs is that of the one with the most: two may be in part of the same logs. */
    static PassedLines union(List<PassedLines> parts) {
        TreeSet<Long> all = new TreeSet<>();
        parts.forEach(part -> all.addAll(part.hashes));
        return new PassedLines(parts.stream().mapToInt(PassedLines::logs).max().orElse(0), List.copyOf(all));
    }

    /** The first of the hashes, which are as good as any, as text for a column. */
    String toText(int most) {
        List<Long> kept = hashes.subList(0, Math.min(most, hashes.size()));
        ByteBuffer bytes = ByteBuffer.allocate(kept.size() * Long.BYTES);
        kept.forEach(bytes::putLong);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static PassedLines ofText(int logs, String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        List<Long> hashes = new ArrayList<>();
        while (bytes.remaining() >= Long.BYTES) {
            hashes.add(bytes.getLong());
        }
        return new PassedLines(logs, hashes);
    }
}
