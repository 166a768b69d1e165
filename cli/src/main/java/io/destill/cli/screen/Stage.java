package io.destill.cli.screen;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Puts a {@link Show} on the terminal of the process: keys and signals in, pictures out. The terminal is given back as it was,
 * whatever happens. For one thread.
 */
public final class Stage {

    /** How long a key may wait to be seen. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** How often what other threads did is drawn, at the most; what keys do is drawn at once. */
    private static final long FRAME = Duration.ofMillis(33).toNanos();

    private final Tty tty;
    private final Painter painter;
    private final boolean utf8;
    private final KeyDecoder decoder = new KeyDecoder();
    private long drawnAt;

    private Stage(Tty tty, Painter painter, boolean utf8) {
        this.tty = tty;
        this.painter = painter;
        this.utf8 = utf8;
    }

    /**
     * Shows it until it is over.
     *
     * @param utf8 whether the terminal shows more than ASCII
     * @return whether Ctrl-C ended it
     * @throws IOException if the terminal is gone, or by a fault of Destill's own, of which it says where a report is
     */
    public static boolean run(Show show, Colors colors, boolean utf8, Map<String, String> environment)
            throws IOException, InterruptedException {
        // By the time that the report is written, the terminal is given back.
        String size = "of no known size";
        try (Tty tty = Tty.open()) {
            size = tty.width() + "x" + tty.height();
            return new Stage(tty, new Painter(colors), utf8).run(show);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError fault) {
            throw new IOException(
                    "The screen failed by a fault of Destill's own. Please report it in the project's issue tracker, with "
                            + CrashReport.write(fault, size, environment)
                            + ". '--format text' shows the failures without it.",
                    fault);
        }
    }

    private boolean run(Show show) throws IOException, InterruptedException {
        tty.mouse(show.takesMouse());
        boolean pressed = true;
        boolean told = false;
        while (!show.isOver()) {
            pressed |= followSignals();
            long now = System.nanoTime();
            if (pressed || told && now - drawnAt >= FRAME) {
                draw(show, now);
                pressed = false;
                told = false;
            }
            boolean any = show.tick(now);
            told |= any;
            for (Input input : decoder.decode(tty.pressed(), System.nanoTime())) {
                if (input.equals(new Input.Key("Ctrl-C"))) {
                    return true;
                }
                pressed = true;
                if (input instanceof Input.Background background) {
                    painter.colors(
                            painter.colors().onBackground(background.red(), background.green(), background.blue()));
                } else {
                    show.take(input, this);
                }
            }
            if (!any && !pressed) {
                Thread.sleep(TICK);
            }
        }
        return false;
    }

    /** @return whether what is on the terminal is not to be relied on */
    private boolean followSignals() throws IOException, InterruptedException {
        boolean any = tty.stopAsked();
        if (any) {
            tty.stop();
        }
        any |= tty.continued();
        any |= tty.resized();
        if (any) {
            painter.forget();
        }
        return any;
    }

    private void draw(Show show, long now) throws IOException {
        Canvas canvas = new Canvas(tty.width(), tty.height(), utf8);
        show.draw(canvas);
        tty.send(painter.paint(canvas));
        drawnAt = now;
    }

    /** Stops the process until the shell lets it go on. */
    public void suspend() throws IOException, InterruptedException {
        tty.stop();
        painter.forget();
    }

    /** Draws everything anew, whatever the terminal may show. */
    public void redraw() {
        painter.forget();
    }

    /** Without the mouse, the terminal's own selection works. */
    public void mouse(boolean on) throws IOException {
        tty.mouse(on);
    }

    /** Asks the terminal to take text into its clipboard. */
    public void copy(String text) throws IOException {
        tty.copy(text);
    }

    /** Runs a program that has the terminal meanwhile; returns its exit status. */
    public int run(List<String> command) throws IOException, InterruptedException {
        int status = tty.run(command);
        painter.forget();
        return status;
    }
}
