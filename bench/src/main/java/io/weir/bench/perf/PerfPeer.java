package io.weir.bench.perf;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import java.io.IOException;
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
                Thread.ofPlatform().daemon().start(() -> exitAtTheEnd(conversation));
                while (true) {
                    server.serve(Path.of(args[0]), null);
                }
            }
        });
    }

    private static void exitAtTheEnd(final Conversation conversation) {
        try {
            conversation.hear();
        } catch (final IOException e) {
            // as good as the end
        }
        System.exit(0);
    }
}
