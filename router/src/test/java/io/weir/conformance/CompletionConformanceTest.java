package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.AsyncEvent;
import io.weir.client.CompletionChannel;
import io.weir.client.CompletionQueue;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcStatus;
import org.junit.jupiter.api.Test;

/** Which work requests complete with a work completion, when, and who is woken. */
class CompletionConformanceTest extends Conformance {
    private static final long LOOK_ONLY = 0;

    private SendWorkRequest write(final long wrId, final int flags) {
        return left.request(Opcode.RDMA_WRITE, wrId, 0, 64).remote(right.address(0), right.region.rkey()).flags(flags);
    }

    @Test
    void shouldCompleteOnlySignaledRequestsWhenNotAllAreSignaled() {
        connect();
        for (int i = 0; i < 30; i++) {
            left.post(write(i, i % 10 == 9 ? SendFlags.SIGNALED : 0));
        }

        assertSuccess(left.sent(), 9);
        assertSuccess(left.sent(), 19);
        assertSuccess(left.sent(), 29);
        left.assertQuiet(left.sendCq);
    }

    @Test
    void shouldCompleteAllWhenTheQueuePairSignalsAll() {
        left.replaceQp(left.init().sqSigAll(true));
        connect();
        for (int i = 0; i < 10; i++) {
            left.post(write(i, 0));
        }

        for (int i = 0; i < 10; i++) {
            assertSuccess(left.sent(), i);
        }
    }

    @Test
    void shouldCompleteAnUnsignaledRequestWhenItFails() {
        connect();
        left.post(write(1, 0).remote(right.address(0), right.region.rkey() ^ 0x1000));

        assertStatus(left.sent(), WcStatus.REM_ACCESS_ERR, 1);
    }

