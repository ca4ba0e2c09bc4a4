package io.weir.bench.cost.process;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Distribution;
import io.weir.bench.process.Line;
import io.weir.client.VirtualDevice;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A tenant's beginning. Argument: the tenant's directory. Tells {@code attached ns=…}, since its main began; {@code
 * again ns=…}, a second device of the same process; {@code second …}, the distribution of 8 B WRITEs in the first
 * second of them, and their median in each tenth of it.
 */
public final class StartingTenant {
    /** Parts of the first second. */
    public static final int PARTS = 10;

    private StartingTenant() {
    }

    /** See the class. */
    public static void main(final String[] args) {
        final long startNs = System.nanoTime();
        final VirtualDevice device = VirtualDevice.open(Path.of(args[0]));
        final long attachedNs = System.nanoTime();
        Conversation.hold(conversation -> {
            conversation.tell(Line.of("attached").with("ns", attachedNs - startNs));
            final long againNs = System.nanoTime();
            try (VirtualDevice second = VirtualDevice.open(Path.of(args[0]))) {
                conversation.tell(
                    Line.of("again").with("ns", System.nanoTime() - againNs).with("device", second.gid()));
            }
            conversation.tell(firstSecond(device));
            device.closeAll();
        });
    }

    private static Line firstSecond(final VirtualDevice device) {
        final SelfPair pair = new SelfPair(device, 16);
        final Histogram all = Distribution.histogram();
        final Histogram[] parts = new Histogram[PARTS];
        for (int i = 0; i < PARTS; i++) {
            parts[i] = Distribution.histogram();
        }
        final long partNs = TimeUnit.SECONDS.toNanos(1) / PARTS;
        final long startNs = System.nanoTime();
        for (long part = 0; part < PARTS; part = (System.nanoTime() - startNs) / partNs) {
            final long ns = pair.write();
            all.recordValue(ns);
            parts[(int) part].recordValue(ns);
        }
        Line line = Distribution.of(all).addTo(Line.of("second").with("count", all.getTotalCount()));
        for (int i = 0; i < PARTS; i++) {
            line = line.with("p50_" + i, parts[i].getValueAtPercentile(50));
        }
        return line;
    }
}
