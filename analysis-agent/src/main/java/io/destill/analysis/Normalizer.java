package io.destill.analysis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes out of a message what differs from run to run, so that the same failure has the same {@link #hash} on any machine,
 * forever. Ten steps in a fixed order; a change of any of them raises {@link #VERSION}. Stateless, thread-safe.
 */
public final class Normalizer {

    /** Hashes of different versions are not comparable. */
    public static final int VERSION = 1;

    /** One step of the ten: its name, what it looks for, and what it puts in its place. */
    record Step(String name, int needs, Pattern pattern, String replacement) {

        /** @param needs a set of {@link Traits}: in a text with none of them, it has nothing to do */
        static Step of(String name, int needs, String replacement, String... alternatives) {
            return new Step(name, needs, Pattern.compile(String.join("|", alternatives)), replacement);
        }

        boolean hasWork(int traits) {
            return (needs & traits) != 0;
        }

        String apply(String text) {
            return pattern.matcher(text).replaceAll(replacement);
        }
    }

    private static final String MONTH =
            "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
                    + "|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)";
    private static final String WEEKDAY = "(?:Mon|Tue(?:s)?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?";
    private static final String ZONE = "(?:\\s?(?:Z|UTC|GMT|[+-]\\d{2}:?\\d{2}))?";
    private static final String CLOCK = "\\d{1,2}:\\d{2}:\\d{2}(?:[.,]\\d+)?";
    private static final String NUMBER = "\\.?\\d+(?:[.,]\\d+)*(?:[eE][-+]?\\d+)?";
    private static final String UNIT = "(?i:ns|[uµ]s|ms|msec|s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?"
            + "|[kmgt]|[kmgt]?i?b(?:ytes)?(?:/s)?|bytes?|%)";
    private static final String PATH_PART = "[/\\\\][\\w.+@~-]+";

    static final List<Step> STEPS = List.of(
            Step.of(
                    "control-sequences",
                    Traits.CONTROL,
                    "",
                    "\\x1b(?:\\[[0-?]*[ -/]*[@-~]|[_\\]P^X][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?|.)",
                    "[\\x00-\\x08\\x0b-\\x1f\\x7f]"),
            Step.of(
                    "timestamps",
                    Traits.TIME,
                    "<time>",
                    "\\b\\d{4}[-/]\\d{2}[-/]\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?" + ZONE + ")?",
                    "\\b\\d{8}T\\d{6}Z?\\b",
                    "\\b(?:" + WEEKDAY + ",?\\s+)?(?:\\d{1,2}\\s+)?" + MONTH
                            + "\\.?\\s+\\d{1,4}(?:,?\\s+\\d{4})?(?:\\s+" + CLOCK
                            + ")?(?:\\s+(?:[A-Z]{3,4}\\s+)?\\d{4})?\\b",
                    "(?<![\\w.:])" + CLOCK + "(?:\\s?[AP]M)?(?![\\w:])"),
            Step.of(
                    "uuids",
                    Traits.HYPHENS,
                    "<uuid>",
                    "\\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\b"),
            // They become what a number becomes: the hash of a commit may happen to have no letter.
            Step.of(
                    "hashes-and-addresses",
                    Traits.HEX,
                    "<n>",
                    "\\b0x[0-9a-fA-F]+\\b",
                    "(?<=\\w)@[0-9a-f]{5,16}\\b",
                    "(?<!\\d[.,])\\b(?!\\d+e[-+]\\d)(?=[0-9a-f]*\\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,128}\\b",
                    // So long, it is part of no name that a person gave: a temporary file's, a container's.
                    "(?<![0-9a-f])(?=[0-9a-f]*\\d)[0-9a-f]{32,128}(?![0-9a-f])",
                    "(?<=[A-Za-z_])\\d{10,}",
                    "(?<!\\d[.,])\\b(?!\\d+E[-+]\\d)(?=[0-9A-F]*\\d)(?=[0-9A-F]*[A-F])[0-9A-F]{8,128}\\b"),
            Step.of(
                    "ip-addresses",
                    Traits.ADDRESS,
                    "<ip>",
                    "\\b(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d{1,5})?\\b",
                    "(?<![\\w:])(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}(?!\\w|:\\w)",
                    "(?<![\\w:])(?:(?:[23][0-9a-fA-F]|[fF][c-eC-E])[0-9a-fA-F]{2}(?::[0-9a-fA-F]{0,4}){1,6}:[0-9a-fA-F]{1,4}|::1)(?!\\w|:\\w)"),
            Step.of("urls", Traits.SLASH, "<url>", "\\b(?:https?|git|ssh|ftp|tcp|wss?)://[^\\s\"'<>)\\]]+"),
            Step.of(
                    "paths",
                    Traits.SLASH,
                    "<path>/",
                    "(?:(?:(?<=[\\s\"'`(=\\[:,<>])|^)(?:[A-Za-z]:)?|\\bfile:/{0,2})(?:" + PATH_PART + ")*"
                            + "[/\\\\](?:tmp|temp|var|home|Users|builds?|runner|work|workspace|root|opt|private)(?:"
                            + PATH_PART + ")*[/\\\\](?=[\\w.+@~-])"),
            Step.of(
                    "process-and-thread-ids",
                    Traits.DIGIT,
                    "$1<id>",
                    "(\\b(?i:pid|tid|process|thread|worker|job|task|goroutine)[ =:#-]{1,2})\\d+\\b",
                    "\\[\\d{1,7}\\](?=:)",
                    "==\\d+==",
                    "#\\d+(?=\\])"),
            Step.of(
                    "quantities",
                    Traits.DIGIT,
                    "<n>",
                    "(?<![\\w.])" + NUMBER + "\\s?" + UNIT + "(?:\\s?" + NUMBER + "\\s?" + UNIT + ")*(?!\\w)",
                    "(?<![\\w.])[-+]?" + NUMBER + "(?!\\w)",
                    "(?<=[:(,\\[])\\d+"),
            // Rulers are as wide as the terminal that a tool believed in.
            Step.of("white-space", Traits.RUN, "$1$1$1$1 ", "([" + Traits.RULERS + "])\\1{3,}\\s*", "\\s+"));

    /** What keeps its number: which exit status or signal it was says what happened. */
    private static final Pattern STATUS = Pattern.compile(
            "(?i)(\\b(?:exit(?:ed)?(?: with)?|status|code|signal|returned|errno|error|rc)[ :=(]{1,3})(-?\\d{1,10})(?!\\w|[.:]\\d)");

    private static final char KEEP = '\ue000';

    /** What one step leaves may show another what to take out; more than two passes are for made-up messages. */
    private static final int MAX_PASSES = 5;

    private Normalizer() {}

    static List<String> stepNames() {
        return STEPS.stream().map(Step::name).toList();
    }

    /** The message without what differs from run to run; white space is folded. */
    public static String normalize(String message) {
        String text = message;
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            String before = text;
            if ((Traits.of(text) & Traits.DIGIT) != 0) {
                text = restoreStatus(applySteps(protectStatus(text)));
            } else {
                text = applySteps(text);
            }
            text = text.strip();
            if (text.equals(before)) {
                break;
            }
        }
        return text;
    }

    private static String applySteps(String message) {
        String text = message;
        int traits = Traits.of(text);
        for (Step step : STEPS) {
            if (step.hasWork(traits)) {
                String before = text;
                text = step.apply(text);
                traits = text.equals(before) ? traits : Traits.of(text);
            }
        }
        return text;
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
        text.chars().forEach(c -> restored.append(isKept(c) ? (char) (c - KEEP) : (char) c));
        return restored.toString();
    }

    private static boolean isKept(int c) {
        return c == KEEP + '-' || (c >= KEEP + '0' && c <= KEEP + '9');
    }
}