    @Test
    void shouldFreeTheSlotsWhenUnsignaledRequestsAreDone() {
        connect();
        final int depth = left.qp.granted().sendDepth();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < depth - 1; i++) {
                left.post(write(i, 0));
            }
            left.post(write(round, SendFlags.SIGNALED));
            assertSuccess(left.sent(), round);
        }
    }

    @Test
    void shouldRefuseThePostWhenTheSendQueueIsFull() {
        connect();
        final int depth = left.qp.granted().sendDepth();
        for (int i = 0; i < depth; i++) {
            left.post(write(i, SendFlags.SIGNALED));
        }
        assertThat(left.qp.postSend(write(depth, SendFlags.SIGNALED))).isEqualTo(Errno.ENOMEM);

        for (int i = 0; i < depth; i++) {
            assertSuccess(left.sent(), i);
        }
        left.post(write(99, SendFlags.SIGNALED));
        assertSuccess(left.sent(), 99);
    }

    @Test
    void shouldRefuseThePostWhenTheReceiveQueueIsFull() {
        connect();
        // no turn between them: a device takes receives out of the queue before a message comes
        final ReceiveWorkRequest receive = new ReceiveWorkRequest().sge(right.region, 0, 64);
        for (int i = 0; i < right.qp.granted().recvDepth(); i++) {
            assertThat(right.qp.postRecv(receive)).isZero();
        }

        assertThat(right.qp.postRecv(receive)).isEqualTo(Errno.ENOMEM);
    }

    @Test
    void shouldPostABatchInOrderWhenAllIsWell() {
        connect();
        final SendWorkRequest[] batch = new SendWorkRequest[8];
        for (int i = 0; i < batch.length; i++) {
            batch[i] = left.request(Opcode.SEND_WITH_IMM, i, 0, 64).immediate(i);
            right.receive(i, 0, 64);
        }
        assertThat(left.qp.postSend(batch, batch.length)).isZero();
        assertThat(left.qp.badSend()).isEqualTo(-1);

        for (int i = 0; i < batch.length; i++) {
            assertThat(right.received().immediate()).isEqualTo(i);
            assertSuccess(left.sent(), i);
        }
    }

    @Test
    void shouldPostThoseBeforeTheBadOneWhenOneOfABatchIsBad() {
        connect();
        final SendWorkRequest tooMany = write(2, SendFlags.SIGNALED);
        for (int i = 0; i < left.qp.granted().maxSendSge(); i++) {
            tooMany.addSge(left.region, 0, 1);
        }
        final SendWorkRequest[] batch = {write(0, SendFlags.SIGNALED), write(1, SendFlags.SIGNALED), tooMany,
            write(3, SendFlags.SIGNALED)};
        assertThat(left.qp.postSend(batch, batch.length)).isEqualTo(Errno.EINVAL);
        assertThat(left.qp.badSend()).isEqualTo(2);

        assertSuccess(left.sent(), 0);
        assertSuccess(left.sent(), 1);
        left.assertQuiet(left.sendCq);
    }

    @Test
    void shouldPostABatchOfReceivesInOrder() {
        connect();
        final ReceiveWorkRequest[] batch = new ReceiveWorkRequest[4];
        for (int i = 0; i < batch.length; i++) {
            batch[i] = new ReceiveWorkRequest().wrId(i).sge(right.region, i * 64L, 64);
        }
        assertThat(right.qp.postRecv(batch, batch.length)).isZero();
        for (int i = 0; i < batch.length; i++) {
            left.post(left.request(Opcode.SEND, i, 0, 64));
            assertSuccess(right.received(), i);
        }
    }

    @Test
    void shouldPollSeveralInOrderWhenSeveralAreThere() {
        connect();
        for (int i = 0; i < 10; i++) {
            left.post(write(i, i == 9 ? SendFlags.SIGNALED | SendFlags.FENCE : SendFlags.SIGNALED));
        }
        final WorkCompletion[] completions = WorkCompletion.array(16);
        int taken = 0;
        while (taken < 10) {
            final int before = taken;
            final WorkCompletion[] some = WorkCompletion.array(4);
            final int[] count = new int[1];
            assertThat(fabric.turnUntil(() -> (count[0] = left.sendCq.poll(some, 4)) > 0)).isTrue();
            assertThat(count[0]).isBetween(1, 4);
            for (int i = 0; i < count[0]; i++) {
                completions[before + i] = some[i];
            }
            taken += count[0];
        }
        for (int i = 0; i < 10; i++) {
            assertSuccess(completions[i], i);
        }
    }

    @Test
    void shouldReportAnOverrunWhenTheCompletionQueueIsFull() {
        final CompletionQueue small = left.own(left.device.createCq(4));
        left.replaceQp(left.init().sendCq(small));
        connect();
        for (int i = 0; i < small.depth() + 1; i++) {
            left.post(write(i, SendFlags.SIGNALED));
        }
        final AsyncEvent[] event = new AsyncEvent[1];
        assertThat(fabric.turnUntil(() -> (event[0] = left.device.pollAsyncEvent()) != null)).isTrue();

        assertThat(event[0].type()).isEqualTo(AsyncEventType.CQ_ERR);
        assertThat(event[0].element()).isSameAs(small);
        assertThat(small.isOverrun()).isTrue();
    }

    @Test
    void shouldWakeOnceWhenArmedForTheNext() {
        final CompletionChannel channel = right.own(right.device.createCompChannel());
        final CompletionQueue cq = right.own(right.device.createCq(64, channel));
        right.replaceQp(right.init().recvCq(cq));
        connect();
        assertThat(cq.requestNotify(false)).isZero();
        for (int i = 0; i < 3; i++) {
            right.receive(i, 0, 64);
            left.post(left.request(Opcode.SEND, i, 0, 64));
        }
        for (int i = 0; i < 3; i++) {
            assertSuccess(left.sent(), i);
            assertSuccess(right.next(cq), i);
        }

        assertThat(channel.getCqEvent(LOOK_ONLY)).isSameAs(cq);
        assertThat(channel.getCqEvent(LOOK_ONLY)).isNull();
    }

    @Test
    void shouldNotWakeWhenNotArmed() {
        final CompletionChannel channel = right.own(right.device.createCompChannel());
        final CompletionQueue cq = right.own(right.device.createCq(64, channel));
        right.replaceQp(right.init().recvCq(cq));
        connect();
        right.receive(1, 0, 64);
        left.post(left.request(Opcode.SEND, 2, 0, 64).flags(SendFlags.SIGNALED | SendFlags.SOLICITED));

        assertSuccess(right.next(cq), 1);
        assertThat(channel.getCqEvent(LOOK_ONLY)).isNull();
    }

    @Test
    void shouldWakeOnlyForTheSolicitedOneWhenArmedForThat() {
        final CompletionChannel channel = right.own(right.device.createCompChannel());
        final CompletionQueue cq = right.own(right.device.createCq(64, channel));
        right.replaceQp(right.init().recvCq(cq));
        connect();
        assertThat(cq.requestNotify(true)).isZero();
        right.receive(1, 0, 64);
        right.receive(2, 0, 64);
        left.post(left.request(Opcode.SEND, 3, 0, 64));
        assertSuccess(right.next(cq), 1);
        if (kind.tellsAll()) {
            assertThat(channel.getCqEvent(LOOK_ONLY)).isNull();
        }
        left.post(left.request(Opcode.SEND, 4, 0, 64).flags(SendFlags.SIGNALED | SendFlags.SOLICITED));
        assertSuccess(right.next(cq), 2);

        assertThat(channel.getCqEvent(LOOK_ONLY)).isSameAs(cq);
    }

    @Test
    void shouldWakeForAFailureWhenArmedForTheSolicited() {
        final CompletionChannel channel = left.own(left.device.createCompChannel());
        final CompletionQueue cq = left.own(left.device.createCq(64, channel));
        left.replaceQp(left.init().sendCq(cq));
        connect();
        assertThat(cq.requestNotify(true)).isZero();
        left.post(write(1, SendFlags.SIGNALED).remote(0, 5));

        assertStatus(left.next(cq), WcStatus.REM_ACCESS_ERR, 1);
        assertThat(channel.getCqEvent(LOOK_ONLY)).isSameAs(cq);
    }

    @Test
    void shouldWakeAgainWhenArmedAgain() {
        final CompletionChannel channel = left.own(left.device.createCompChannel());
        final CompletionQueue cq = left.own(left.device.createCq(64, channel));
        left.replaceQp(left.init().sendCq(cq));
        connect();
        for (int i = 0; i < 5; i++) {
            assertThat(cq.requestNotify(false)).isZero();
            left.post(write(i, SendFlags.SIGNALED));
            assertSuccess(left.next(cq), i);
            assertThat(channel.getCqEvent(LOOK_ONLY)).isSameAs(cq);
        }
    }
}
