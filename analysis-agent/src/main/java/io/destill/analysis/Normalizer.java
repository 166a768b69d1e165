package io.destill.analysis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Takes out of a message what differs from run to run, so that the same failure has the same {@link #hash} on any machine,
 * forever. Ten steps in a fixed order; a change of any of them raises {@link #VERSION}. Stateless, thread-safe.
 */
public final class Normalizer {

    /** Hashes of different versions are not comparable. */
    public static final int VERSION = 1;

    /** One step of the ten: its name and what it does. */
    private record Step(String name, Pattern pattern, String replacement) implements UnaryOperator<String> {
        static Step of(String name, String pattern, String replacement) {
            return new Step(name, Pattern.compile(pattern), replacement);
        }

        @Override
        public String apply(String text) {
            return pattern.matcher(text).replaceAll(replacement);
        }
    }

    private static final List<Step> STEPS = List.of(
            Step.of(
                    "control-sequences",
                    "\\x1b(?:\\[[0-?]*[ -/]*[@-~]|[_\\]P^X][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?|.)|[\\x00-\\x08\\x0b-\\x1f\\x7f]",
                    ""),
            Step.of(
                    "timestamps",
                    "(?x) \\b\\d{4}[-/]\\d{2}[-/]\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?(?:\\s?(?:Z|UTC|GMT|[+-]\\d{2}:?\\d{2}))?)?"
                            + "| \\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\\s+)?(?:\\d{1,2}\\s+)?"
                            + "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\.?\\s+\\d{1,4}(?:,?\\s+\\d{4})?"
                            + "(?:\\s+\\d{1,2}:\\d{2}:\\d{2}(?:\\.\\d+)?)?(?:\\s+(?:[A-Z]{3,4}\\s+)?\\d{4})?\\b"
                            + "| (?<![\\w.:])\\d{1,2}:\\d{2}:\\d{2}(?:[.,]\\d+)?(?:\\s?[AP]M)?(?![\\w:])",
                    "<time>"),
            Step.of(
                    "uuids",
                    "\\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\b",
                    "<uuid>"),
            Step.of(
                    "hashes-and-addresses",
                    "\\b0x[0-9a-fA-F]+\\b|@[0-9a-f]{5,16}\\b|\\b(?=[0-9a-f]*\\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,128}\\b|\\b(?=[0-9A-F]*\\d)(?=[0-9A-F]*[A-F])[0-9A-F]{8,128}\\b",
                    "<hex>"),
            Step.of(
                    "ip-addresses",
                    "\\b(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d{1,5})?\\b|(?<![\\w:])(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}(?![\\w:])",
                    "<ip>"),
            Step.of("urls", "\\b(https?|git|ssh|ftp|tcp|wss?)://[^\\s\"'<>)\\]]+", "<url>"),
            Step.of(
                    "paths",
                    "(?:(?<=[\\s\"'`(=\\[:,<>])|^)(?:[A-Za-z]:)?(?:[/\\\\][\\w.+@~-]+)*[/\\\\](?:tmp|temp|var|home|Users|builds?|runner|work|workspace|root|opt|private)(?:[/\\\\][\\w.+@~-]+)*[/\\\\](?=[\\w.+@~-])",
                    "<path>/"),
            Step.of(
                    "process-and-thread-ids",
                    "(?i)\\b(pid|tid|process|thread|worker|job|task|goroutine)([ =:#-]{1,2})\\d+\\b|\\[\\d{2,7}\\](?=:)|==\\d+==|#\\d{3,}(?=\\])",
                    "$1$2<id>"),
            Step.of(
                    "quantities",
                    "(?i)(?<![\\w.])\\d+(?:[.,]\\d+)*\\s?(?:ns|[uµ]s|ms|msec|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|[kmgt]?i?b(?:ytes)?(?:/s)?|bytes?|%)(?![\\w])(?:\\s?\\d+(?:\\.\\d+)?(?:s|m|ms)\\b)*"
                            + "|(?<![\\w.])[-+]?\\d+(?:[.,]\\d+)*(?![\\w])|(?<=[:(,\\[])\\d+",
                    "<n>"),
            Step.of("white-space", "\\s+", " "));

    /** What keeps its number: which exit status or signal it was says what happened. */
    private static final Pattern STATUS = Pattern.compile(
            "(?i)((?:exit(?:ed)?(?: with)?|status|code|signal|returned|errno|error)[ :=(]{1,3})(-?\\d{1,5})(?![\\w.:])");

    private static final char KEEP = '\ue000';

    private Normalizer() {}

    /** The message without what differs from run to run; white space is folded. */
    public static String normalize(String message) {
        String text = hasDigit(message) ? protectStatus(message) : message;
        for (Step step : STEPS) {
            text = step.apply(text);
        }
        text = text.indexOf(KEEP) < 0 ? text : restoreStatus(text);
        return text.strip();
    }

    /** SHA-256, in lower-case hex, of a normalized message. */
    public static String hash(String normalized) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(normalized.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static boolean hasDigit(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                return true;
            }
        }
        return false;
    }

    /** Writes the digits of a status as private-use characters, so that no step takes them for a number. */
    private static String protectStatus(String text) {
        return STATUS.matcher(text).replaceAll(match -> {
            StringBuilder kept = new StringBuilder(java.util.regex.Matcher.quoteReplacement(match.group(1)));
            match.group(2).chars().forEach(c -> kept.append((char) (KEEP + c)));
            return kept.toString();
        });
    }

    private static String restoreStatus(String text) {
        StringBuilder restored = new StringBuilder(text.length());
        text.chars().forEach(c -> restored.append(c > KEEP && c < KEEP + 128 ? (char) (c - KEEP) : (char) c));
        return restored.toString();
    }
}
