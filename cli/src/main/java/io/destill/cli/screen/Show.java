package io.destill.cli.screen;

import java.io.IOException;

/** Something that is looked at on a terminal, and reacts to keys. All methods are called by one thread. */
public interface Show {

    /** Whether it is over, other than by Ctrl-C. */
    boolean isOver();

    /** Whether it takes the mouse at first, which then does not select. */
    boolean takesMouse();

    /**
     * Takes note of what other threads did; does not wait for them.
     *
     * @param now in nanoseconds, by a clock that only goes forward
     * @return whether the picture changes
     */
    boolean tick(long now) throws IOException, InterruptedException;

    /** Draws the whole canvas, which may be of another size each time. */
    void draw(Canvas canvas);

    /** @param stage where it is shown */
    void take(Input input, Stage stage) throws IOException, InterruptedException;
}
