package io.weir.router.rnic.soft;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A network in memory that loses, repeats, delays, marks and corrupts packets as a seed says, and whose link can be
 * down. Everything is at hand: the same seed and the same packets make the same network.
 */
final class TestNetwork {
    private static final long DELAY_NS = 2_000;
    private static final long TRACE_PRIME = 0x100000001b3L;

    /** Probabilities of what may happen to a packet, and how long it may then be delayed. */
    record Trouble(double loss, double repetition, double delay, double corruption, double mark, long maxDelayNs) {
        static final Trouble NONE = new Trouble(0, 0, 0, 0, 0, 1);

        static Trouble all(final double probability) {
            return new Trouble(probability, probability, probability, probability, 0, 20_000);
        }
    }

    private record Datagram(long dueNs, long order, byte[] bytes, int from, int to, int trafficClass) {
    }

    private final Random random;
    private final Trouble trouble;
    private final LongSupplier clock;
    private final Map<Integer, PriorityQueue<Datagram>> flying = new HashMap<>();
    private final CRC32 crc = new CRC32();
    private long order;
    private long trace = 0xcbf29ce484222325L;
    private boolean up = true;
    /** Packets that are lost, too. */
    Predicate<byte[]> drop = packet -> false;
    /** Whether routers on the way are congested. */
    boolean congested;
    long sent;
    long lost;
    long corrupted;

    /** {@code trouble}: the probability of each of loss, repetition, reordering and corruption. */
    TestNetwork(final long seed, final double trouble, final LongSupplier clock) {
        this(seed, Trouble.all(trouble), clock);
    }

    TestNetwork(final long seed, final Trouble trouble, final LongSupplier clock) {
        random = new Random(seed);
        this.trouble = trouble;
        this.clock = clock;
    }

    PacketSocket socket(final int address) {
        flying.put(address,
            new PriorityQueue<>(Comparator.comparingLong(Datagram::dueNs).thenComparingLong(Datagram::order)));
        return new Socket(address);
    }

    /** While it is down, everything that is sent is lost. */
    void link(final boolean isUp) {
        up = isUp;
    }

    long nextDueNs() {
        long next = Long.MAX_VALUE;
        for (final PriorityQueue<Datagram> queue : flying.values()) {
            next = queue.isEmpty() ? next : Math.min(next, queue.peek().dueNs);
        }
        return next;
    }

    /** A hash of all packets, when they were sent, and what became of them. */
    long trace() {
        return trace;
    }

    private void note(final long value) {
        trace = (trace ^ value) * TRACE_PRIME;
    }

    private boolean happens(final double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    void send(final byte[] bytes, final int from, final int to) {
        send(bytes, from, to, Route.DEFAULT_TRAFFIC_CLASS);
    }

    void send(final byte[] bytes, final int from, final int to, final int trafficClass) {
        sent++;
        crc.reset();
        crc.update(bytes);
        note(crc.getValue());
        note(clock.getAsLong());
        note(((long) from << Integer.SIZE) ^ to);
        if (!up || happens(trouble.loss) || drop.test(bytes)) {
            lost++;
            note(lost);
            return;
        }
        deliver(bytes, from, to, trafficClass);
        if (happens(trouble.repetition)) {
            deliver(bytes, from, to, trafficClass);
        }
    }

    private void deliver(final byte[] original, final int from, final int to, final int trafficClass) {
        byte[] bytes = original;
        if (happens(trouble.corruption)) {
            corrupted++;
            bytes = original.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        final long delay = DELAY_NS + (happens(trouble.delay) ? random.nextLong(trouble.maxDelayNs) : 0);
        final int marked = congested || happens(trouble.mark) ? trafficClass | 3 : trafficClass;
        note(delay);
        if (flying.containsKey(to)) {
            flying.get(to).add(new Datagram(clock.getAsLong() + delay, order++, bytes, from, to, marked));
        }
    }

    private final class Socket implements PacketSocket {
        private static final int BATCH = 32;
        private static final int STRIDE = SCRATCH_SPACE + COPY_SPACE;

        private final int address;
        private final long memory = UnsafeApi.allocateMemory((long) BATCH * STRIDE * 2);
        private final Datagram[] received = new Datagram[BATCH];
        private final byte[][] begun = new byte[BATCH][];
        private final int[] filled = new int[BATCH];
        private final int[] destination = new int[BATCH];
        private final int[] trafficClass = new int[BATCH];
        private final long[][] pieces = new long[BATCH][64];
        private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
        private int count;

        Socket(final int address) {
            this.address = address;
        }

        private UnsafeBuffer view(final long at, final int length) {
            view.wrap(at, length);
            return view;
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
            final PriorityQueue<Datagram> mine = flying.get(address);
            while (index < BATCH && !mine.isEmpty() && mine.peek().dueNs <= clock.getAsLong()) {
                final Datagram datagram = mine.poll();
                received[index] = datagram;
                new UnsafeBuffer(datagram.bytes).getBytes(0, view(data(index), datagram.bytes.length), 0,
                    datagram.bytes.length);
                index++;
            }
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
        public boolean follows(final int index) {
            return false;
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
        public long copySpace() {
            return memory + (long) (count - 1) * STRIDE + SCRATCH_SPACE;
        }

        @Override
        public int begunPort() {
            return SoftRnic.ROCE_PORT;
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
                    final int length = (int) pieces[i][piece + 1];
                    view(pieces[i][piece], length).getBytes(0, begun[i], at, length);
                    at += length;
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
