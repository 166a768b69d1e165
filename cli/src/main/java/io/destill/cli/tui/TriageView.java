package io.destill.cli.tui;

import io.destill.cli.report.FailureGroup;
import io.destill.cli.report.FailureGroups;
import io.destill.cli.report.JobResult;
import io.destill.cli.report.RequestState;
import io.destill.contracts.JobRef;
import io.destill.contracts.TriageCard;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the terminal UI shows, and how keys and results change it; no drawing. Not thread-safe.
 *
 * <p>The selection is an item, not a row: it stays where it is while rows stream in around it. Only before the first move,
 * and after a move to the top, it is whatever stands on top.
 */
final class TriageView {

    enum Focus {
        LIST,
        DETAIL
    }

    private final RequestState request;
    private final FailureGroups groups = new FailureGroups();
    private List<FailureGroup> rows = List.of();
    private @Nullable String selectedKey;
    private int selectedRow;
    private String filter = "";
    private boolean typing;
    private boolean help;
    private Focus focus = Focus.LIST;
    private String notice = "";
    private int listTop;
    private int listHeight = 1;
    private int detailTop;
    private int detailHeight = 1;
    private int detailLength;

    TriageView(RequestState request) {
        this.request = request;
    }

    void add(JobResult result) {
        groups.add(result, Integer.MAX_VALUE);
        arrange();
    }

    /** Tells how much room there is, in lines: paging and scrolling depend on it. */
    void layout(int newListHeight, int newDetailHeight, int newDetailLength) {
        listHeight = Math.max(1, newListHeight);
        detailHeight = Math.max(1, newDetailHeight);
        detailLength = newDetailLength;
        detailTop = Math.max(0, Math.min(detailTop, detailLength - detailHeight));
        scrollToSelection();
    }

    void press(Action action) {
        notice = "";
        if (help) {
            help = false;
            return;
        }
        switch (action) {
            case UP -> move(-1);
            case DOWN -> move(1);
            case PAGE_UP -> move(-page());
            case PAGE_DOWN -> move(page());
            case TOP -> move(Integer.MIN_VALUE / 2);
            case BOTTOM -> move(Integer.MAX_VALUE / 2);
            case NEXT -> step(1);
            case PREVIOUS -> step(-1);
            case FILTER -> typing = true;
            case SWITCH_FOCUS -> focus = focus == Focus.LIST ? Focus.DETAIL : Focus.LIST;
            case ENTER -> enter();
            case ESCAPE -> escape();
            case HELP -> help = true;
            case BROWSE, EDIT, COPY, QUIT -> {}
        }
    }

    private void enter() {
        if (typing) {
            typing = false;
        } else if (selected() != null) {
            focus = Focus.DETAIL;
        }
    }

    private void escape() {
        if (!typing && focus == Focus.DETAIL) {
            focus = Focus.LIST;
        } else {
            typing = false;
            filter("");
        }
    }

    /** A character that goes into the filter. */
    void type(char character) {
        filter(filter + character);
    }

    /** Takes the filter's last character away. */
    void erase() {
        if (filter.isEmpty()) {
            typing = false;
        } else {
            filter(filter.substring(0, filter.offsetByCodePoints(filter.length(), -1)));
        }
    }

    private void filter(String text) {
        filter = text;
        arrange();
    }

    private int page() {
        return Math.max(1, (focus == Focus.LIST ? listHeight : detailHeight) - 1);
    }

    private void move(int by) {
        if (focus == Focus.DETAIL && !typing) {
            detailTop = Math.clamp((long) detailTop + by, 0, Math.max(0, detailLength - detailHeight));
        } else {
            select(Math.clamp((long) selectedRow + by, 0, Math.max(0, rows.size() - 1)));
        }
    }

    private void step(int by) {
        if (!rows.isEmpty()) {
            select(Math.floorMod(selectedRow + by, rows.size()));
        }
    }

    private void select(int row) {
        if (row != selectedRow) {
            detailTop = 0;
        }
        selectedRow = row;
        selectedKey = row == 0 || rows.isEmpty() ? null : rows.get(row).key();
        scrollToSelection();
    }

    private void arrange() {
        FailureGroup before = selected();
        rows = groups.ranked().stream().filter(this::passesFilter).toList();
        int row = selectedKey == null ? 0 : rowOf(selectedKey);
        selectedRow = row >= 0 ? row : Math.clamp(selectedRow, 0, Math.max(0, rows.size() - 1));
        FailureGroup after = selected();
        if (before == null || after == null || !before.key().equals(after.key())) {
            detailTop = 0;
        }
        scrollToSelection();
    }

    private int rowOf(String key) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private boolean passesFilter(FailureGroup group) {
        if (filter.isEmpty()) {
            return true;
        }
        String wanted = filter.toLowerCase(Locale.ROOT);
        TriageCard card = group.card();
        return contains(card.rawMessage(), wanted)
                || contains(Objects.requireNonNullElse(card.section(), ""), wanted)
                || contains(card.category().label(), wanted)
                || contains(card.severity().name(), wanted)
                || group.jobs().stream().map(JobRef::name).anyMatch(name -> contains(name, wanted))
                || card.lines().stream().anyMatch(line -> contains(line, wanted));
    }

    private static boolean contains(String text, String lowerCase) {
        return text.toLowerCase(Locale.ROOT).contains(lowerCase);
    }

    private void scrollToSelection() {
        listTop = Math.clamp(listTop, Math.max(0, selectedRow - listHeight + 1), selectedRow);
        listTop = Math.max(0, Math.min(listTop, rows.size() - listHeight));
    }

    /** Shows a sentence in the footer until the next key. */
    void notice(String sentence) {
        notice = sentence;
    }

    RequestState request() {
        return request;
    }

    /** The failures that pass the filter, the most likely cause first. */
    List<FailureGroup> rows() {
        return rows;
    }

    /** How many failures there are, whether they pass the filter or not. */
    int allRows() {
        return groups.size();
    }

    int selectedRow() {
        return selectedRow;
    }

    @Nullable
    FailureGroup selected() {
        return selectedRow < rows.size() ? rows.get(selectedRow) : null;
    }

    String filter() {
        return filter;
    }

    /** Whether keys go into the filter. */
    boolean typing() {
        return typing;
    }

    boolean help() {
        return help;
    }

    Focus focus() {
        return focus;
    }

    String notice() {
        return notice;
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
