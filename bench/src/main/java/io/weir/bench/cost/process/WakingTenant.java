package io.weir.bench.cost.process;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import io.weir.client.VirtualDevice;
import java.nio.file.Path;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * One 8 B WRITE after each pause, in which the router goes to sleep. Argument: the tenant's directory. Order: {@code
 * wake count=…}.
 */
public final class WakingTenant {
    private static final int WARM_UP = 20_000;
    private static final int SHORTEST_PAUSE_MS = 20;
    private static final int LONGEST_PAUSE_MS = 60;
    private static final long SEED = 1;

    private WakingTenant() {
    }

    /** See the class. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            final VirtualDevice device = VirtualDevice.open(Path.of(args[0]));
            final SelfPair pair = new SelfPair(device, 16);
            for (int i = 0; i < WARM_UP; i++) {
                pair.write();
            }
            conversation.tell(Line.of("ready"));
            for (Line order = conversation.hear(); order.word().equals("wake"); order = conversation.hear()) {
                conversation.tell(wake(pair, order.integer("count")));
            }
            device.closeAll();
        });
    }

    private static Line wake(final SelfPair pair, final int count) throws InterruptedException {
        final Histogram histogram = Distribution.histogram();
        final Random random = new Random(SEED);
        for (int i = 0; i < count; i++) {
            // nothing is waited for: a router that sleeps is what is measured
            Thread.sleep(random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS));
            histogram.recordValue(pair.write());
        }
        return Distribution.of(histogram).addTo(Line.of("woken"));
    }
}
