package io.destill.cli.pager;

import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Colors;
import io.destill.cli.screen.Input;
import io.destill.cli.screen.KeyDecoder;
import io.destill.cli.screen.Painter;
import io.destill.cli.screen.Tty;
import java.io.IOException;
import java.time.Duration;

/** Shows one log on the terminal of the process until the person leaves it. */
public final class LogApp {

    private static final Duration TICK = Duration.ofMillis(10);

    private final Colors colors;
    private final boolean utf8;

    /** @param utf8 whether the terminal shows more than ASCII */
    public LogApp(Colors colors, boolean utf8) {
        this.colors = colors;
        this.utf8 = utf8;
    }

    /**
     * @return whether Ctrl-C ended it
     * @throws IOException if the terminal is gone
     */
    public boolean run(LogScreen screen) throws IOException, InterruptedException {
        try (Tty tty = Tty.open()) {
            Painter painter = new Painter(colors);
            KeyDecoder decoder = new KeyDecoder();
            boolean changed = true;
            while (!screen.isLeft()) {
                if (tty.stopAsked()) {
                    tty.stop();
                    painter.forget();
                    changed = true;
                }
                boolean resized = tty.resized();
                if (tty.continued() || resized) {
                    painter.forget();
                    changed = true;
                }
                if (screen.tick() || changed) {
                    Canvas canvas = new Canvas(tty.width(), tty.height(), utf8);
                    screen.draw(canvas);
                    tty.send(painter.paint(canvas));
                }
                changed = false;
                for (Input input : decoder.decode(tty.pressed(), System.nanoTime())) {
                    changed = true;
                    if (input.equals(new Input.Key("Ctrl-C"))) {
                        return true;
                    }
                    if (input instanceof Input.Background background) {
                        painter.colors(
                                painter.colors().onBackground(background.red(), background.green(), background.blue()));
                    } else if (input.equals(new Input.Key("Ctrl-Z"))) {
                        tty.stop();
                        painter.forget();
                    } else {
                        screen.take(input);
                    }
                }
                if (!changed) {
                    Thread.sleep(TICK);
                }
            }
            return false;
        }
    }
}
