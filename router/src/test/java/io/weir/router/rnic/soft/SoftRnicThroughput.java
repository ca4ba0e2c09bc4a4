package io.weir.router.rnic.soft;

import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.Mtu;
import io.weir.verbs.Opcode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Random;

/**
 * Not a test: prints how fast two software RNICs exchange data over loopback, both driven by one thread, per second of
 * that thread's processor time: what sending and receiving cost together, whoever else uses the machine. Arguments:
 * opcode, size and MTU, such as {@code RDMA_WRITE 65536 4096}; without them, a selection.
 */
final class SoftRnicThroughput {
    private static final int LOOPBACK = 0x7F000001;
    private static final int REGION = 16 << 20;
    private static final long SECONDS = Long.getLong("weir.seconds", 3);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private SoftRnicThroughput() {
    }

    public static void main(final String[] arguments) {
        if (arguments.length == 3) {
            stream(Opcode.valueOf(arguments[0]), Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
            return;
        }
        for (final int mtu : new int[] {1024, 4096}) {
            for (final int size : new int[] {4096, 65536, 1 << 20}) {
                stream(Opcode.RDMA_WRITE, size, mtu);
            }
            stream(Opcode.RDMA_READ, 65536, mtu);
            stream(Opcode.SEND, 65536, mtu);
        }
        pingPong();
    }

    private static void stream(final Opcode opcode, final int size, final int mtu) {
        try (Pair pair = new Pair(mtu)) {
            final SendWr wr = TestEndpoint.to(pair.a.wr(0, opcode, 0, size), pair.b, 0);
            long posted = 0;
            long completed = 0;
            final long start = THREADS.getCurrentThreadCpuTime();
            long warm = start;
            long warmBytes = 0;
            long now = start;
            while (now - start < SECONDS * 1_000_000_000L) {
                while (posted - completed < 16) {
                    wr.remoteAddress = pair.b.memory.iova() + posted % 8 * size;
                    pair.a.post(wr);
                    posted++;
                }
                pair.poll();
                completed += pair.a.sent.size();
                pair.a.sent.clear();
                now = THREADS.getCurrentThreadCpuTime();
                if (warmBytes == 0 && now - start > SECONDS * 300_000_000L) {
                    warm = now;
                    warmBytes = completed * size;
                }
            }
            final double gigabits = (completed * size - warmBytes) * 8.0 / (now - warm);
            System.out.printf(
                "%-10s %7d B, MTU %d: %5.1f Gbit per CPU second; %s%n", opcode, size, mtu, gigabits, pair.troubles());
        }
    }

    private static void pingPong() {
        try (Pair pair = new Pair(1024)) {
            final long[] roundTrips = new long[50_000];
            final SendWr wr = TestEndpoint.to(pair.a.wr(0, Opcode.RDMA_WRITE, 0, 8), pair.b, 0);
            for (int i = 0; i < roundTrips.length; i++) {
                final long start = System.nanoTime();
                pair.a.post(wr);
                while (pair.a.sent.isEmpty()) {
                    pair.poll();
                }
                pair.a.sent.clear();
                roundTrips[i] = System.nanoTime() - start;
            }
            final long[] warm = Arrays.copyOfRange(roundTrips, 20_000, roundTrips.length);
            Arrays.sort(warm);
            System.out.printf("RDMA_WRITE of 8 B to its acknowledgement: median %.1f us, p99 %.1f us%n",
                warm[warm.length / 2] / 1e3, warm[warm.length * 99 / 100] / 1e3);
        }
    }

    /** Two connected endpoints. */
    private static final class Pair implements AutoCloseable {
        final SoftRnic rnicA = SoftRnic.open(LOOPBACK, 0, false, new Random());
        final SoftRnic rnicB = SoftRnic.open(LOOPBACK + 1, 0, false, new Random());
        final TestEndpoint a = new TestEndpoint(rnicA, 0x7f00_0000_0000L, REGION, 0, 64);
        final TestEndpoint b = new TestEndpoint(rnicB, 0x7e00_0000_0000L, REGION, 0, 64);

        Pair(final int mtu) {
            final TestEndpoint.Parameters parameters = new TestEndpoint.Parameters();
            parameters.mtu = Arrays.stream(Mtu.values()).filter(each -> each.bytes() == mtu).findFirst().orElseThrow();
            parameters.timeout = 14;
            parameters.maxReadAtomic = 16;
            a.toRtr(b, parameters);
            b.toRtr(a, parameters);
            a.toRts(parameters);
            b.toRts(parameters);
        }

        void poll() {
            while (b.receivesLeft() < 64) {
                b.postReceive(1, 0, 1 << 20);
            }
            final long now = System.nanoTime();
            rnicA.poll(now);
            rnicB.poll(now);
            b.served.clear();
            b.received.clear();
        }

        String troubles() {
            final SoftCounters counters = rnicA.softCounters();
            return "timeouts " + counters.ackTimeouts + ", NAKs " + counters.packetSequenceErrors
                + ", implied " + counters.impliedNaks;
        }

        @Override
        public void close() {
            rnicA.close();
            rnicB.close();
        }
    }
}
