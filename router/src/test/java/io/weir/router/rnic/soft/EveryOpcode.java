package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.RnicAh;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.Mtu;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcStatus;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Two RNICs that send each other a packet of every opcode, and every refusal; one socket may be wrapped to watch. */
final class EveryOpcode implements AutoCloseable {
    static final int A = 0x0A000001;
    static final int B = 0x0A000002;

    private static final int MTU = 256;
    private static final int QKEY = 0x11223344;
    private static final int REGION = 1 << 16;
    private static final int[] LENGTHS = {0, 5, MTU, MTU + 7, 3 * MTU + 2};
    private static final int MAX_STEPS = 100_000;

    private final TestNetwork network = new TestNetwork(1, TestNetwork.Trouble.NONE, this::now);
    private final SoftRnic rnicA;
    private final SoftRnic rnicB;
    private long nowNs = 1;
    private boolean dropNext;

    EveryOpcode(final UnaryOperator<PacketSocket> watch) {
        rnicA = new SoftRnic(watch.apply(network.socket(A)), "a", 4096, false, new Random(1));
        rnicB = new SoftRnic(network.socket(B), "b", 4096, false, new Random(2));
        network.drop = packet -> {
            final boolean drop = dropNext;
            dropNext = false;
            return drop;
        };
    }

    private long now() {
        return nowNs;
    }

    /** The opcodes of all services; rxe sends no CNP, which is of none. */
    static Set<Integer> opcodes() {
        final Set<Integer> all = new TreeSet<>();
        for (int opcode = 0; opcode < 1 << Byte.SIZE; opcode++) {
            if (BthOpcode.isSupported(opcode) && opcode != BthOpcode.CNP) {
                all.add(opcode);
            }
        }
        return all;
    }

    void run() {
        reliable();
        refusals();
        final TestEndpoint[] unreliable = pair(QpType.UC, new TestEndpoint.Parameters());
        messages(unreliable[0], unreliable[1], Opcode.SEND, Opcode.SEND_WITH_IMM, Opcode.RDMA_WRITE,
            Opcode.RDMA_WRITE_WITH_IMM);
        datagrams();
    }

    private void reliable() {
        final TestEndpoint[] ab = pair(QpType.RC, new TestEndpoint.Parameters());
        messages(ab[0], ab[1], Opcode.SEND, Opcode.SEND_WITH_IMM, Opcode.RDMA_WRITE, Opcode.RDMA_WRITE_WITH_IMM,
            Opcode.RDMA_READ);
        post(ab[0], ab[1], Opcode.ATOMIC_CMP_AND_SWP, Long.BYTES, WcStatus.SUCCESS);
        post(ab[0], ab[1], Opcode.ATOMIC_FETCH_AND_ADD, Long.BYTES, WcStatus.SUCCESS);
        network.congested = true;
        post(ab[0], ab[1], Opcode.RDMA_WRITE, 1, WcStatus.SUCCESS);
        network.congested = false;
        // the other way, so that a watcher of one side sees requests and answers go in either direction
        messages(ab[1], ab[0], Opcode.SEND, Opcode.RDMA_READ);
    }

    private void refusals() {
        final TestEndpoint.Parameters impatient = new TestEndpoint.Parameters();
        impatient.rnrRetry = 1;
        final TestEndpoint[] notReady = pair(QpType.RC, impatient);
        post(notReady[0], notReady[1], Opcode.SEND, 1, WcStatus.RNR_RETRY_EXC_ERR);

        final TestEndpoint[] lost = pair(QpType.RC, new TestEndpoint.Parameters());
        dropNext = true;
        post(lost[0], lost[1], Opcode.RDMA_WRITE, 4 * MTU, WcStatus.SUCCESS);

        final TestEndpoint[] closed = pair(QpType.RC, new TestEndpoint.Parameters());
        closed[1].region.deregister();
        post(closed[0], closed[1], Opcode.RDMA_WRITE, 1, WcStatus.REM_ACCESS_ERR);

        final TestEndpoint[] narrow = pair(QpType.RC, new TestEndpoint.Parameters());
        narrow[1].postReceive(1, 0, 1);
        post(narrow[0], narrow[1], Opcode.SEND, 2, WcStatus.REM_INV_REQ_ERR);

        final TestEndpoint[] broken = pair(QpType.RC, new TestEndpoint.Parameters());
        broken[1].postReceive(TestEndpoint.BROKEN_RECEIVE, 0, 1);
        post(broken[0], broken[1], Opcode.SEND, 2, WcStatus.REM_OP_ERR);
    }

