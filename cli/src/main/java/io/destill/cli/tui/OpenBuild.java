package io.destill.cli.tui;

import io.destill.cli.report.JobResult;
import io.destill.cli.report.RequestState;
import io.destill.cli.tui.Listing.Choice;
import io.destill.cli.tui.Listing.FailureRow;
import io.destill.cli.tui.Listing.JobRow;
import io.destill.cli.tui.Listing.Row;
import io.destill.cli.tui.Listing.Sort;
import io.destill.contracts.BuildRef;
import io.destill.contracts.Message;
import io.destill.contracts.TriageCard;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One build of the session: what is known of it, and how it is looked at. Not thread-safe.
 *
 * <p>The selection is a failure, not a row: it stays where it is while rows stream in around it. Only before the first move,
 * and after a move to the top, it is whatever stands on top.
 */
final class OpenBuild {

    /** How often rows are put in order while messages stream in, at the most. */
    private static final long PAUSE = Duration.ofMillis(100).toNanos();

    /** How long a row shows that its rank changed. */
    private static final long MOMENT = Duration.ofMillis(1500).toNanos();

    private final String target;
    private final SessionMarks marks;
    private Results results;
    private @Nullable Results coming;

    private Filter filter = Filter.NONE;
    private Sort sort = Sort.CONFIDENCE;
    private boolean byJob;
    private final Set<String> closed = new HashSet<>();
    private boolean showPassed;
    private boolean showNoise;

    private Listing listing = Listing.EMPTY;
    private List<String> order = List.of();
    private Map<String, Moves.Move> moves = Map.of();
    private long movesUntil;
    private boolean stale;
    private boolean filtered;
    private boolean arranged;
    private long arrangedAt;

    private @Nullable String selectedKey;
    private int selectedRow;
    private int listTop;
    private int detailTop;
    private int occurrence;

    /** @param target what was asked for, to ask for it again */
    OpenBuild(String target, RequestState request, SessionMarks marks, boolean showPassed) {
        this.target = target;
        this.results = new Results(request);
        this.marks = marks;
        this.showPassed = showPassed;
    }

    /** @return the job that is done with it, or null */
    @Nullable
    JobResult take(Message message) {
        Results to = coming == null ? results : coming;
        JobResult result = to.take(message);
        if (coming != null && coming.request().complete()) {
            if (coming.request().failure() == null) {
                results = coming;
                stale = true;
            }
            coming = null;
        }
        stale |= result != null && coming == null;
        return result;
    }

    /** What comes from now on is of another request: it takes the place of what is there once it is complete. */
    void fetchAgain(RequestState request) {
        coming = new Results(request);
    }

    /** The request whose answers are awaited, or were the last. */
    RequestState latest() {
        return coming == null ? results.request() : coming.request();
    }

    boolean isFetchedAgain() {
        return coming != null;
    }

    /** @return whether what is shown has changed */
    boolean tick(long now, int listHeight) {
        boolean changed = false;
        if (stale && (!arranged || now - arrangedAt >= PAUSE)) {
            changed = true;
            arrange(now, listHeight);
        }
        if (!moves.isEmpty() && now >= movesUntil) {
            moves = Map.of();
            changed = true;
        }
        return changed;
    }

    /** Puts the rows in order. */
    void arrange(long now, int listHeight) {
        FailureRow before = selected();
        listing = Listing.of(
                results.groups().ranked(),
                marks.of(build()),
                new Choice(filter, sort, byJob, closed, showPassed, showNoise));
        noteMoves(now);
        stale = false;
        arranged = true;
        arrangedAt = now;
        int row = selectedKey == null ? firstFailure() : rowOf(selectedKey);
        if (row >= 0) {
            selectedRow = row;
        } else {
            // Where the filter hides it, the first match is selected; where a mark does, what stood below it.
            selectedRow = filtered ? 0 : Math.clamp(selectedRow, 0, Math.max(0, rows().size() - 1));
        }
        filtered = false;
        FailureRow after = selected();
        if (before == null || after == null || !before.key().equals(after.key())) {
            showFromTop();
        }
        scrollTo(listHeight);
    }

    private void noteMoves(long now) {
        Map<String, Moves.Move> newMoves = Moves.between(order, listing.ranking());
        order = listing.ranking();
        if (!newMoves.isEmpty()) {
            moves = newMoves;
            movesUntil = now + MOMENT;
        }
    }

