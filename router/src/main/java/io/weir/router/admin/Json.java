package io.weir.router.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** JSON as the admin endpoint and {@code --json} write it: names with underscores. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .build();

    private Json() {
    }

    /** One document in one line. */
    static byte[] write(final Object value) throws IOException {
        return MAPPER.writeValueAsBytes(value);
    }

    /** One document for people and programs. */
    public static String pretty(final Object value) {
        try {
            return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
        } catch (final JsonProcessingException ex) {
            throw new IllegalArgumentException("no JSON of " + value.getClass(), ex);
        }
    }

    /** One document in one line, for programs. */
    public static String line(final Object value) throws IOException {
        return MAPPER.writeValueAsString(value);
    }

    static <T> T read(final byte[] document, final TypeReference<T> type) throws IOException {
        return MAPPER.readValue(document, type);
    }
}