    private void messages(final TestEndpoint from, final TestEndpoint to, final Opcode... opcodes) {
        for (final Opcode opcode : opcodes) {
            for (final int length : LENGTHS) {
                if (opcode.hasImmediate() || opcode == Opcode.SEND) {
                    to.postReceive(1, REGION / 2, REGION / 2);
                }
                post(from, to, opcode, length, WcStatus.SUCCESS);
            }
        }
    }

    private void datagrams() {
        final TestEndpoint from = new TestEndpoint(rnicA, QpType.UD, 1L << 30, REGION, 0, 8);
        final TestEndpoint to = new TestEndpoint(rnicB, QpType.UD, 1L << 30, REGION, 0, 8);
        for (final TestEndpoint end : List.of(from, to)) {
            assertThat(end.qp.toRtr(RtrAttributes.datagram(QKEY))).isZero();
            assertThat(end.qp.toRts(new RtsAttributes(7, 0, 0, 0, 0))).isZero();
        }
        final RnicAh way = rnicA.createAh(from.pd, new AhAttributes(B, SoftRnic.ROCE_PORT, 0x28, 17));
        for (final Opcode opcode : List.of(Opcode.SEND, Opcode.SEND_WITH_IMM)) {
            to.postReceive(1, 0, 4096);
            final SendWr wr = from.wr(1, opcode, 0, 77);
            wr.ah = way;
            wr.remoteQpn = to.qp.qpNumber();
            wr.remoteQkey = QKEY;
            wr.immediate = 0xCAFE0001;
            from.post(wr);
            until(from, 1, WcStatus.SUCCESS, () -> to.datagrams.isEmpty());
            to.datagrams.clear();
        }
    }

    private TestEndpoint[] pair(final QpType type, final TestEndpoint.Parameters parameters) {
        final TestEndpoint a = new TestEndpoint(rnicA, type, 1L << 30, REGION, 0, 8);
        final TestEndpoint b = new TestEndpoint(rnicB, type, 1L << 30, REGION, 0, 8);
        parameters.mtu = Mtu.MTU_256;
        a.toRtr(b, parameters);
        b.toRtr(a, parameters);
        a.toRts(parameters);
        b.toRts(parameters);
        return new TestEndpoint[] {a, b};
    }

    private void post(final TestEndpoint from, final TestEndpoint to, final Opcode opcode, final int length,
                      final WcStatus expected) {
        final SendWr wr = from.wr(1, opcode, 0, length);
        wr.immediate = 0xCAFE0001;
        wr.flags = length == LENGTHS[1] ? SendFlags.SOLICITED : 0;
        from.post(TestEndpoint.to(wr, to, REGION / 2));
        until(from, 1, expected, () -> false);
    }

    /** Until it has completed so many, and the network is quiet. */
    private void until(final TestEndpoint from, final int count, final WcStatus expected,
                       final BooleanSupplier waits) {
        int step = 0;
        while (from.sent.size() < count || network.nextDueNs() < Long.MAX_VALUE || waits.getAsBoolean()) {
            assertThat(step++).isLessThan(MAX_STEPS);
            if (rnicA.poll(nowNs) + rnicB.poll(nowNs) == 0) {
                nowNs = Math.max(nowNs + 1, Math.min(network.nextDueNs(),
                    Math.min(rnicA.nextDeadlineNs(), rnicB.nextDeadlineNs())));
            }
        }
        assertThat(from.sent).allMatch(sent -> sent.status() == expected);
        from.sent.clear();
    }

    @Override
    public void close() {
        rnicA.close();
        rnicB.close();
    }
}
