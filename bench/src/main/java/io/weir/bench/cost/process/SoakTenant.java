package io.weir.bench.cost.process;

import com.sun.management.ThreadMXBean;
import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import io.weir.client.VirtualDevice;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * 8 B WRITEs at a steady rate, however long those before take: a time counts from when its WRITE was due. Argument: the
 * tenant's directory. Tells {@code most rate=…}, WRITEs a second when there is no pause; hears {@code soak percent=…
 * windows=… ms=…}; tells {@code window …} after each window.
 */
public final class SoakTenant {
    private static final int DEPTH = 64;
    private static final long WARM_UP_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long CAPACITY_NS = TimeUnit.SECONDS.toNanos(1);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Histogram histogram = new Histogram(TimeUnit.MINUTES.toNanos(10), 3);
    private final SelfPair pair;
    private long posted;
    private long completed;

    private SoakTenant(final SelfPair pair) {
        this.pair = pair;
    }

    /** See the class. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> {
            final VirtualDevice device = VirtualDevice.open(Path.of(args[0]));
            new SoakTenant(new SelfPair(device, DEPTH)).run(conversation);
            device.closeAll();
        });
    }

    private void run(final Conversation conversation) throws IOException {
        flatOut(WARM_UP_NS);
        final double most = flatOut(CAPACITY_NS);
        conversation.tell(Line.of("most").with("rate", Math.round(most)));
        final Line order = conversation.hear("soak");
        final double rate = most * order.integer("percent") / 100;
        final long windowNs = TimeUnit.MILLISECONDS.toNanos(order.number("ms"));
        posted = 0;
        completed = 0;
        final long startNs = System.nanoTime();
        for (int window = 0; window < order.integer("windows"); window++) {
            histogram.reset();
            final long before = threads.getCurrentThreadAllocatedBytes();
            final long count = completed;
            keepUp(startNs, rate / 1e9, startNs + (window + 1) * windowNs);
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            conversation.tell(Distribution.of(histogram).addTo(Line.of("window").with("count", completed - count)
                .with("allocated", allocated)));
        }
    }

    /** Without pause; WRITEs a second. */
    private double flatOut(final long ns) {
        final long startNs = System.nanoTime();
        long done = 0;
        long under = 0;
        while (System.nanoTime() - startNs < ns || under > 0) {
            while (under < DEPTH && System.nanoTime() - startNs < ns && pair.tryPost(0)) {
                under++;
            }
            while (pair.poll() >= 0) {
                under--;
                done++;
            }
        }
        return done * 1e9 / (System.nanoTime() - startNs);
    }

    /** Posts what is due, until then. */
    private void keepUp(final long startNs, final double perNs, final long untilNs) {
        long nowNs = System.nanoTime();
        while (nowNs - untilNs < 0) {
            final long due = (long) ((nowNs - startNs) * perNs);
            while (posted <= due && posted - completed < DEPTH && pair.tryPost(posted)) {
                posted++;
            }
            final long id = pair.poll();
            nowNs = System.nanoTime();
            if (id >= 0) {
                completed++;
                histogram.recordValue(Math.max(0, nowNs - startNs - (long) (id / perNs)));
            }
        }
    }
}
