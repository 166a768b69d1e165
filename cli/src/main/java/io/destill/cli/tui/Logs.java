package io.destill.cli.tui;

import io.destill.contracts.TriageCard;
import java.io.IOException;
import java.io.InputStream;

/** Where whole logs come from. Thread-safe. */
public interface Logs {

    /**
     * Opens the whole log of a card's job; may take its time.
     *
     * @throws IOException that says, as a sentence, why there is no log to be had
     */
    InputStream open(TriageCard card) throws IOException, InterruptedException;
}
