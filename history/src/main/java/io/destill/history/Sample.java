package io.destill.history;

import io.destill.contracts.TriageCard;
import java.util.List;

/** What is kept of a card's text: its own lines alone, without secrets, and no more than a person reads. */
final class Sample {

    private static final int LINES = 20;
    private static final int LENGTH = 500;

    private Sample() {}

    static String message(TriageCard card) {
        return cut(Secrets.redact(card.rawMessage()));
    }

    /** Joined by line ends. */
    static String lines(TriageCard card) {
        List<String> redacted = Secrets.redact(card.lines());
        return String.join("\n", redacted.stream().limit(LINES).map(Sample::cut).toList());
    }

    private static String cut(String text) {
        // PostgreSQL's texts hold no zero bytes.
        String plain = text.replace('\0', ' ').replace('\n', ' ');
        if (plain.length() <= LENGTH) {
            return plain;
        }
        int end = Character.isHighSurrogate(plain.charAt(LENGTH - 2)) ? LENGTH - 2 : LENGTH - 1;
        return plain.substring(0, end) + "…";
    }
}