    private int firstFailure() {
        return byJob && rows().size() > 1 && rows().getFirst() instanceof JobRow job && !job.closed() ? 1 : 0;
    }

    private int rowOf(String key) {
        List<Row> rows = rows();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    void select(int row, int listHeight) {
        int wanted = Math.clamp(row, 0, Math.max(0, rows().size() - 1));
        if (wanted != selectedRow) {
            showFromTop();
        }
        selectedRow = wanted;
        selectedKey =
                wanted == 0 || rows().isEmpty() ? null : rows().get(wanted).key();
        scrollTo(listHeight);
    }

    private void showFromTop() {
        detailTop = 0;
        occurrence = 0;
    }

    private void scrollTo(int listHeight) {
        listTop = Math.clamp(listTop, Math.max(0, selectedRow - listHeight + 1), selectedRow);
        listTop = Math.max(0, Math.min(listTop, rows().size() - listHeight));
    }

    /** After a change of size. */
    void fit(int listHeight) {
        scrollTo(listHeight);
    }

    void filter(Filter newFilter) {
        filter = newFilter;
        filtered = true;
    }

    /** @return what the list is sorted by now */
    Sort nextSort() {
        sort = sort.next();
        return sort;
    }

    /** Keeps to the same failure. */
    void toggleByJob() {
        FailureRow row = selected();
        byJob = !byJob;
        if (row != null && selectedKey != null) {
            selectedKey = byJob
                    ? row.key() + " in " + row.card().job().id()
                    : row.group().key();
        }
    }

    /** @return whether there was a fold to close or open */
    boolean fold(boolean close) {
        String job = null;
        if (onFold()) {
            job = ((JobRow) rows().get(selectedRow)).job().id();
        } else if (byJob && close && selected() != null) {
            job = selected().card().job().id();
        }
        if (job == null || !(close ? closed.add(job) : closed.remove(job))) {
            return false;
        }
        selectedKey = "job " + job;
        return true;
    }

    boolean toggleShowPassed() {
        showPassed = !showPassed;
        return showPassed;
    }

    boolean toggleShowNoise() {
        showNoise = !showNoise;
        return showNoise;
    }

    void detailTop(int top) {
        detailTop = Math.max(0, top);
    }

    void stepOccurrence(int by) {
        FailureRow row = selected();
        if (row != null) {
            occurrence = Math.floorMod(occurrence + by, row.cards().size());
            detailTop = 0;
        }
    }

    String target() {
        return target;
    }

    List<TriageCard> cardsOf(String jobId) {
        return results.groups().cardsOf(jobId);
    }

    RequestState request() {
        return results.request();
    }

    /** Null until it is known. */
    @Nullable
    BuildRef build() {
        return results.request().build();
    }

    /** How many failures there are, whether they are shown or not. */
    int allFailures() {
        return results.groups().size();
    }

    Listing listing() {
        return listing;
    }

    List<Row> rows() {
        return listing.rows();
    }

    int selectedRow() {
        return selectedRow;
    }

    /** Whether a fold is selected, and not a failure. */
    boolean onFold() {
        return selectedRow < rows().size() && rows().get(selectedRow) instanceof JobRow;
    }

    /** The failure that is selected; of a fold, its first. */
    @Nullable
    FailureRow selected() {
        if (selectedRow >= rows().size()) {
            return null;
        }
        return switch (rows().get(selectedRow)) {
            case FailureRow failure -> failure;
            case JobRow fold ->
                selectedRow + 1 < rows().size() && rows().get(selectedRow + 1) instanceof FailureRow first
                        ? first
                        : null;
        };
    }

    /** The card that the details show. */
    @Nullable
    TriageCard card() {
        FailureRow row = selected();
        return row == null
                ? null
                : row.cards().get(Math.min(occurrence, row.cards().size() - 1));
    }

    /** Which of the selected failure's cards the details show, from 0. */
    int occurrence() {
        return occurrence;
    }

    Filter filter() {
        return filter;
    }

    Sort sort() {
        return sort;
    }

    boolean byJob() {
        return byJob;
    }

    boolean showsPassed() {
        return showPassed;
    }

    boolean showsNoise() {
        return showNoise;
    }

    /** How a failure's rank has just changed, or null. */
    Moves.@Nullable Move move(FailureRow row) {
        return moves.get(row.group().key());
    }

    /** The row that stands at the list's top. */
    int listTop() {
        return listTop;
    }

    /** The line that stands at the details' top. */
    int detailTop() {
        return detailTop;
    }
}
