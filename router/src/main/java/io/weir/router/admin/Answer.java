package io.weir.router.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a request gets.
 *
 * @param status as HTTP has it
 * @param type   its media type
 * @param body   the document
 */
record Answer(int status, String type, byte[] body) {
    static final int OK = 200;
    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int UNAVAILABLE = 503;
    private static final String JSON = "application/json";

    static Answer json(final Object value) throws IOException {
        return new Answer(OK, JSON, Json.write(value));
    }

    /** A document with one number. */
    static Answer number(final String name, final long value) {
        return new Answer(OK, JSON, ("{\"" + name + "\":" + value + "}").getBytes(StandardCharsets.US_ASCII));
    }

    static Answer error(final int status, final String message) throws IOException {
        return new Answer(status, JSON, Json.write(Map.of("error", message)));
    }
}
