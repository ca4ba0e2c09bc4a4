package io.weir.client;

import static io.weir.client.VirtualDeviceTest.assertErrno;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.weir.shm.CompletionQueueDescriptor;
import io.weir.shm.QueueSegmentDescriptor;
import io.weir.shm.linux.Eventfd;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import io.weir.verbs.Gid;
import io.weir.verbs.Mtu;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpAttributeMask;
import io.weir.verbs.QpState;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataPathTest {
    private static final int DEPTH = 8;

    @TempDir
    private Path directory;
    private FakeRouter router;
    private VirtualDevice device;
    private ProtectionDomain pd;
    private CompletionChannel channel;
    private CompletionQueue cq;
    private QueuePair qp;
    private MemoryRegion region;
    private FakeCq fakeCq;
    private FakeQueue sends;
    private FakeQueue receives;
    private final SendWorkRequest send = new SendWorkRequest();
    private final ReceiveWorkRequest receive = new ReceiveWorkRequest();
    private final WorkCompletion wc = new WorkCompletion();

    @BeforeEach
    void start() {
        router = new FakeRouter(directory);
        device = router.openDevice();
        pd = device.allocPd();
        channel = device.createCompChannel();
        cq = device.createCq(DEPTH, channel);
        qp = pd.createQp(
            new QpInitAttributes().cq(cq).maxSendWr(DEPTH).maxRecvWr(DEPTH).maxSendSge(2).maxInline(32).sqSigAll(true));
        region = pd.regMr(device.allocate(4096), AccessFlags.ALL);
        fakeCq = router.verbs.cqs.get(cq.number());
        sends = router.verbs.sendQueues.get(qp.qpNumber());
        receives = router.verbs.receiveQueues.get(qp.qpNumber());
    }

    @AfterEach
    void stop() {
        device.closeAll();
        router.close();
    }

    @Test
    void shouldPostOnlyInStatesThatAllowIt() {
        assertThat(qp.postRecv(receive)).isEqualTo(Errno.EINVAL);
        assertThat(qp.postSend(send)).isEqualTo(Errno.EINVAL);
        qp.toInit(AccessFlags.ALL);
        assertThat(qp.postRecv(receive)).isZero();
        assertThat(qp.postSend(send)).isEqualTo(Errno.EINVAL);
        qp.toRtr(Gid.parse("10.1.0.9"), 5, 0);
        assertThat(qp.postSend(send)).isEqualTo(Errno.EINVAL);
        assertThat(router.verbs.modifiedGidLow).isEqualTo(0x0000_ffff_0a01_0009L);
        assertThat(router.verbs.modifiedMask).isEqualTo(QpAttributeMask.STATE | QpAttributeMask.AV
            | QpAttributeMask.DEST_QPN | QpAttributeMask.RQ_PSN | QpAttributeMask.PATH_MTU
            | QpAttributeMask.MAX_DEST_RD_ATOMIC | QpAttributeMask.MIN_RNR_TIMER);
        qp.toRts(0);
        assertThat(qp.state()).isEqualTo(QpState.RTS);
        assertThat(qp.postSend(send)).isZero();
        qp.toError();
        assertThat(qp.postSend(send)).isZero();
        qp.toReset();
        assertThat(qp.postSend(send)).isEqualTo(Errno.EINVAL);
        assertThat(router.verbs.sqSigAll).isOne();
    }

    @Test
    void shouldKeepItsStateWhenTheRouterRefusesToModify() {
        router.verbs.failErrno = Errno.EINVAL;
        assertErrno(Errno.EINVAL, () -> qp.toInit(0));
        assertThat(qp.state()).isEqualTo(QpState.RESET);
        assertErrno(Errno.EINVAL, () -> qp.modify(new QpAttributes(), QpAttributeMask.STATE));
    }

    @Test
    void shouldTellWhatTheRouterHasWhenQueried() {
        final QpAttributes attributes = qp.query();
        assertThat(attributes.state()).isEqualTo(QpState.ERR);
        assertThat(qp.state()).isEqualTo(QpState.ERR);
        assertThat(attributes.pathMtu()).isEqualTo(Mtu.MTU_4096);
        assertThat(attributes.destGid()).isEqualTo(Gid.parse("10.1.0.9"));
        assertThat(attributes.isSqDraining()).isTrue();
        assertThat(attributes.timeout()).isEqualTo(6);
    }

    @Test
    void shouldRefuseWhatIsNotWhole() {
        assertErrno(Errno.EINVAL, () -> pd.createQp(new QpInitAttributes().cq(cq).type(null)));
        assertErrno(Errno.EINVAL, () -> pd.createQp(new QpInitAttributes().sendCq(cq)));
    }

    @Test
    void shouldRingItsDoorbellAndWakeASleepingRouter() {
        connect();
        final int word = QueueSegmentDescriptor.DOORBELLS_OFFSET + sends.doorbell / 64 * Long.BYTES;
        assertThat(qp.postSend(send.wrId(7).sge(region, 5, 100))).isZero();
        assertThat(router.segment.getLong(word) & 1L << sends.doorbell % 64).isNotZero();
        assertThat(Eventfd.drain(router.dataFd)).isEqualTo(-Errno.EAGAIN);
        assertThat(sends.wrId(0)).isEqualTo(7);
        router.segment.putIntVolatile(QueueSegmentDescriptor.DATA_SLEEP_OFFSET, 1);
        assertThat(qp.postRecv(receive.wrId(8).sge(region, 0, 4096))).isZero();
        assertThat(Eventfd.drain(router.dataFd)).isOne();
        assertThat(receives.wrId(0)).isEqualTo(8);
    }

    @Test
    void shouldSayWhichWasBadAndPostThoseBeforeIt() {
        connect();
        final SendWorkRequest[] batch = new SendWorkRequest[DEPTH + 2];
        for (int i = 0; i < batch.length; i++) {
            batch[i] = new SendWorkRequest().wrId(i);
        }
        batch[3].flags(1 << 7);
        assertThat(qp.postSend(batch, DEPTH)).isEqualTo(Errno.EINVAL);
        assertThat(qp.badSend()).isEqualTo(3);
        assertThat(sends.posted()).isEqualTo(3);
        batch[3].flags(0);
        assertThat(qp.postSend(batch, batch.length)).isEqualTo(Errno.ENOMEM);
        assertThat(qp.badSend()).isEqualTo(DEPTH - 3);
        assertThat(sends.posted()).isEqualTo(DEPTH);
        sends.consume();
        assertThat(qp.postSend(batch, 1)).isZero();
        assertThat(qp.badSend()).isEqualTo(-1);
        assertThat(qp.postSend(batch, batch.length + 1)).isEqualTo(Errno.EINVAL);
        assertThat(qp.postSend(batch, 0)).isZero();
    }

    @Test
    void shouldTakeReceivesInTheSharedQueueAndNotInThePairs() {
        final SharedReceiveQueue srq = pd.createSrq(DEPTH, 1);
        final QueuePair shared = pd.createQp(new QpInitAttributes().cq(cq).srq(srq));
        shared.toInit(0);
        assertThat(shared.postRecv(receive)).isEqualTo(Errno.EINVAL);
        final ReceiveWorkRequest[] batch = {new ReceiveWorkRequest().wrId(1), new ReceiveWorkRequest().wrId(2), null};
        assertThat(srq.postRecv(batch, 3)).isEqualTo(Errno.EINVAL);
        assertThat(srq.badRecv()).isEqualTo(2);
        final FakeQueue queue = router.verbs.receiveQueues.get(srq.number());
        assertThat(queue.posted()).isEqualTo(2);
        assertThat(queue.wrId(1)).isEqualTo(2);
        srq.arm(1);
    }

    @Test
    void shouldAnnounceACompletionWhenArmed() {
        assertThat(channel.getCqEvent(0)).isNull();
        assertThat(cq.requestNotify(false)).isZero();
        assertThat(fakeCq.armed()).isEqualTo(CompletionQueueDescriptor.ARMED_NEXT);
        fakeCq.complete(1);
        assertThat(channel.getCqEvent(TimeUnit.SECONDS.toNanos(1))).isSameAs(cq);
        assertThat(channel.getCqEvent(0)).isNull();
        assertThat(cq.poll(wc)).isOne();
        fakeCq.complete(2);
        assertThat(channel.getCqEvent(0)).isNull();
        assertThat(device.createCq(1).requestNotify(false)).isEqualTo(Errno.EINVAL);
    }

    @Test
    void shouldPassOverEventsOfAClosedQueue() {
        final CompletionQueue other = device.createCq(DEPTH, channel);
        other.requestNotify(false);
        router.verbs.cqs.get(other.number()).complete(1);
        cq.requestNotify(false);
        fakeCq.complete(2);
        other.close();
        assertThat(channel.getCqEvent(0)).isSameAs(cq);
        assertThat(other.poll(wc)).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void shouldWaitForCompletionsButNotBeyondItsTime() {
        assertThat(cq.await(wc, TimeUnit.MILLISECONDS.toNanos(5))).isFalse();
        fakeCq.complete(3);
        assertThat(cq.await(wc, -1)).isTrue();
        assertThat(wc.wrId()).isEqualTo(3);
    }

    @Test
    void shouldTellAsyncEventsWithTheObjectTheyAreAbout() {
        assertThat(device.pollAsyncEvent()).isNull();
        assertThat(device.getAsyncEvent(TimeUnit.MILLISECONDS.toNanos(1))).isNull();
        router.sendEvent(AsyncEventType.SQ_DRAINED, qp.qpNumber());
        router.sendEvent(AsyncEventType.CQ_ERR, cq.number());
        router.sendEvent(AsyncEventType.QP_FATAL, 12345);
        router.sendEvent(AsyncEventType.PORT_ERR, 1);
        assertThat(device.pollAsyncEvent())
            .isEqualTo(new AsyncEvent(AsyncEventType.SQ_DRAINED, qp, qp.qpNumber()));
        assertThat(device.getAsyncEvent(-1)).isEqualTo(new AsyncEvent(AsyncEventType.CQ_ERR, cq, cq.number()));
        assertThat(device.pollAsyncEvent().element()).isNull();
        assertThat(device.pollAsyncEvent().element()).isSameAs(device);
    }

    @Test
    void shouldDrainAndThenFailEverywhereWhenTheRouterDies() {
        connect();
        fakeCq.complete(1, WcStatus.SUCCESS, WcOpcode.SEND, 0);
        fakeCq.complete(2, WcStatus.SUCCESS, WcOpcode.SEND, 0);
        router.die();
        assertThat(device.isAlive()).isFalse();
        assertThat(cq.poll(wc)).isOne();
        assertThat(cq.poll(WorkCompletion.array(4), 4)).isOne();
        assertThat(cq.poll(wc)).isEqualTo(-Errno.ENODEV);
        assertThat(qp.postSend(send)).isEqualTo(Errno.ENODEV);
        assertThat(qp.postRecv(receive)).isEqualTo(Errno.ENODEV);
        assertThat(cq.requestNotify(false)).isEqualTo(Errno.ENODEV);
        assertErrno(Errno.ENODEV, device::allocPd);
        assertErrno(Errno.ENODEV, () -> channel.getCqEvent(-1));
        assertErrno(Errno.ENODEV, () -> cq.await(wc, -1));
        assertThat(device.getAsyncEvent(-1)).isEqualTo(new AsyncEvent(AsyncEventType.DEVICE_FATAL, device, 0));
        assertThat(device.pollAsyncEvent()).isNull();
        assertErrno(Errno.ENODEV, () -> device.getAsyncEvent(-1));
    }

    @Test
    void shouldNoticeByPollingAloneThatTheRouterDied() {
        router.die();
        int polls = 0;
        while (cq.poll(wc) == 0) {
            polls++;
        }
        assertThat(polls).isLessThanOrEqualTo(256);
        assertThat(cq.poll(wc)).isEqualTo(-Errno.ENODEV);
    }

    @Test
    void shouldNoticeByPostingAloneThatTheRouterDied() {
        connect();
        router.die();
        int result = 0;
        int posts = 0;
        while (result == 0) {
            result = qp.postSend(send);
            posts++;
        }
        assertThat(result).isEqualTo(Errno.ENODEV);
        assertThat(posts).isEqualTo(DEPTH + 1);
    }

    @Test
    void shouldBeDeadWhenTheRouterGaveItUpInTheSegment() {
        router.segment.putIntVolatile(QueueSegmentDescriptor.DEVICE_STATE_OFFSET, QueueSegmentDescriptor.DEVICE_FATAL);
        assertThat(device.isAlive()).isFalse();
        assertThat(device.pollAsyncEvent().type()).isEqualTo(AsyncEventType.DEVICE_FATAL);
    }

    @Test
    void shouldTellOfItsDeathOnceWhenTheRouterSaysItAndGoes() {
        router.sendEvent(AsyncEventType.DEVICE_FATAL, 0);
        router.die();
        assertThat(device.pollAsyncEvent().type()).isEqualTo(AsyncEventType.DEVICE_FATAL);
        assertThat(device.pollAsyncEvent()).isNull();
    }

    @Test
    void shouldRefuseToBeUsedAfterClosing() {
        connect();
        qp.close();
        cq.close();
        assertThat(qp.postSend(send)).isEqualTo(Errno.EINVAL);
        assertThat(qp.postRecv(receive)).isEqualTo(Errno.EINVAL);
        assertThat(cq.poll(wc)).isEqualTo(-Errno.EINVAL);
        assertErrno(Errno.EINVAL, () -> qp.toInit(0));
        assertErrno(Errno.EINVAL, () -> cq.await(wc, 0));
    }

    @Test
    void shouldAllocateNothingWhenPostingAndPolling() {
        connect();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final WorkCompletion[] wcs = WorkCompletion.array(4);
        final SendWorkRequest[] batch = {new SendWorkRequest().sge(region, 0, 8), new SendWorkRequest().signaled()};
        final SendWorkRequest inline = new SendWorkRequest().inline(MemorySegment.ofArray(new byte[32]));
        final long id = Thread.currentThread().threadId();
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        long least = Long.MAX_VALUE;
        boolean alive = true;
        int errors = 0;
        // until the compiler is done with it
        while (least > 0 && System.nanoTime() < deadline) {
            for (int i = 0; i < 10_000; i++) {
                // what every 256th empty poll does
                alive &= device.isAlive();
            }
            final long before = threads.getThreadAllocatedBytes(id);
            errors += steady(2_000, batch, inline, wcs);
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }
        assertThat(alive).isTrue();
        assertThat(errors).isZero();
        assertThat(least).as("bytes allocated by 2000 rounds").isZero();
    }

    private int steady(
        final int rounds, final SendWorkRequest[] batch, final SendWorkRequest inline, final WorkCompletion[] wcs) {
        int errors = 0;
        for (int i = 0; i < rounds; i++) {
            errors += qp.postSend(send.reset().wrId(i).opcode(Opcode.RDMA_WRITE).remote(1, 2).sge(region, 0, 64));
            errors += qp.postSend(batch, 2);
            errors += qp.postSend(inline.flags(SendFlags.INLINE));
            errors += qp.postRecv(receive.wrId(i).sge(region, 0, 64));
            for (int n = 0; n < 4; n++) {
                sends.consume();
                fakeCq.complete(i);
            }
            receives.consume();
            errors += cq.poll(wc) - 1 + cq.poll(wcs, 4) - 3 + cq.poll(wc);
        }
        return errors;
    }

    private void connect() {
        qp.connect(Gid.parse("10.1.0.9"), 5, AccessFlags.ALL);
    }
}
