package io.destill.cli.tui;

import io.destill.analysis.InkedLine;
import io.destill.contracts.AnalysisRequest;
import io.destill.contracts.TriageCard;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the colours of a card's lines in its log, on a thread of its own, where the log is on this machine: nobody waits for
 * them, and nothing is fetched for their sake. For one thread.
 */
final class LogColors {

    /** Of a log, so much is read at the most; what stands after that stays plain. */
    private static final long MOST = 64L << 20;

    private static final int LONGEST_LINE = 1 << 14;

    /** @param lines by number; those that are not plain, and some that are */
    record Found(TriageCard card, Map<Long, InkedLine> lines) {}

    private final Logs logs;
    private final AtomicReference<@Nullable Found> found = new AtomicReference<>();
    private String asked = "";
    private @Nullable Thread thread;

    LogColors(Logs logs) {
        this.logs = logs;
    }

    /** Begins to look for a card's colours, unless those of another are still being looked for. */
    void ask(@Nullable TriageCard card) {
        if (card == null || card.id().equals(asked) || !isAtHand(card) || thread != null && thread.isAlive()) {
            return;
        }
        asked = card.id();
        thread = Thread.ofPlatform().daemon().name("colors").start(() -> {
            try (InputStream log = new BufferedInputStream(logs.open(card))) {
                found.set(new Found(card, read(log, card)));
            } catch (IOException e) {
                // They stay plain.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What was found since this was last asked, or null. */
    @Nullable
    Found take() {
        return found.getAndSet(null);
    }

    private static boolean isAtHand(TriageCard card) {
        String url = card.build().url();
        return url.startsWith("file:") || url.equals(AnalysisRequest.STANDARD_INPUT);
    }

    private static Map<Long, InkedLine> read(InputStream log, TriageCard card) throws IOException {
        long first = card.lineStart() - card.preContext().size();
        long last = card.lineEnd() + card.postContext().size();
        Map<Long, InkedLine> lines = new HashMap<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long number = 1;
        for (long at = 0; at < MOST && number <= last; at++) {
            int b = log.read();
            if (b >= 0 && b != '\n') {
                if (number >= first && line.size() < LONGEST_LINE) {
                    line.write(b);
                }
                continue;
            }
            if (number >= first) {
                lines.put(number, InkedLine.of(line.toByteArray(), 0, line.size()));
                line.reset();
            }
            if (b < 0) {
                break;
            }
            number++;
        }
        return lines;
    }
}
