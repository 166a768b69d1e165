package io.destill.cli.pager;

import io.destill.cli.screen.Canvas;
import io.destill.cli.screen.Input;
import io.destill.cli.screen.Show;
import io.destill.cli.screen.Stage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The pager as a screen: keys in, a picture out. For one thread. */
public final class LogScreen implements Show {

    private static final int AROUND_TEXT = 2;

    /** What is being typed. */
    enum Prompt {
        SEARCH("Search: "),
        LINE("Go to line: ");

        final String label;

        Prompt(String label) {
            this.label = label;
        }
    }

    private final Pager pager;
    private final String name;
    private @Nullable Prompt prompt;
    private String typed = "";
    private boolean help;
    private boolean left;

    /** @param name of the log, for a person */
    public LogScreen(Pager pager, String name) {
        this.pager = pager;
        this.name = name;
    }

    @Override
    public boolean takesMouse() {
        return false;
    }

    @Override
    public boolean tick(long now) {
        return pager.tick();
    }

    @Override
    public boolean isOver() {
        return left;
    }

    @Override
    public void take(Input input, Stage stage) throws IOException, InterruptedException {
        if (input.equals(new Input.Key("Ctrl-Z"))) {
            stage.suspend();
        } else {
            take(input);
        }
    }

    void take(Input input) {
        switch (input) {
            case Input.Key key -> press(key);
            case Input.Paste paste ->
                typed += prompt == null ? "" : paste.text().replaceAll("\\p{Cntrl}+", " ");
            case Input.Wheel wheel -> pager.move(wheel.lines());
            case Input.Click click -> pager.pick(click.y() - 1);
            case Input.Background background -> {}
        }
    }

    private void press(Input.Key key) {
        if (prompt != null) {
            type(prompt, key);
            return;
        }
        if (help) {
            help = false;
            return;
        }
        LogAction action = LogAction.of(key.name());
        if (action == null) {
            return;
        }
        switch (action) {
            case UP -> pager.move(-1);
            case DOWN -> pager.move(1);
            case PAGE_UP -> pager.page(-1);
            case PAGE_DOWN -> pager.page(1);
            case TOP -> pager.goTo(1);
            case BOTTOM -> pager.goTo(Long.MAX_VALUE);
            case LINE -> prompt(Prompt.LINE);
            case NEXT_FAILURE -> pager.failure(true);
            case PREVIOUS_FAILURE -> pager.failure(false);
            case SEARCH -> prompt(Prompt.SEARCH);
            case NEXT_MATCH -> pager.match(true);
            case PREVIOUS_MATCH -> pager.match(false);
            case FOLD -> pager.fold();
            case FOLD_ALL -> pager.foldAll();
            case WRAP -> pager.wrap();
            case LEFT -> pager.side(false);
            case RIGHT -> pager.side(true);
            case BACK -> left = !pager.escape();
            case HELP -> help = true;
            case QUIT -> left = true;
        }
    }

    private void prompt(Prompt purpose) {
        prompt = purpose;
        typed = "";
    }

    private void type(Prompt purpose, Input.Key key) {
        switch (key.name()) {
            case "Esc" -> prompt = null;
            case "Backspace" -> {
                prompt = typed.isEmpty() ? null : purpose;
                typed = typed.isEmpty() ? "" : typed.substring(0, typed.offsetByCodePoints(typed.length(), -1));
            }
            case "Ctrl-U" -> typed = "";
            case "Enter" -> {
                prompt = null;
                enter(purpose);
            }
            default -> typed += key.typed();
        }
    }

    private void enter(Prompt purpose) {
        if (purpose == Prompt.SEARCH) {
            pager.search(typed);
            return;
        }
        try {
            pager.goTo(Math.max(1, Long.parseLong(typed.strip())));
        } catch (NumberFormatException e) {
            pager.notice("'" + typed + "' is no line number.");
        }
    }

    @Override
    public void draw(Canvas canvas) {
        int digits = String.valueOf(Math.max(1, pager.log().lines())).length();
        pager.resize(canvas.width() - digits - AROUND_TEXT, canvas.height() - AROUND_TEXT);
        LogView.draw(this, canvas, digits);
    }

    Pager pager() {
        return pager;
    }

    String name() {
        return name;
    }

    @Nullable
    Prompt prompt() {
        return prompt;
    }

    String typed() {
        return typed;
    }

    boolean help() {
        return help;
    }
}
