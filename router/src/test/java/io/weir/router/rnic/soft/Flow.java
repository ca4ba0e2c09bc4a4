package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** Random operations of one queue pair on another, and what must have come of them. */
abstract class Flow {
    static final int OPERATIONS = 24;
    static final int AREA = 8 * 1024;
    /** Own areas and those that are a target, then a counter. */
    static final int REGION = 2 * OPERATIONS * AREA + 64;

    final TestEndpoint from;
    final TestEndpoint to;
    final Opcode[] opcodes = new Opcode[OPERATIONS];
    final int[] lengths = new int[OPERATIONS];
    final byte[][] payloads = new byte[OPERATIONS][];
    private final Deque<Runnable> late = new ArrayDeque<>();
    private final Deque<Long> lateNs = new ArrayDeque<>();

    Flow(final TestEndpoint from, final TestEndpoint to) {
        this.from = from;
        this.to = to;
    }

    /** Chooses operation {@code i}. */
    abstract void choose(int i, Random random);

    /** What is known of an operation's request beside the payload. */
    abstract void complete(SendWr wr, int i, Random random);

    /** Whether the other side needs a receive for operation {@code i}. */
    boolean takesReceive(final int i) {
        return opcodes[i].hasImmediate() || opcodes[i] == Opcode.SEND;
    }

    /** After it is done. */
    abstract void verify();

    /** Posts everything; receives perhaps late. */
    void start(final long nowNs, final Random random) {
        final boolean receivesAreLate = random.nextInt(4) == 0;
        long receiveNs = nowNs;
        for (int i = 0; i < OPERATIONS; i++) {
            choose(i, random);
            payloads[i] = new byte[lengths[i]];
            random.nextBytes(payloads[i]);
            prepare(i);
            final SendWr wr = from.wr(i, opcodes[i], own(i), lengths[i] / 16 * 8);
            from.addSge(wr, own(i) + lengths[i] / 16 * 8, lengths[i] - lengths[i] / 16 * 8);
            complete(wr, i, random);
            if (takesReceive(i)) {
                receiveNs += receivesAreLate ? random.nextLong(30_000) : 0;
                final int index = i;
                late.add(() -> receive(index));
                lateNs.add(receiveNs);
            }
            from.post(wr);
        }
        onTime(nowNs);
    }

    void prepare(final int i) {
        from.memory.put(own(i), payloads[i]);
    }

    void receive(final int i) {
        to.postReceive(i, target(i), AREA);
    }

    /** Posts the receives that are due. */
    void onTime(final long nowNs) {
        while (!lateNs.isEmpty() && lateNs.peek() <= nowNs) {
            lateNs.poll();
            late.poll().run();
        }
    }

    long nextNs() {
        return lateNs.isEmpty() ? Long.MAX_VALUE : lateNs.peek();
    }

    boolean isDone() {
        return from.sent.size() >= OPERATIONS && late.isEmpty();
    }

    static long own(final int i) {
        return (long) i * AREA;
    }

    static long target(final int i) {
        return (long) (OPERATIONS + i) * AREA;
    }

    /** Whether memory of the target holds the operation's payload, and zeros behind it. */
    void assertDelivered(final int i, final long offset) {
        assertThat(to.memory.bytes(offset, lengths[i])).as("%s of %d bytes", opcodes[i], lengths[i])
            .isEqualTo(payloads[i]);
        assertUntouched(offset + lengths[i], AREA - lengths[i]);
    }

    void assertUntouched(final long offset, final int length) {
        final byte[] bytes = to.memory.bytes(offset, length);
        for (final byte each : bytes) {
            if (each != 0) {
                throw new AssertionError("bytes written that nobody sent");
            }
        }
    }

    void assertAllSucceeded() {
        for (int i = 0; i < OPERATIONS; i++) {
            assertThat(from.sent.get(i)).isEqualTo(new TestEndpoint.Sent(i, WcStatus.SUCCESS));
        }
        assertThat(from.sent).hasSize(OPERATIONS);
    }
}
