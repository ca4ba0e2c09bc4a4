package io.weir.bench.cost.peer;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One end of a ping-pong. Arguments: {@link Means}, {@code serve} or {@code measure}, a directory of both ends, bytes
 * of a message. Who serves tells {@code serving}; who measures hears {@code measure ms=…} and tells {@code done}.
 */
public final class PingPongPeer {
    private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(1);

    private PingPongPeer() {
    }

    /** See the class. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            final Means means = Means.valueOf(args[0]);
            final Path directory = Path.of(args[2]);
            final int size = Integer.parseInt(args[3]);
            if (args[1].equals("serve")) {
                try (Exchange exchange = means.server(directory, size)) {
                    conversation.tell(Line.of("serving"));
                    conversation.exitWhenHeard();
                    exchange.serve();
                }
            } else {
                try (Exchange exchange = means.client(directory, size)) {
                    exchange.measure(WARM_UP_NS, Distribution.histogram());
                    final Histogram histogram = Distribution.histogram();
                    exchange.measure(
                        TimeUnit.MILLISECONDS.toNanos(conversation.hear("measure").number("ms")), histogram);
                    conversation.tell(Distribution.of(histogram).addTo(Line.of("done")));
                }
            }
            System.exit(0);
        });
    }
}
