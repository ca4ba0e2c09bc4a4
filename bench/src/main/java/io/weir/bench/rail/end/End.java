package io.weir.bench.rail.end;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import java.io.IOException;

/**
 * One of two processes that exchange data. It tells {@code ready} with what the other must know, hears {@code connect}
 * with the other's, tells {@code connected}; then it takes orders until {@code bye}. {@code serve kind=… size=…} has it
 * answer until it hears {@code stop}; {@code run kind=… size=… ms=…} has it measure against the other, which serves.
 */
abstract class End {
    /** The most messages under way at a time. */
    static final int MAX_WINDOW = 128;
    private static final int MIN_WINDOW = 16;
    /** Messages come from and go to a buffer so large, one place after the other, so that nobody waits for memory. */
    static final int BUFFER = 1 << 20;

    /** Messages under way at a time when throughput is measured: a buffer full of them, within bounds. */
    static int window(final int size) {
        return Math.clamp(BUFFER / size, MIN_WINDOW, MAX_WINDOW);
    }

    /** Takes orders until there are no more. */
    final void converse(final Conversation conversation) throws IOException {
        conversation.tell(describe(Line.of("ready")));
        connect(conversation.hear("connect"));
        conversation.tell(describe(Line.of("connected")));
        for (Line order = conversation.hear(); !order.word().equals("bye"); order = conversation.hear()) {
            if (order.word().equals("serve")) {
                conversation.tell(Line.of("serving"));
                serve(order.text("kind"), order.integer("size"), new Stop(conversation));
                conversation.hear("stop");
                conversation.tell(Line.of("served"));
            } else if (order.word().equals("run")) {
                conversation.tell(measure(order.text("kind"), order.integer("size"), order.number("ms") * 1_000_000));
            }
        }
    }

    private Line measure(final String kind, final int size, final long ns) throws IOException {
        if (kind.equals(Kind.THROUGHPUT)) {
            final long startNs = System.nanoTime();
            final long bytes = stream(size, startNs + ns);
            return Line.of("done").with("bytes", bytes).with("ns", System.nanoTime() - startNs);
        }
        final Latencies latencies = new Latencies();
        roundTrips(kind, size, System.nanoTime() + ns, latencies);
        return latencies.addTo(Line.of("done"));
    }

    /** Adds what the other end must know. */
    abstract Line describe(Line line);

    /** Hears what the other end told. */
    abstract void connect(Line peer) throws IOException;

    /** Sends messages of a size until a time of {@link System#nanoTime}; answers the bytes that have arrived. */
    abstract long stream(int size, long untilNs) throws IOException;

    /** Makes round trips one after the other until a time. */
    abstract void roundTrips(String kind, int size, long untilNs, Latencies latencies) throws IOException;

    /** Answers until told to stop. */
    abstract void serve(String kind, int size, Stop stop) throws IOException;
}
