package io.weir.router.rnic;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.weir.router.rnic.local.LocalRnic;
import io.weir.router.rnic.soft.SoftRnic;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Mtu;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.WcFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Once connected, nothing allocates. */
public class RnicAllocationTest {
    private static final int LOOPBACK = 0x7F000001;
    private static final int QKEY = 0x1234;
    private static final int TIMEOUT = 14;
    private static final int ROUNDS = 2_000;
    /** Until the compiler has done away with what interpreted foreign calls allocate. */
    private static final int WARM_UP_ROUNDS = 20_000;
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final Opcode[] OPCODES = Opcode.values();

    @Test
    void shouldAllocateNothingWhenLocal() {
        try (LocalRnic rnic = new LocalRnic(new Random(1))) {
            measure(rnic, rnic, QpType.RC);
            measure(rnic, rnic, QpType.UC);
            measure(rnic, rnic, QpType.UD);
        }
    }

    @Test
    void shouldAllocateNothingWhenSoft() {
        try (SoftRnic one = SoftRnic.open(LOOPBACK, 0, false, new Random(1));
             SoftRnic other = SoftRnic.open(LOOPBACK + 1, 0, false, new Random(2))) {
            measure(one, other, QpType.RC);
            measure(one, other, QpType.UC);
            measure(one, other, QpType.UD);
        }
    }

    private static void measure(final Rnic one, final Rnic other, final QpType type) {
        measure(one, other, type, TIMEOUT);
    }

    /** Operations between two RNICs, with a local ACK timeout as the IBTA codes it, and nothing allocated. */
    public static void measure(final Rnic one, final Rnic other, final QpType type, final int timeout) {
        final End a = new End(one, type);
        final End b = new End(other, type);
        a.connect(b, timeout);
        b.connect(a, timeout);
        run(a, b, WARM_UP_ROUNDS);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        final long startNs = System.nanoTime();
        long allocated = Long.MAX_VALUE;
        // until the compiler is done with it, which takes its time on a busy machine
        while (allocated >= ROUNDS && System.nanoTime() - startNs < PATIENCE_NS) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            run(a, b, ROUNDS);
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("bytes allocated in %d operations", ROUNDS)
            .isLessThan(ROUNDS);
    }

    private static void run(final End a, final End b, final int rounds) {
        final long end = a.completed + rounds;
        long posted = a.completed;
        while (a.completed < end) {
            while (posted < end && posted - a.completed < 8) {
                final Opcode opcode = OPCODES[(int) (posted % OPCODES.length)];
                final Opcode allowed = a.type.allows(opcode) ? opcode : Opcode.SEND;
                a.post(b, allowed, allowed.isAtomic() ? Long.BYTES : a.type == QpType.UD ? 1_000 : 10_000);
                posted++;
            }
            final long now = System.nanoTime();
            a.rnic.poll(now);
            b.rnic.poll(now);
        }
        assertThat(a.failed + b.failed).isZero();
    }

    private static final class End implements QpOwner, ReceiveSource {
        private final Rnic rnic;
        private final QpType type;
        private final RnicPd pd;
        private final RnicMr region;
        private final RnicQp qp;
        private final SendWr wr = new SendWr(1);
        private long completed;
        private long failed;

        End(final Rnic rnic, final QpType type) {
            this.rnic = rnic;
            this.type = type;
            pd = rnic.allocatePd();
            region = rnic.registerMemory(pd, new TestMemory(1 << 20, 1 << 16, 0), AccessFlags.ALL);
            qp = rnic.createQp(pd, this, this, type, 16, 1);
        }

        void connect(final End peer, final int timeout) {
            final RnicInfo info = peer.rnic.info();
            qp.toRtr(new RtrAttributes(
                info.address(), info.port(), peer.qp.qpNumber(), Mtu.MTU_1024, 1, AccessFlags.ALL, 12, 8, QKEY,
                RtrAttributes.DEFAULT_PKEY));
            wr.ah = rnic.createAh(pd, new AhAttributes(info.address(), info.port(), 0, 0));
            wr.remoteQpn = peer.qp.qpNumber();
            wr.remoteQkey = QKEY;
            qp.toRts(new RtsAttributes(1, timeout, 7, 7, 8));
        }

        void post(final End peer, final Opcode opcode, final int length) {
            wr.opcode = opcode;
            wr.remoteAddress = peer.region.memory().iova();
            wr.rkey = peer.region.rkey();
            wr.sgeCount = 1;
            point(wr.sge[0], length);
            if (qp.postSend(wr) != 0) {
                failed++;
            }
        }

        private void point(final Sge sge, final int length) {
            sge.address = region.memory().iova();
            sge.length = length;
            sge.region = region;
        }

        @Override
        public int next(final RecvWr receive) {
            receive.sgeCount = 1;
            point(receive.sge[0], 10_000);
            return TAKEN;
        }

        @Override
        public void onSendCompleted(final long id, final WcStatus status) {
            completed++;
            failed += status == WcStatus.SUCCESS ? 0 : 1;
        }

        @Override
        public void onReceiveCompleted(final long id, final WcStatus status, final WcOpcode opcode, final long bytes,
                                       final int immediate, final int flags, final boolean solicited) {
            failed += status == WcStatus.SUCCESS ? 0 : 1;
        }

        @Override
        public void onDatagramReceived(final RecvWr receive, final long bytes, final int immediate, final int flags,
                                       final boolean solicited, final int sourceAddress, final int sourceQpn) {
            failed += (flags & WcFlags.GRH) != 0 ? 0 : 1;
        }

        @Override
        public void onServed(final WcOpcode opcode, final long bytes) {
            failed += bytes == 0 ? 1 : 0;
        }

        @Override
        public void onAsyncEvent(final AsyncEventType event) {
            failed++;
        }
    }
}
