package io.destill.cli.tui;

import io.destill.contracts.TriageCard;
import io.destill.history.HistoryException;
import io.destill.history.Mark;
import io.destill.history.Marks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps marks beyond the session. What holds them may be slow, or away: that is waited for on a thread of its own, which makes
 * them in the order in which they were said. For one thread.
 */
public final class MarkKeeper {

    private final @Nullable Marks marks;
    private final String why;
    private final Queue<String> news = new ConcurrentLinkedQueue<>();
    private @Nullable ExecutorService thread;

    private MarkKeeper(@Nullable Marks marks, String why) {
        this.marks = marks;
        this.why = why;
    }

    /** Keeps them in a history. */
    public static MarkKeeper in(Marks marks) {
        return new MarkKeeper(marks, "");
    }

    /** @param why marks are not kept, for a person: what follows a colon */
    public static MarkKeeper nowhere(String why) {
        return new MarkKeeper(null, why);
    }

    /** @param mark null takes back what was said before */
    void keep(TriageCard card, @Nullable Mark mark) {
        Marks kept = marks;
        if (kept == null) {
            onlyHere(mark, why);
            return;
        }
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("marks").factory());
        }
        thread.execute(() -> {
            try {
                kept.mark(card, mark);
            } catch (HistoryException e) {
                onlyHere(mark, String.valueOf(e.getMessage()));
            }
        });
    }

    private void onlyHere(@Nullable Mark mark, String reason) {
        String what = mark == null ? "Taken back" : mark == Mark.CAUSE ? "Marked as the cause" : "Marked as noise";
        news.add(what + " for this session only: " + reason);
    }

    /** What the person should know by now, as a sentence, once; null for nothing. */
    @Nullable
    String news() {
        return news.poll();
    }

    /**
     * Waits until all is kept; nothing more is to be kept after that.
     *
     * @param most how long at the most
     * @return what the person was not told yet, as sentences
     */
    public List<String> settle(Duration most) throws InterruptedException {
        List<String> untold = new ArrayList<>();
        if (thread != null) {
            thread.shutdown();
            if (!thread.awaitTermination(most.toNanos(), TimeUnit.NANOSECONDS)) {
                untold.add("What was marked last may not be kept: the history does not answer.");
            }
        }
        untold.addAll(news);
        news.clear();
        return untold;
    }
}
