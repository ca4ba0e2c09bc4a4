package io.weir.router.datapath;

import static io.weir.router.datapath.TestTenant.connect;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.weir.router.datapath.TestTenant.Buffer;
import io.weir.router.datapath.TestTenant.Sge;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The steady data path allocates nothing. */
class AllocationTest {
    private final TestHost host = new TestHost();

    @AfterEach
    void closed() {
        host.close();
    }

    @Test
    void shouldAllocateNothingWhenPostingAndCompleting() {
        final TestTenant alice = host.tenant("alice", 1, TestHost.egressLimit(8_000_000_000L));
        final TestTenant bob = host.tenant("bob");
        final Cq cq = alice.cq(64);
        final Cq bobCq = bob.cq(64);
        final Qp a = alice.qp(cq, 16);
        final Qp b = bob.qp(bobCq, 16);
        connect(a, b);
        final Buffer source = alice.buffer(1 << 20);
        final Buffer target = bob.buffer(1 << 20);
        final Sge[] small = {source.sge(0, 64)};
        final Sge[] large = {source.sge(0, 150_000), source.sge(200_000, 10)};
        final Sge[] receive = {target.sge(0, 64)};
        final long remote = target.address();
        final int rkey = target.mr().rkey();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        int completed = 0;
        for (int i = 0; i < 30_000; i++) {
            b.receives.post(i, receive);
            a.post(i, Opcode.SEND.value(), SendFlags.SIGNALED, 0, 0, 0, small);
            a.post(i, Opcode.RDMA_WRITE.value(), SendFlags.SIGNALED, remote, rkey, 0, i % 100 == 0 ? large : small);
            a.post(i, Opcode.RDMA_READ.value(), SendFlags.SIGNALED, remote, rkey, 0, small);
            host.advance(1_000_000);
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int j = 0; j < 3; j++) {
                host.agent.doWork();
            }
            if (i >= 20_000) {
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
            }
            completed += cq.drain();
            bobCq.drain();
        }
        assertThat(completed).isEqualTo(90_000);
        // Asking itself may allocate a little, now and then.
        assertThat(allocated).isLessThan(10_000);
    }

    @Test
    void shouldAllocateNothingWhenDatagramsGoAndCome() {
        final TestTenant alice = host.tenant("alice", 1, TestHost.egressLimit(8_000_000_000L));
        final TestTenant bob = host.tenant("bob");
        final Cq cq = alice.cq(64);
        final Cq bobCq = bob.cq(64);
        final Qp a = alice.datagramQp(cq, 16);
        final Qp b = bob.datagramQp(bobCq, 16);
        final FakeRemoteDevice remote = new FakeRemoteDevice(rkey -> { });
        final int near = alice.ah(bob.device, null);
        final int far = alice.ah(null, remote);
        final Sge[] payload = {alice.buffer(4096).sge(0, 1000)};
        final Sge[] room = {bob.buffer(4096).sge(0, 1040)};
        final int physical = b.dataQp().physicalNumber(TestHost.LOCAL);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        int sent = 0;
        int received = 0;
        for (int i = 0; i < 30_000; i++) {
            b.receives.post(i, room);
            b.receives.post(i, room);
            a.postDatagram(i, near, b.number(), payload);
            a.postDatagram(i, far, b.number(), payload);
            a.postDatagram(i, near, 1, payload);
            host.advance(1_000_000);
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int j = 0; j < 3; j++) {
                host.agent.doWork();
            }
            if (i >= 20_000) {
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
            }
            // asked at first, and every five seconds
            while (!remote.questions.isEmpty()) {
                host.agent.qpResolved(remote.questions.removeLast(), 0, physical);
            }
            sent += cq.drain();
            received += bobCq.drain();
        }
        host.run();
        assertThat(sent + cq.drain()).isEqualTo(90_000);
        assertThat(received + bobCq.drain()).isEqualTo(60_000);
        assertThat(allocated).isLessThan(10_000);
    }
}
