package io.weir.router.rnic.soft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongSupplier;
import org.agrona.UnsafeApi;

/** A network in memory that loses, repeats, delays and corrupts packets as a seed says. */
final class TestNetwork {
    private static final long DELAY_NS = 2_000;
    private static final long REORDER_NS = 20_000;

    private record Datagram(long dueNs, long order, byte[] bytes, int from, int to, int trafficClass) {
    }

    private final Random random;
    private final double trouble;
    private final LongSupplier clock;
    private final PriorityQueue<Datagram> flying =
        new PriorityQueue<>(Comparator.comparingLong(Datagram::dueNs).thenComparingLong(Datagram::order));
    private long order;
    long corrupted;

    /** {@code trouble}: the probability of each of loss, repetition, reordering and corruption. */
    TestNetwork(final long seed, final double trouble, final LongSupplier clock) {
        random = new Random(seed);
        this.trouble = trouble;
        this.clock = clock;
    }

    PacketSocket socket(final int address) {
        return new Socket(address);
    }

    long nextDueNs() {
        final Datagram next = flying.peek();
        return next == null ? Long.MAX_VALUE : next.dueNs;
    }

    private boolean happens() {
        return trouble > 0 && random.nextDouble() < trouble;
    }

    void send(final byte[] bytes, final int from, final int to) {
        send(bytes, from, to, Route.DEFAULT_TRAFFIC_CLASS);
    }

    void send(final byte[] bytes, final int from, final int to, final int trafficClass) {
        if (happens()) {
            return;
        }
        deliver(bytes, from, to, trafficClass);
        if (happens()) {
            deliver(bytes, from, to, trafficClass);
        }
    }

    private void deliver(final byte[] original, final int from, final int to, final int trafficClass) {
        final byte[] bytes = original.clone();
        if (happens()) {
            corrupted++;
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        final long delay = DELAY_NS + (happens() ? random.nextLong(REORDER_NS) : 0);
        flying.add(new Datagram(clock.getAsLong() + delay, order++, bytes, from, to, trafficClass));
    }

    private final class Socket implements PacketSocket {
        private static final int BATCH = 32;
        private static final int STRIDE = HEADER_SPACE + COPY_SPACE;

        private final int address;
        private final long memory = UnsafeApi.allocateMemory((long) BATCH * STRIDE * 2);
        private final Datagram[] received = new Datagram[BATCH];
        private final byte[][] begun = new byte[BATCH][];
        private final int[] filled = new int[BATCH];
        private final int[] destination = new int[BATCH];
        private final int[] trafficClass = new int[BATCH];
        private final long[][] pieces = new long[BATCH][64];
        private int count;

        Socket(final int address) {
            this.address = address;
        }

        @Override
        public int address() {
            return address;
        }

        @Override
        public int port() {
            return SoftRnic.ROCE_PORT;
        }

        @Override
        public int fd() {
            return -1;
        }

        @Override
        public int receive() {
            int index = 0;
            final List<Datagram> later = new ArrayList<>();
            while (index < BATCH && nextDueNs() <= clock.getAsLong()) {
                final Datagram datagram = flying.poll();
                if (datagram.to != address) {
                    later.add(datagram);
                    continue;
                }
                received[index] = datagram;
                for (int i = 0; i < datagram.bytes.length; i++) {
                    UnsafeApi.putByte(data(index) + i, datagram.bytes[i]);
                }
                index++;
            }
            flying.addAll(later);
            return index;
        }

        @Override
        public boolean mayHaveMore() {
            return false;
        }

        @Override
        public long data(final int index) {
            return memory + (long) (BATCH + index) * STRIDE;
        }

        @Override
        public int length(final int index) {
            return received[index].bytes.length;
        }

        @Override
        public int sourceAddress(final int index) {
            return received[index].from;
        }

        @Override
        public int sourcePort(final int index) {
            return SoftRnic.ROCE_PORT;
        }

        @Override
        public int trafficClass(final int index) {
            return received[index].trafficClass;
        }

        @Override
        public int hopLimit(final int index) {
            return Route.DEFAULT_HOP_LIMIT - 1;
        }

        @Override
        public boolean hasRoom() {
            return count < BATCH;
        }

        @Override
        public long begin(final Route route, final int length) {
            begun[count] = new byte[length];
            filled[count] = 0;
            destination[count] = route.address;
            trafficClass[count] = route.trafficClass;
            return memory + (long) count++ * STRIDE;
        }

        @Override
        public int identification() {
            return (count - 1) % (MAX_SEGMENT_INDEX + 1);
        }

        @Override
        public void add(final long pieceAddress, final int length) {
            pieces[count - 1][filled[count - 1]++] = pieceAddress;
            pieces[count - 1][filled[count - 1]++] = length;
        }

        @Override
        public int piecesLeft() {
            return 5 - filled[count - 1] / 2;
        }

        @Override
        public boolean flush() {
            for (int i = 0; i < count; i++) {
                int at = 0;
                for (int piece = 0; piece < filled[i]; piece += 2) {
                    for (int k = 0; k < pieces[i][piece + 1]; k++) {
                        begun[i][at++] = UnsafeApi.getByte(pieces[i][piece] + k);
                    }
                }
                if (at != begun[i].length) {
                    throw new AssertionError("announced " + begun[i].length + " bytes, gave " + at);
                }
                send(begun[i], address, destination[i], trafficClass[i]);
            }
            count = 0;
            return true;
        }

        @Override
        public void discard() {
            count = 0;
        }

        @Override
        public long errors() {
            return 0;
        }

        @Override
        public void close() {
            UnsafeApi.freeMemory(memory);
        }
    }
}
