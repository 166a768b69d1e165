package io.destill.contracts;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text held as UTF-8 bytes: in JSON it is a string, in memory it never becomes one. Logs are analysed as bytes, and this
 * is what lets a chunk go from a socket to the analysis without being decoded.
 *
 * <p>The bytes are shared, not copied: whoever makes one must not write to the array again, and readers never may.
 */
@JsonSerialize(using = Utf8.Serializer.class)
@JsonDeserialize(using = Utf8.Deserializer.class)
public final class Utf8 {

    public static final Utf8 EMPTY = new Utf8(new byte[0], 0, 0);

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long NEWLINES = '\n' * ONES;
    private static final long LOW_BITS = 0x7f * ONES;

    private final byte[] bytes;
    private final int offset;
    private final int length;

    private Utf8(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    /** Wraps bytes that are known to be valid UTF-8. */
    public static Utf8 wrap(byte[] bytes, int offset, int length) {
        if (offset < 0 || length < 0 || offset > bytes.length - length) {
            throw new IndexOutOfBoundsException(offset + "+" + length + " of " + bytes.length);
        }
        return new Utf8(bytes, offset, length);
    }

    public static Utf8 of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Utf8(bytes, 0, bytes.length);
    }

    /** How many {@code \n} there are in a stretch of bytes, eight of which are looked at together. */
    public static int newlines(byte[] bytes, int from, int to) {
        int count = 0;
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long others = (long) LONGS.get(bytes, i) ^ NEWLINES;
            // A byte that is not \n leaves its high bit set, whatever stands beside it.
            long left = ((others & LOW_BITS) + LOW_BITS) | others | LOW_BITS;
            // Adds up the eight bits: a compiler that knows no instruction for it makes more of Long.bitCount.
            count += (int) ((~left >>> 7) * ONES >>> 56);
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                count++;
            }
        }
        return count;
    }

    /** The array that holds the text, from {@link #offset()} for {@link #length()} bytes. Not to be written to. */
    public byte[] array() {
        return bytes;
    }

    public int offset() {
        return offset;
    }

    /** In bytes. */
    public int length() {
        return length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Utf8 that
                && Arrays.equals(bytes, offset, offset + length, that.bytes, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    static final class Serializer extends JsonSerializer<Utf8> {
        @Override
        public void serialize(Utf8 text, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeUTF8String(text.bytes, text.offset, text.length);
        }
    }

    static final class Deserializer extends JsonDeserializer<Utf8> {
        @Override
        public Utf8 deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (!json.hasToken(JsonToken.VALUE_STRING)) {
                context.reportInputMismatch(this, "a string is wanted, not %s", json.currentToken());
            }
            return of(json.getText());
        }
    }
}
