package io.weir.router.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.weir.router.admin.EventSink;
import java.io.PrintWriter;
import java.time.Instant;

/** How a router in the foreground writes what happens. The constants are written as here on the command line. */
enum LogFormat {
    /** For people. */
    text {
        @Override
        EventSink sink(final String host, final PrintWriter out) {
            return (atMs, kind, subject, text) -> println(out, text);
        }
    },
    /** For collectors of logs: an object a line. */
    json {
        @Override
        EventSink sink(final String host, final PrintWriter out) {
            final ObjectMapper mapper = new ObjectMapper();
            return (atMs, kind, subject, text) -> println(out, mapper.createObjectNode()
                .put("at", Instant.ofEpochMilli(atMs).toString())
                .put("host", host)
                .put("event", kind)
                .put("subject", subject)
                .put("text", text)
                .toString());
        }
    };

    /** What writes lines of that router there. */
    abstract EventSink sink(String host, PrintWriter out);

    private static void println(final PrintWriter out, final String line) {
        out.println(line);
        out.flush();
    }
}
