package io.weir.router.admin;

import java.io.IOException;
import java.util.Map;

/** Answers requests. */
final class AdminRequests {
    private final AdminApi api;

    AdminRequests(final AdminApi api) {
        this.api = api;
    }

    /** The document for a line; {@code {"error": …}} for one that is wrong or fails. */
    byte[] answer(final String line) throws IOException {
        try {
            return Json.write(switch (line.strip()) {
                case "status" -> api.status();
                case "resources" -> api.resources();
                case "usage" -> UsageReport.of(api.usage());
                default -> error("unknown request: known are status, resources, usage");
            });
        } catch (final IOException | RuntimeException failure) {
            return Json.write(error(failure.getMessage() == null ? failure.toString() : failure.getMessage()));
        }
    }

    private static Map<String, String> error(final String message) {
        return Map.of("error", message);
    }
}
