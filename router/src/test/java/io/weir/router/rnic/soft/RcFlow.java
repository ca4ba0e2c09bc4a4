package io.weir.router.rnic.soft;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.TestEndpoint;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import java.util.Random;

/**
 * Reliable: every operation completes once and in order, and has happened once and in order. If one fails, it says
 * why, those before it succeeded, and those after it are flushed and did not happen.
 */
final class RcFlow extends Flow {
    /** What goes wrong with one of the operations. */
    enum Failure {
        NONE(null), WRONG_KEY(WcStatus.REM_ACCESS_ERR), TOO_LONG(WcStatus.REM_INV_REQ_ERR),
        NO_RECEIVE(WcStatus.RNR_RETRY_EXC_ERR), LINK_LOST(WcStatus.RETRY_EXC_ERR);

        final WcStatus status;

        Failure(final WcStatus status) {
            this.status = status;
        }
    }

    private static final Opcode[] ALL = Opcode.values();
    private static final long COUNTER = 2L * OPERATIONS * AREA;
    private static final int ADDED = 3;
    private static final int SHORT = 100;

    private final Failure failure;
    private int failed;

    RcFlow(final TestEndpoint from, final TestEndpoint to, final Failure failure, final Random random) {
        super(from, to);
        this.failure = failure;
        failed = failure == Failure.NONE || failure == Failure.LINK_LOST ? OPERATIONS : random.nextInt(OPERATIONS);
    }

    @Override
    void choose(final int i, final Random random) {
        opcodes[i] = ALL[random.nextInt(ALL.length)];
        if (i == failed && failure != Failure.WRONG_KEY) {
            opcodes[i] = Opcode.SEND;
        } else if (i == failed) {
            opcodes[i] = Opcode.RDMA_WRITE;
        }
        lengths[i] = opcodes[i].isAtomic() ? Long.BYTES : random.nextInt(random.nextInt(3) == 0 ? AREA : 600);
        if (i == failed) {
            lengths[i] = Math.max(SHORT + 1, lengths[i]);
        }
    }

    @Override
    void prepare(final int i) {
        if (opcodes[i] == Opcode.RDMA_READ) {
            to.memory.put(target(i), payloads[i]);
        } else if (!opcodes[i].isAtomic()) {
            super.prepare(i);
        }
    }

    @Override
    void complete(final SendWr wr, final int i, final Random random) {
        if (opcodes[i].isAtomic()) {
            TestEndpoint.to(wr, to, COUNTER);
            wr.compareAdd = opcodes[i] == Opcode.ATOMIC_FETCH_AND_ADD ? ADDED : -1;
        } else if (opcodes[i].hasRemoteAddress()) {
            TestEndpoint.to(wr, to, target(i));
        }
        wr.rkey ^= i == failed && failure == Failure.WRONG_KEY ? 1 << random.nextInt(Integer.SIZE) : 0;
        wr.immediate = i;
        wr.flags = (random.nextInt(4) == 0 ? SendFlags.FENCE : 0) | (random.nextInt(4) == 0 ? SendFlags.SOLICITED : 0);
    }

    @Override
    boolean takesReceive(final int i) {
        return super.takesReceive(i) && (failure != Failure.NO_RECEIVE || i < failed);
    }

    @Override
    void receive(final int i) {
        to.postReceive(i, target(i), i == failed && failure == Failure.TOO_LONG ? SHORT : AREA);
    }

    @Override
    void verify() {
        assertThat(from.sent).hasSize(OPERATIONS);
        final int completed = (int) from.sent.stream().filter(sent -> sent.status() == WcStatus.SUCCESS).count();
        if (failure == Failure.LINK_LOST) {
            failed = completed;
        }
        assertStatuses(completed);
        int received = 0;
        long adds = 0;
        for (int i = 0; i < failed; i++) {
            if (opcodes[i].isAtomic()) {
                assertThat(i < completed ? from.memory.getLong(own(i)) : adds).as("fetched by %d", i).isEqualTo(adds);
                adds += opcodes[i] == Opcode.ATOMIC_FETCH_AND_ADD ? ADDED : 0;
            } else if (opcodes[i] != Opcode.RDMA_READ) {
                assertDelivered(i, target(i));
            } else if (i < completed) {
                assertThat(from.memory.bytes(own(i), lengths[i])).as("READ").isEqualTo(payloads[i]);
            }
            if (super.takesReceive(i)) {
                assertReceived(to.received.get(received++), i);
            }
        }
        if (failure != Failure.LINK_LOST) {
            assertNothingElseHappened(received, adds);
        }
    }

    /** A responder in error answers nothing again: if its answer to an earlier READ or atomic is lost, that fails. */
    private void assertStatuses(final int completed) {
        final boolean answerLost = completed < failed
            && (failure == Failure.WRONG_KEY || failure == Failure.TOO_LONG)
            && (opcodes[completed] == Opcode.RDMA_READ || opcodes[completed].isAtomic());
        assertThat(completed == failed || answerLost)
            .as("%d succeeded, not %d; then %s", completed, failed, from.sent).isTrue();
        for (int i = 0; i < OPERATIONS; i++) {
            final WcStatus status = i < completed ? WcStatus.SUCCESS : i > completed ? WcStatus.WR_FLUSH_ERR
                : answerLost ? WcStatus.RETRY_EXC_ERR : failure.status;
            assertThat(from.sent.get(i)).as("%s", opcodes[i]).isEqualTo(new TestEndpoint.Sent(i, status));
        }
    }

    private void assertReceived(final TestEndpoint.Received receive, final int i) {
        assertThat(receive.status()).isEqualTo(WcStatus.SUCCESS);
        assertThat(receive.id()).isEqualTo(i);
        assertThat(receive.bytes()).isEqualTo(lengths[i]);
        assertThat(receive.immediate()).isEqualTo(opcodes[i].hasImmediate() ? i : 0);
        assertThat(receive.opcode()).isEqualTo(
            opcodes[i] == Opcode.RDMA_WRITE_WITH_IMM ? WcOpcode.RECV_RDMA_WITH_IMM : WcOpcode.RECV);
    }

    private void assertNothingElseHappened(final int received, final long adds) {
        assertThat(to.memory.getLong(COUNTER)).isEqualTo(adds);
        assertThat(to.received.stream().filter(receive -> receive.status() == WcStatus.SUCCESS)).hasSize(received);
        assertThat(to.received.size()).isLessThanOrEqualTo(received + 1);
        long served = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            if (i < failed && !super.takesReceive(i)) {
                served += lengths[i];
            } else if (i > failed && opcodes[i] != Opcode.RDMA_READ) {
                assertUntouched(target(i), AREA);
            }
        }
        assertThat(to.served.stream().mapToLong(TestEndpoint.Served::bytes).sum()).isEqualTo(served);
    }
}
