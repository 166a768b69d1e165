package io.destill.contracts;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The subjects that messages travel on, built and parsed in this one place.
 *
 * <p>A subject is a list of tokens joined by dots. Ids come from outside and may hold anything, so each becomes one token:
 * ASCII letters, digits, {@code -} and {@code _} stand for themselves, every other byte of its UTF-8 form is written as
 * {@code =XX}. In a filter {@code *} matches one token and {@code >} the rest.
 */
public final class Subjects {

    /** The first tokens; that of requests is their whole subject. */
    public static final String REQUESTS = "ci_requests_raw";

    public static final String LOGS = "ci_logs_raw";
    public static final String FAILURES = "ci_failures_ranked";
    public static final String PROGRESS = "ci_progress";
    public static final String DEAD_LETTERS = "ci_dead_letters";

    public static final String ALL_FIRST_CHUNKS = LOGS + ".*.*.first";
    public static final String ALL_CARDS = FAILURES + ".>";

    private Subjects() {}

    /** The subject that a message is published on. */
    public static String of(Message message) {
        return switch (message) {
            case AnalysisRequest request -> REQUESTS;
            case LogChunk chunk -> join(LOGS, chunk.requestId(), chunk.job().id()) + part(chunk);
            case TriageCard card -> join(FAILURES, card.requestId(), card.job().id());
            case ProgressEvent progress -> join(PROGRESS, progress.requestId());
        };
    }

    private static String part(LogChunk chunk) {
        if (chunk.passed() != null) {
            return ".passed";
        }
        return chunk.chunkIndex() == 0 ? ".first" : ".more";
    }

    /** A filter for all chunks of one job. */
    public static String chunksOf(String requestId, String jobId) {
        return join(LOGS, requestId, jobId) + ".*";
    }

    /** A filter for all cards of one request. */
    public static String cardsOf(String requestId) {
        return join(FAILURES, requestId) + ".>";
    }

    /** The subject of all progress of one request. */
    public static String progressOf(String requestId) {
        return join(PROGRESS, requestId);
    }

    /** The ids in a subject that {@link #of} built, in order. */
    public static List<String> ids(String subject) {
        String[] tokens = subject.split("\\.", -1);
        int end = tokens[0].equals(LOGS) ? tokens.length - 1 : tokens.length;
        List<String> ids = new ArrayList<>();
        for (int i = 1; i < end; i++) {
            ids.add(decode(tokens[i]));
        }
        return ids;
    }

    /** Whether a subject is one that a filter asks for. */
    public static boolean matches(String filter, String subject) {
        String[] wanted = filter.split("\\.", -1);
        String[] tokens = subject.split("\\.", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals(">")) {
                return tokens.length > i;
            }
            if (i == tokens.length || !(wanted[i].equals("*") || wanted[i].equals(tokens[i]))) {
                return false;
            }
        }
        return wanted.length == tokens.length;
    }

    private static String join(String stem, String... ids) {
        StringBuilder subject = new StringBuilder(stem);
        for (String id : ids) {
            subject.append('.').append(encode(id));
        }
        return subject.toString();
    }

    private static String encode(String id) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("an id in a subject must not be empty");
        }
        StringBuilder token = new StringBuilder(id.length());
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
                token.append(c);
            } else {
                token.append('=').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return token.toString();
    }

    private static String decode(String token) {
        byte[] bytes = new byte[token.length()];
        int length = 0;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c == '=') {
                bytes[length++] = (byte) HexFormat.fromHexDigits(token, i + 1, i + 3);
                i += 2;
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
