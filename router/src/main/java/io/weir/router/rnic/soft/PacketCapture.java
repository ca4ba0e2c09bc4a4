package io.weir.router.rnic.soft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * All packets of a software RNIC in a file that Wireshark opens. The thread that sends and receives leaves copies in a
 * ring ({@link CapturingSocket}); a thread of its own writes them. A full ring loses packets, a file that reached its
 * limit or can not be written ends the capture; either is said, and the RNIC goes on.
 *
 * <p>Of IP and UDP headers it holds what a UDP socket shows. The identification of received packets is the one that
 * their ICRC was made with, and the UDP checksum is left out, as it may be.
 */
public final class PacketCapture implements AutoCloseable {
    private static final int RING_BYTES = 1 << 24;
    private static final int BATCH = 256;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long CLOSE_MS = 5_000;

    private final LongSupplier epochNanos;
    private final OneToOneRingBuffer ring = new OneToOneRingBuffer(
        new UnsafeBuffer(ByteBuffer.allocateDirect(RING_BYTES + RingBufferDescriptor.TRAILER_LENGTH)));
    private final CaptureFile file;
    private final Thread thread = new Thread(this::run, "weir-pcap");
    private long lost;
    /** What the writing thread sees of {@link #lost}. */
    private volatile long lostSeen;
    private volatile boolean on = true;
    private volatile boolean closing;

    /** Opens a capture once there is a socket to capture from. */
    @FunctionalInterface
    public interface Opener {
        /** The capture, or null for none. */
        PacketCapture open() throws IOException;
    }

    private PacketCapture(final CaptureFile file, final LongSupplier epochNanos) {
        this.file = file;
        this.epochNanos = epochNanos;
        thread.setDaemon(true);
    }

    /**
     * Begins a capture in a file that is made anew.
     *
     * @param limit   bytes that the file may have
     * @param address of the RNIC
     * @param log     takes one line an event, from any thread
     * @throws IOException naming the file, if it can not be made
     */
    public static PacketCapture open(final Path file, final long limit, final int address, final int port,
                                     final Consumer<String> log) throws IOException {
        return open(file, limit, address, port, wallClock(), log);
    }

    static PacketCapture open(final Path file, final long limit, final int address, final int port,
                              final LongSupplier epochNanos, final Consumer<String> log) throws IOException {
        final CaptureFile made = CaptureFile.create(file, limit, address, port, log);
        final PacketCapture capture = new PacketCapture(made, epochNanos);
        capture.thread.start();
        return capture;
    }

    /** Nanoseconds since 1970 that never go back. */
    private static LongSupplier wallClock() {
        final Instant now = Instant.now();
        final long offset = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
        return () -> System.nanoTime() + offset;
    }

    OneToOneRingBuffer ring() {
        return ring;
    }

    /** Whether packets are still wanted. */
    boolean isOn() {
        return on;
    }

    /** One packet found no room in the ring. On the thread that sends and receives. */
    void lost() {
        lostSeen = ++lost;
    }

    long epochNanos() {
        return epochNanos.getAsLong();
    }

    /** Writes what is left, and waits for that. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_MS);
        } catch (final InterruptedException thrown) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        final IdleStrategy idle = new BackoffIdleStrategy(0, 0, MIN_PARK_NS, MAX_PARK_NS);
        final MessageHandler handler = (type, records, at, length) -> onRecord(at, length);
        boolean last;
        do {
            last = closing;
            final int work = ring.read(handler, BATCH);
            if (work == 0) {
                file.flush();
            }
            on = file.isOpen();
            last &= work == 0;
            idle.idle(work);
        } while (on && !last);
        on = false;
        file.close(epochNanos(), lostSeen);
    }

    private void onRecord(final int at, final int length) {
        if (file.isOpen()) {
            file.add(ring.buffer(), at, length, lostSeen);
        }
    }
}
