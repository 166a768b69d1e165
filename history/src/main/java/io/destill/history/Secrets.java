package io.destill.history;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes out of a log's lines what must not be kept: passwords and tokens, by the shapes that they have or by the names that
 * stand before them. What merely looks like one is taken out too. Stateless, thread-safe.
 */
final class Secrets {

    private static final String GONE = "[redacted]";

    private record Shape(Pattern pattern, String replacement) {
        Shape(String pattern, String replacement) {
            this(Pattern.compile(pattern), replacement);
        }
    }

    private static final String NAME =
            "[\\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)[\\w-]*";

    private static final List<Shape> SHAPES = List.of(
            // user:password@host
            new Shape("(\\w[\\w+.-]*://[^\\s/:@'\"]*:)[^\\s/@'\"]+(?=@)", "$1" + GONE),
            // a token alone before the host
            new Shape("(\\w[\\w+.-]*://)[^\\s/:@'\"]{16,}(?=@)", "$1" + GONE),
            new Shape(
                    "(?i)((?:proxy-)?authorization[\"']?\\s*[:=]\\s*[\"']?)(?:(\\w+)\\s+)?[^\\s\"',;]+",
                    "$1$2 " + GONE),
            new Shape("(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]{8,}", "$1 " + GONE),
            // Amazon, GitHub, GitLab, Slack, Buildkite, npm, PyPI, Google, Stripe and those like them
            new Shape("\\b(?:AKIA|ASIA|AGPA|AROA|ANPA)[A-Z0-9]{16}\\b", GONE),
            new Shape(
                    "\\b(?:gh[pousr]_|github_pat_|glpat-|gldt-|xox[abeoprs]-|xapp-|bkua_|bkat_|bkpt_|npm_|pypi-|AIza|ya29\\.|sk-|sk_live_|sk_test_|rk_live_|hf_|dop_v1_|shpat_)[\\w./+=-]{8,}",
                    GONE),
            // a JSON Web Token
            new Shape("\\beyJ[\\w-]{8,}\\.[\\w-]+\\.?[\\w.-]*", GONE),
            new Shape("(?i)(--?" + NAME + "[ =])([\"']?)[^\\s\"']{3,}", "$1$2" + GONE),
            new Shape(
                    "(?i)(\\b" + NAME + "[\"']?\\s*(?:=>|[:=])\\s*)(?:\"[^\"]*\"|'[^']*'|[^\\s\"',;&]{3,})",
                    "$1" + GONE));

    private static final Pattern KEY_BEGINS = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY[A-Z ]*-----");
    private static final Pattern KEY_ENDS = Pattern.compile("-----END [A-Z ]*PRIVATE KEY[A-Z ]*-----");

    private Secrets() {}

    static String redact(String line) {
        String text = line;
        for (Shape shape : SHAPES) {
            text = shape.pattern.matcher(text).replaceAll(shape.replacement);
        }
        return text;
    }

    /** As {@link #redact(String)}, and the lines of a private key. */
    static List<String> redact(List<String> lines) {
        List<String> redacted = new ArrayList<>(lines.size());
        boolean inKey = false;
        for (String line : lines) {
            boolean ends = KEY_ENDS.matcher(line).find();
            redacted.add(inKey && !ends ? GONE : redact(line));
            inKey = !ends && (inKey || KEY_BEGINS.matcher(line).find());
        }
        return redacted;
    }
}
