package io.destill.cli.tui;

import io.destill.contracts.TriageCard;
import io.destill.history.Mark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a key asks for beyond what is shown. */
sealed interface Effect {

    record Quit() implements Effect {}

    record Suspend() implements Effect {}

    record Redraw() implements Effect {}

    record CaptureMouse(boolean on) implements Effect {}

    /** @param page an http or https address */
    record Browse(String page) implements Effect {}

    /** @param all what was found in the same log */
    record WholeLog(TriageCard card, List<TriageCard> all) implements Effect {}

    record Edit(TriageCard card) implements Effect {}

    /** @param what for a person, such as {@code the message} */
    record Copy(String text, String what) implements Effect {}

    record Export(String file, String text) implements Effect {}

    /** @param target as a person typed it */
    record Add(String target) implements Effect {}

    /**
     * Keeps what the person said of a failure.
     *
     * @param build that the card is of
     * @param mark null takes back what was said before
     */
    record Keep(OpenBuild build, TriageCard card, @Nullable Mark mark) implements Effect {}

    record FetchAgain(OpenBuild build) implements Effect {}
}
