package io.destill.broker;

import io.destill.contracts.Json;
import io.destill.contracts.LogChunk;
import io.destill.contracts.Message;
import io.destill.contracts.UnreadableMessageException;
import io.destill.contracts.Utf8;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Messages as bytes. A message is one line of JSON. A chunk's content stands after that line, as it is: in a JSON string
 * a log could take six times its size, and a megabyte a second of it would be escaped only to be unescaped.
 */
final class NatsWire {

    private NatsWire() {}

    static byte[] write(Message message) {
        return message instanceof LogChunk chunk ? write(chunk) : Json.write(message);
    }

    private static byte[] write(LogChunk chunk) {
        Utf8 content = chunk.content();
        byte[] head = Json.write(with(chunk, Utf8.EMPTY));
        byte[] bytes = new byte[head.length + 1 + content.length()];
        System.arraycopy(head, 0, bytes, 0, head.length);
        bytes[head.length] = '\n';
        System.arraycopy(content.array(), content.offset(), bytes, head.length + 1, content.length());
        return bytes;
    }

    static <M extends Message> M read(byte[] bytes, Class<M> type) throws UnreadableMessageException {
        if (type != LogChunk.class) {
            return Json.read(bytes, type);
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        byte[] head = end == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, end);
        LogChunk chunk = Json.read(head, LogChunk.class);
        return type.cast(end == bytes.length ? chunk : with(chunk, Utf8.wrap(bytes, end + 1, bytes.length - end - 1)));
    }

    private static LogChunk with(LogChunk chunk, Utf8 content) {
        return new LogChunk(
                chunk.requestId(),
                chunk.build(),
                chunk.job(),
                chunk.chunkIndex(),
                chunk.last(),
                chunk.lineStart(),
                chunk.lineEnd(),
                chunk.continued(),
                content,
                chunk.incomplete(),
                chunk.passedJobs(),
                chunk.passedFollow(),
                chunk.passed());
    }

    /** An id as a header may hold it. */
    static String header(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
