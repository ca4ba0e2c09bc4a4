package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.Mtu;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random operations over a network in trouble: everything completes once, in order, and the bytes are right. */
class SoftRnicSeedsTest {
    private static final int SEEDS = Integer.getInteger("weir.seeds", 300);
    private static final int FIRST_SEED = Integer.getInteger("weir.seed", 1);
    private static final int OPERATIONS = 40;
    private static final int AREA = 16 * 1024;
    private static final int COUNTER = 2 * OPERATIONS * AREA;
    private static final int REGION = COUNTER + 64;

    private long nowNs;

    @Test
    void shouldCompleteEverythingOnceAndInOrderWhenNetworkIsInTrouble() {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            try {
                run(seed);
            } catch (final AssertionError | RuntimeException thrown) {
                throw new AssertionError("seed " + seed + " (-Dweir.seed=" + seed + " -Dweir.seeds=1)", thrown);
            }
        }
    }

    private void run(final long seed) {
        nowNs = 1;
        final Random random = new Random(seed);
        final TestNetwork network = new TestNetwork(seed, 0.1, () -> nowNs);
        try (SoftRnic rnicA = new SoftRnic(network.socket(1), "a", 4096, false, random);
             SoftRnic rnicB = new SoftRnic(network.socket(2), "b", 4096, false, random)) {
            final TestEndpoint a = new TestEndpoint(rnicA, 0x7f00_0000_0000L, REGION, 0, OPERATIONS);
            final TestEndpoint b = new TestEndpoint(rnicB, 0x7e00_0000_0000L, REGION, 256, OPERATIONS);
            connect(a, b, random);
            final Opcode[] opcodes = new Opcode[OPERATIONS];
            final int[] lengths = new int[OPERATIONS];
            int adds = 0;
            for (int i = 0; i < OPERATIONS; i++) {
                opcodes[i] = Opcode.values()[random.nextInt(Opcode.values().length)];
                lengths[i] = opcodes[i].isAtomic() ? 8 : random.nextInt(random.nextInt(4) == 0 ? AREA : 600);
                post(a, b, i, opcodes[i], lengths[i], random);
                adds += opcodes[i] == Opcode.ATOMIC_FETCH_AND_ADD ? 1 : 0;
            }
            for (int step = 0; a.sent.size() < OPERATIONS; step++) {
                assertThat(step).isLessThan(200_000);
                step(network, rnicA, rnicB);
            }
            verify(a, b, opcodes, lengths);
            assertThat(b.memory.getLong(COUNTER)).isEqualTo(3L * adds);
        }
    }

    private static void connect(final TestEndpoint a, final TestEndpoint b, final Random random) {
        final TestEndpoint.Parameters toB = new TestEndpoint.Parameters();
        toB.mtu = Mtu.values()[random.nextInt(Mtu.values().length)];
        toB.psn = random.nextBoolean() ? 0xFFFFF0 + random.nextInt(16) : random.nextInt(1 << 24);
        toB.peerPsn = random.nextInt(1 << 24);
        toB.maxReadAtomic = 1 + random.nextInt(8);
        final TestEndpoint.Parameters toA = new TestEndpoint.Parameters();
        toA.mtu = toB.mtu;
        toA.psn = toB.peerPsn;
        toA.peerPsn = toB.psn;
        toA.maxReadAtomic = toB.maxReadAtomic;
        a.toRtr(b, toB);
        b.toRtr(a, toA);
        a.toRts(toB);
        b.toRts(toA);
    }

    /** Operation {@code i} has an area of its own on both sides: halves of the region for the two directions. */
    private static void post(final TestEndpoint a, final TestEndpoint b, final int i, final Opcode opcode,
                             final int length, final Random random) {
        final long own = (long) i * AREA;
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (opcode == Opcode.RDMA_READ) {
            b.memory.put(own, bytes);
        } else {
            a.memory.put(own, bytes);
        }
        final SendWr wr = a.wr(i, opcode, own, length / 2 / 8 * 8);
        a.addSge(wr, own + length / 2 / 8 * 8, length - length / 2 / 8 * 8);
        if (opcode.isAtomic()) {
            TestEndpoint.to(wr, b, COUNTER);
            wr.compareAdd = opcode == Opcode.ATOMIC_FETCH_AND_ADD ? 3 : -1;
        } else if (opcode.hasRemoteAddress()) {
            TestEndpoint.to(wr, b, opcode == Opcode.RDMA_READ ? own : (OPERATIONS + i) * (long) AREA);
        }
        wr.immediate = i;
        wr.flags = random.nextInt(4) == 0 ? SendFlags.FENCE : 0;
        if (opcode.hasImmediate() || opcode == Opcode.SEND) {
            b.postReceive(i, (OPERATIONS + i) * (long) AREA, AREA);
        }
        a.post(wr);
    }

    private void step(final TestNetwork network, final SoftRnic rnicA, final SoftRnic rnicB) {
        if (rnicA.poll(nowNs) + rnicB.poll(nowNs) == 0) {
            final long next = Math.min(network.nextDueNs(), Math.min(rnicA.nextDeadlineNs(), rnicB.nextDeadlineNs()));
            nowNs = Math.max(nowNs + 1, next);
        } else {
            nowNs += 100;
        }
    }

    private static void verify(
        final TestEndpoint a, final TestEndpoint b, final Opcode[] opcodes, final int[] lengths) {
        int received = 0;
        long served = 0;
        long adds = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            assertThat(a.sent.get(i)).isEqualTo(new TestEndpoint.Sent(i, WcStatus.SUCCESS));
            final long own = (long) i * AREA;
            final long other = (OPERATIONS + i) * (long) AREA;
            if (opcodes[i] == Opcode.ATOMIC_FETCH_AND_ADD) {
                assertThat(a.memory.getLong(own)).as("fetched by %d", i).isEqualTo(adds);
                adds += 3;
            } else if (!opcodes[i].isAtomic()) {
                assertThat(b.memory.bytes(opcodes[i] == Opcode.RDMA_READ ? own : other, lengths[i]))
                    .as("%s of %d bytes", opcodes[i], lengths[i]).isEqualTo(a.memory.bytes(own, lengths[i]));
            }
            if (opcodes[i].hasImmediate() || opcodes[i] == Opcode.SEND) {
                final TestEndpoint.Received receive = b.received.get(received++);
                assertThat(receive.id()).isEqualTo(i);
                assertThat(receive.bytes()).isEqualTo(lengths[i]);
                assertThat(receive.immediate()).isEqualTo(opcodes[i].hasImmediate() ? i : 0);
                assertThat(receive.opcode()).isEqualTo(
                    opcodes[i] == Opcode.RDMA_WRITE_WITH_IMM ? WcOpcode.RECV_RDMA_WITH_IMM : WcOpcode.RECV);
            } else {
                served += lengths[i];
            }
        }
        assertThat(b.received).hasSize(received);
        assertThat(b.served.stream().mapToLong(TestEndpoint.Served::bytes).sum()).isEqualTo(served);
    }
}
