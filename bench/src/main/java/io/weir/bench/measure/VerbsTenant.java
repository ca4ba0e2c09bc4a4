package io.weir.bench.measure;

import io.weir.bench.demo.tenant.Conversation;
import io.weir.bench.process.Line;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * Both ends of what perftest's programs do, each through a router of its own: {@code ib_write_lat}, {@code ib_send_lat}
 * and {@code ib_write_bw}. One thread plays both, as at any time only one of them has something to do: a second one
 * that looks out would take processor time from the routers, which perftest has none of. It hears {@code OPERATION
 * size=… count=…} and tells how long it took.
 */
public final class VerbsTenant {
    /** As perftest has it. */
    private static final int WINDOW = 128;
    /** As perftest has it. */
    private static final int WRITES_PER_COMPLETION = 100;
    private static final int LARGEST = 1 << 20;
    /** Empty looks before the processor is offered to others: there may be more of them than processors. */
    private static final int PATIENT_LOOKS = 8;

    private final VerbsEnd one;
    private final VerbsEnd other;
    private final int size;
    private final int count;
    private int looks;

    private VerbsTenant(final VerbsEnd one, final VerbsEnd other, final int size, final int count) {
        this.one = one;
        this.other = other;
        this.size = size;
        this.count = count;
    }

    /** Arguments: the tenant's directories on two hosts. */
    public static void main(final String[] args) {
        Conversation.hold(conversation -> run(conversation, Path.of(args[0]), Path.of(args[1])));
    }

    private static void run(final Conversation conversation, final Path here, final Path there) throws IOException {
        try (OneQueuePair first = new OneQueuePair(here, WINDOW, 2L * LARGEST);
            OneQueuePair second = new OneQueuePair(there, WINDOW, 2L * LARGEST)) {
            // first touches take time that is not to be measured
            first.memory.segment().fill((byte) 0);
            second.memory.segment().fill((byte) 0);
            first.connect(second);
            second.connect(first);
            conversation.tell(Line.of("connected"));
            serve(conversation, new VerbsEnd(first, second, LARGEST), new VerbsEnd(second, first, LARGEST));
        }
    }

    private static void serve(final Conversation conversation, final VerbsEnd one, final VerbsEnd other)
        throws IOException {
        for (Line order = conversation.hear(); !order.word().equals("bye"); order = conversation.hear()) {
            final VerbsTenant run = new VerbsTenant(one, other, order.integer("size"), order.integer("count"));
            final long tookNs = switch (order.word()) {
                case "write_lat" -> run.writeLatency();
                case "send_lat" -> run.sendLatency();
                case "write_bw" -> run.writeBandwidth();
                default -> throw new IOException("no operation " + order.word());
            };
            conversation.tell(Line.of("done").with("ns", tookNs));
        }
    }

    /** Each end waits for the other's number in its last byte. */
    private long writeLatency() {
        one.clearLast(size);
        other.clearLast(size);
        return roundTrips(this::write);
    }

    private void write(final VerbsEnd from, final VerbsEnd to, final int message) {
        final byte number = (byte) (message % 100 + 1);
        awaitSent(from);
        from.setLast(size, number);
        from.write(size);
        while (to.last(size) != number) {
            VarHandle.acquireFence();
            pause(from.poll(size));
        }
    }

    private long sendLatency() {
        one.expect(count, WINDOW, size);
        other.expect(count, WINDOW, size);
        return roundTrips(this::send);
    }

    private void send(final VerbsEnd from, final VerbsEnd to, final int message) {
        awaitSent(from);
        from.send(size);
        while (to.received() < message) {
            pause(to.poll(size));
        }
    }

    /** Sends the n-th message from one end to the other, and returns when it is there. */
    @FunctionalInterface
    private interface Way {
        void go(VerbsEnd from, VerbsEnd to, int message);
    }

    /** Nanoseconds that all messages take there and back. */
    private long roundTrips(final Way way) {
        final long startNs = System.nanoTime();
        for (int i = 1; i <= count; i++) {
            way.go(one, other, i);
            way.go(other, one, i);
        }
        final long tookNs = System.nanoTime() - startNs;
        awaitSent(one);
        awaitSent(other);
        return tookNs;
    }

    /**
     * Sleeps while the router is at work. perftest polls meanwhile, but its post is what has the device do its work, so
     * it mostly has nothing to wait for; who polls here takes processor time from the router where there are few.
     */
    private long writeBandwidth() {
        final long startNs = System.nanoTime();
        int posted = 0;
        int completed = 0;
        while (completed < count) {
            while (posted < count && posted - completed < WINDOW) {
                posted++;
                if (posted % WRITES_PER_COMPLETION == 0 || posted == count) {
                    one.write(size);
                } else {
                    one.writeUnsignaled(size);
                }
            }
            one.awaitSent();
            completed = Math.min(count, completed + WRITES_PER_COMPLETION);
        }
        return System.nanoTime() - startNs;
    }

    private void awaitSent(final VerbsEnd end) {
        while (end.sent() < end.posted()) {
            pause(end.poll(size));
        }
    }

    /** After a look. */
    private void pause(final boolean found) {
        if (found) {
            looks = 0;
        } else if (++looks >= PATIENT_LOOKS) {
            looks = 0;
            Thread.yield();
        }
    }
}
