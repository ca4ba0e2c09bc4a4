package io.weir.bench.demo.tenant;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.bench.process.Line;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Sends a message to {@link Pong} and waits for it to come back, again and again, until told to stop. Each latency is
 * that of a round trip, from before the post to the receive's completion.
 */
public final class Ping {
    private static final long REPORT_INTERVAL_NS = 200_000_000L;
    private static final int LOOK_UP_INTERVAL = 256;

    private final Conversation conversation;
    private final Messages messages;
    private final int atLeast;
    /** The compilers are at work until then: counted, but not timed. */
    private final int warmUp;
    private final Latencies latencies = new Latencies();
    private final Sha256 sentHash = new Sha256();
    private final Sha256 receivedHash = new Sha256();
    private long roundTrips;

    private Ping(final Conversation conversation, final Messages messages, final int atLeast) {
        this.conversation = conversation;
        this.messages = messages;
        this.atLeast = atLeast;
        warmUp = atLeast / 4;
    }

    /** Arguments: the tenant's directory, how many round trips to make at least. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            try (Messages messages = new Messages(Path.of(args[0]), "ping"); Arena arena = Arena.ofConfined()) {
                conversation.tell(messages.endpoint().addTo(Line.of("ready")));
                messages.connect(Endpoint.in(conversation.hear("connect")));
                conversation.tell(Line.of("connected"));
                conversation.hear("go");
                conversation.tell(new Ping(conversation, messages, Integer.parseInt(args[1]))
                    .play(arena.allocate(Messages.LENGTH)));
                conversation.hear("bye");
            }
        });
    }

    private Line play(final MemorySegment message) throws IOException {
        message.fill((byte) 'p');
        final long startNs = System.nanoTime();
        long nextReportNs = startNs + REPORT_INTERVAL_NS;
        boolean stop = false;
        while (!stop) {
            roundTrip(message, false);
            if (roundTrips % LOOK_UP_INTERVAL == 0) {
                stop = roundTrips >= atLeast && conversation.hasHeard();
                final long nowNs = System.nanoTime();
                if (nowNs - nextReportNs >= 0) {
                    nextReportNs = nowNs + REPORT_INTERVAL_NS;
                    conversation.tell(latencies.addTo(Line.of("progress").with("operations", roundTrips)));
                }
            }
        }
        roundTrip(message, true);
        final long tookNs = System.nanoTime() - startNs;
        return messages.tally().addTo(latencies.addTo(Line.of("done").with("bytes", messages.awaitSent(roundTrips))
            .with("ns", tookNs).with("operations", roundTrips).with("sentSha256", sentHash.hex())
            .with("receivedSha256", receivedHash.hex())));
    }

    private void roundTrip(final MemorySegment message, final boolean last) {
        message.set(JAVA_LONG, 0, roundTrips);
        final long startNs = System.nanoTime();
        messages.send(message, last);
        final int slot = messages.receiveAwake();
        final long tookNs = System.nanoTime() - startNs;
        if (roundTrips >= warmUp) {
            latencies.record(tookNs);
        }
        sentHash.add(message);
        receivedHash.add(messages.message(slot));
        messages.release(slot);
        roundTrips++;
    }
}
