package io.weir.bench.demo.tenant;

import io.weir.bench.process.Line;
import java.nio.file.Path;

/** Sends every message of {@link Ping} back. */
public final class Pong {
    private Pong() {
    }

    /** Argument: the tenant's directory. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            try (Messages messages = new Messages(Path.of(args[0]), "pong")) {
                conversation.tell(messages.endpoint().addTo(Line.of("ready")));
                messages.connect(Endpoint.in(conversation.hear("connect")));
                conversation.tell(Line.of("connected"));
                conversation.tell(play(messages));
                conversation.hear("bye");
            }
        });
    }

    private static Line play(final Messages messages) {
        final Sha256 receivedHash = new Sha256();
        final Sha256 sentHash = new Sha256();
        long returned = 0;
        int slot = messages.receive();
        while (true) {
            final boolean last = messages.wasLast();
            messages.send(messages.message(slot), last);
            returned++;
            receivedHash.add(messages.message(slot));
            sentHash.add(messages.message(slot));
            messages.release(slot);
            if (last) {
                break;
            }
            slot = messages.receiveAwake();
        }
        return messages.tally().addTo(Line.of("done").with("bytes", messages.awaitSent(returned))
            .with("operations", returned).with("sentSha256", sentHash.hex())
            .with("receivedSha256", receivedHash.hex()));
    }
}
