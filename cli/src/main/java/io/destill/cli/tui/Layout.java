package io.destill.cli.tui;

/**
 * Where what stands on the screen. List beside details where there is room for log lines in both, else one above the other,
 * else one at a time.
 *
 * @param tabs whether the first line names the builds of the session
 * @param headerLines with that line
 * @param list with its title; of no height if it is not shown
 * @param detail the same
 */
record Layout(boolean tooSmall, boolean tabs, int headerLines, Pane list, Pane detail) {

    static final int MIN_WIDTH = 40;
    static final int MIN_HEIGHT = 10;

    private static final int SIDE_BY_SIDE_FROM = 120;
    private static final int MAX_LIST_WIDTH = 110;
    private static final int BOTH_FROM = 14;
    private static final int ROOMY_HEIGHT = 20;

    record Pane(int x, int y, int width, int height) {

        static final Pane NONE = new Pane(0, 0, 0, 0);

        boolean shown() {
            return height > 0;
        }

        /** The lines below the title. */
        int lines() {
            return Math.max(1, height - 1);
        }

        boolean contains(int column, int line) {
            return column >= x && column < x + width && line >= y && line < y + height;
        }
    }

    /**
     * @param message whether there is a commit message to show
     * @param rows how many the list has
     * @param settled whether that will stay so
     */
    static Layout of(
            int width,
            int height,
            boolean severalBuilds,
            boolean message,
            boolean onDetail,
            boolean zoomed,
            int rows,
            boolean settled) {
        boolean tooSmall = width < MIN_WIDTH || height < MIN_HEIGHT;
        int header = (severalBuilds ? 1 : 0) + (height >= ROOMY_HEIGHT && message ? 3 : height >= BOTH_FROM ? 2 : 1);
        int room = height - header - 1;
        Pane whole = new Pane(0, header, width, room);
        if (tooSmall || zoomed || height < BOTH_FROM) {
            return new Layout(
                    tooSmall, severalBuilds, header, onDetail ? Pane.NONE : whole, onDetail ? whole : Pane.NONE);
        }
        if (width >= SIDE_BY_SIDE_FROM) {
            int listWidth = Math.min(MAX_LIST_WIDTH, width * 45 / 100);
            return new Layout(
                    false,
                    severalBuilds,
                    header,
                    new Pane(0, header, listWidth, room),
                    new Pane(listWidth + 3, header, width - listWidth - 3, room));
        }
        int share = Math.max(3, (room - 2) * 2 / 5);
        int listLines = settled ? Math.clamp(rows + 1L, 2, share) : share;
        return new Layout(
                false,
                severalBuilds,
                header,
                new Pane(0, header, width, listLines + 1),
                new Pane(0, header + listLines + 1, width, room - listLines - 1));
    }
}
