package io.destill.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The messages' wire format: JSON with snake_case names, times in ISO-8601 UTC, absent fields left out. Thread-safe. */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private Json() {}

    /** Does now what the first {@link #write} of a message of this type would have to do first; it takes a while. */
    public static void prepare(Class<? extends Message> type) {
        MAPPER.writerFor(type);
    }

    /** One line of JSON, without a line end. */
    public static byte[] write(Message message) {
        try {
            return MAPPER.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(
                    "cannot write a " + message.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /** @throws UnreadableMessageException if it is not JSON, or lacks a required field */
    public static <M extends Message> M read(byte[] json, Class<M> type) throws UnreadableMessageException {
        try {
            M message = MAPPER.readValue(json, type);
            if (message == null) {
                throw new IOException("it is null");
            }
            return message;
        } catch (IOException e) {
            throw new UnreadableMessageException("not a valid " + type.getSimpleName() + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
            return cause.getMessage();
        }
        String text = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return e instanceof MismatchedInputException mismatch
                        && !mismatch.getPath().isEmpty()
                ? text + " (at " + mismatch.getPathReference() + ")"
                : String.valueOf(text);
    }
}
