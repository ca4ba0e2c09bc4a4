package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.client.CompletionChannel;
import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.SharedReceiveQueue;
import io.weir.client.VerbsException;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.WcStatus;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Making and destroying, in the wrong order and with work in flight. */
class LifecycleConformanceTest extends Conformance {
    private static void assertBusy(final ThrowingCallable close) {
        assertThatThrownBy(close)
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
    }

    @Test
    void shouldRefuseToCloseTheProtectionDomainWhenRegionsAndQueuePairsUseIt() {
        assertBusy(left.pd::close);

        connect();
        right.receive(1, 0, 64);
        left.post(left.request(Opcode.SEND, 2, 0, 64));
        assertSuccess(left.sent(), 2);
    }

    @Test
    void shouldRefuseToCloseACompletionQueueWhenAQueuePairUsesIt() {
        assertBusy(left.sendCq::close);
        assertBusy(left.recvCq::close);
    }

    @Test
    void shouldRefuseToCloseASharedReceiveQueueWhenAQueuePairUsesIt() {
        final SharedReceiveQueue srq = left.own(left.pd.createSrq(16, 1));
        left.replaceQp(left.init().srq(srq));

        assertBusy(srq::close);
    }

    @Test
    void shouldRefuseToCloseAChannelWhenACompletionQueueUsesIt() {
        final CompletionChannel channel = left.own(left.device.createCompChannel());
        left.own(left.device.createCq(16, channel));

        assertBusy(channel::close);
    }

    @Test
    void shouldRefuseToCloseMemoryWhenARegionUsesIt() {
        assertBusy(left.memory::close);
    }

    @Test
    void shouldRefuseToCloseTheDeviceWhenAnythingIsOpen() {
        assertBusy(left.device::close);
    }

    @Test
    void shouldDoNothingWhenClosedTwice() {
        final ProtectionDomain pd = left.device.allocPd();
        pd.close();
        pd.close();

        assertThat(pd.isClosed()).isTrue();
    }

    @Test
    void shouldDestroyAQueuePairWhenItsSendsAreInFlight() {
        connect();
        for (int i = 0; i < 32; i++) {
            left.post(left.request(Opcode.RDMA_WRITE, i, 0, 1 << 20).remote(right.address(0), right.region.rkey()));
        }
        for (int i = 0; i < 5; i++) {
            fabric.turn();
        }
        left.replaceQp(left.init());
        right.replaceQp(right.init());
        while (left.sendCq.poll(new WorkCompletion()) == 1) {
            fabric.turn();
        }
        connect();
        right.receive(1, 0, 64);
        left.post(left.request(Opcode.SEND, 2, 0, 64));
        assertSuccess(left.sent(), 2);
    }

    @Test
    void shouldDestroyAQueuePairWhenItsPeerIsSending() {
        connect(left.rtsAttributes().timeout(5).retryCount(1), right.rtsAttributes());
        for (int i = 0; i < 8; i++) {
            left.post(left.request(Opcode.RDMA_WRITE, i, 0, 1 << 20).remote(right.address(0), right.region.rkey()));
        }
        fabric.turn();
        right.qp.close();
        WcStatus status = WcStatus.SUCCESS;
        int done = 0;
        while (status == WcStatus.SUCCESS && done < 8) {
            status = left.sent().status();
            done++;
        }
        if (done < 8) {
            assertThat(status).isEqualTo(WcStatus.RETRY_EXC_ERR);
            for (; done < 8; done++) {
                assertThat(left.sent().status()).isEqualTo(WcStatus.WR_FLUSH_ERR);
            }
        }
        left.post(left.request(Opcode.SEND, 99, 0, 64));
        assertThat(left.sent().status()).isIn(WcStatus.RETRY_EXC_ERR, WcStatus.WR_FLUSH_ERR);
    }

    @Test
    void shouldDestroyTheCompletionQueueWhenItHoldsCompletions() {
        final CompletionQueue cq = left.own(left.device.createCq(64));
        left.replaceQp(left.init().cq(cq));
        connect();
        for (int i = 0; i < 16; i++) {
            left.post(left.request(Opcode.RDMA_WRITE, i, 0, 100_000).remote(right.address(0), right.region.rkey()));
        }
        fabric.turn();
        left.qp.close();
        cq.close();

        assertThat(cq.isClosed()).isTrue();
    }

    @Test
    void shouldDeregisterWhenThePeerIsWriting() {
        final MemoryRegion target = right.pd.regMr(right.memory, AccessFlags.ALL);
        connect();
        for (int i = 0; i < 16; i++) {
            left.post(left.request(Opcode.RDMA_WRITE, i, 0, 1 << 20).remote(right.address(0), target.rkey()));
        }
        fabric.turn();
        target.close();
        WcStatus status = WcStatus.SUCCESS;
        int done = 0;
        while (status == WcStatus.SUCCESS && done < 16) {
            status = left.sent().status();
            done++;
        }

        assertThat(status).isIn(WcStatus.SUCCESS, WcStatus.REM_ACCESS_ERR);
    }

    @Test
    void shouldGiveFreshKeysWhenRegisteringAgain() {
        final MemoryRegion first = left.pd.regMr(left.memory, AccessFlags.ALL);
        final int lkey = first.lkey();
        final int rkey = first.rkey();
        first.close();
        final MemoryRegion second = left.own(left.pd.regMr(left.memory, AccessFlags.ALL));

        assertThat(second.lkey()).isNotEqualTo(lkey);
        assertThat(second.rkey()).isNotEqualTo(rkey);
    }

    @Test
    void shouldRefuseARegionWhenRemoteWritingIsAllowedButLocalIsNot() {
        assertThatThrownBy(() -> left.pd.regMr(left.memory, AccessFlags.REMOTE_WRITE))
            .isInstanceOfSatisfying(VerbsException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }
}
