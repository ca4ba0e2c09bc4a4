package io.weir.bench.jmh;

import io.weir.bench.process.Line;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * How long Weir takes for a WRITE of 8 bytes between two buffers of a tenant, with router and tenant on one thread:
 * tells {@code time ns=…}, of processor time. What that is on two processors tells how much faster one of them runs the
 * same code.
 */
public final class OneThreadTime {
    private static final int BATCH = 64;
    private static final int BATCHES = 500;
    private static final int ROUNDS = 8;

    private OneThreadTime() {
    }

    /** No arguments. */
    public static void main(final String[] args) throws Exception {
        long bestNs = Long.MAX_VALUE;
        try (OneThread both = new OneThread(BATCH, "")) {
            for (int round = 0; round < ROUNDS; round++) {
                bestNs = Math.min(bestNs, run(both));
            }
        }
        System.out.println(Line.of("time").with("ns", (double) bestNs / BATCHES / BATCH));
    }

    private static long run(final OneThread both) {
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        final long startNs = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < BATCHES; i++) {
            both.postList();
            both.route();
            both.drain();
        }
        return threads.getCurrentThreadCpuTime() - startNs;
    }
}
