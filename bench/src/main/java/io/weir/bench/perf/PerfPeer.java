package io.weir.bench.perf;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import java.nio.file.Path;

/**
 * The server of a command that runs both sides: serves one client after the other until whoever started it is gone.
 * Argument: the tenant's directory. Tells {@code listening port=…}.
 */
public final class PerfPeer {
    private PerfPeer() {
    }

    /** Runs it. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            try (PerfServer server = new PerfServer(0)) {
                conversation.tell(Line.of("listening").with("port", server.port()));
                conversation.exitWhenHeard();
                while (true) {
                    server.serve(Path.of(args[0]), null);
                }
            }
        });
    }
}
