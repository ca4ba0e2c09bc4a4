package io.weir.conformance;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.MemoryRegion;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Opcode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One message of a gibibyte and a byte, or as long as the system property {@code weir.conformance.largeMessage} says:
 * where everything is emulated, a gibibyte takes minutes.
 */
class LargeMessageConformanceTest extends Conformance {
    private static final long LENGTH = Long.getLong("weir.conformance.largeMessage", (1L << 30) + 1);
    private static final long STEP = 4096 - 8;

    private MemoryRegion here;
    private MemoryRegion there;
    private MemorySegment ours;
    private MemorySegment theirs;

    @BeforeEach
    void register() {
        final SharedMemory near = left.own(left.device.allocate(LENGTH));
        final SharedMemory far = right.own(right.device.allocate(LENGTH));
        here = left.own(left.pd.regMr(near, AccessFlags.ALL));
        there = right.own(right.pd.regMr(far, AccessFlags.ALL));
        ours = near.segment().asSlice(0, LENGTH);
        theirs = far.segment().asSlice(0, LENGTH);
        connect();
    }

    @ParameterizedTest
    @EnumSource(names = {"SEND", "RDMA_WRITE", "RDMA_WRITE_WITH_IMM", "RDMA_READ"})
    void shouldCarryEveryByte(final Opcode opcode) {
        mark(opcode == Opcode.RDMA_READ ? theirs : ours);
        if (opcode == Opcode.SEND || opcode == Opcode.RDMA_WRITE_WITH_IMM) {
            assertThat(right.qp.postRecv(new ReceiveWorkRequest().wrId(1).sge(there, 0, LENGTH))).isZero();
        }
        left.post(new SendWorkRequest().opcode(opcode).wrId(2).signaled().sge(here, 0, LENGTH)
            .remote(there.address(), there.rkey()));

        assertSuccess(left.sent(), 2);
        if (opcode == Opcode.SEND || opcode == Opcode.RDMA_WRITE_WITH_IMM) {
            final WorkCompletion received = right.received();
            assertSuccess(received, 1);
            assertThat(received.byteLength()).isEqualTo(LENGTH);
        }
        assertThat(theirs.mismatch(ours)).isEqualTo(-1);
    }

    /** A number that no other place has, every so often, and the last byte. */
    private static void mark(final MemorySegment memory) {
        for (long at = 0; at + Long.BYTES <= memory.byteSize(); at += STEP) {
            memory.set(JAVA_LONG, at, at * 31 + 7);
        }
        memory.set(ValueLayout.JAVA_BYTE, memory.byteSize() - 1, (byte) 0x5a);
    }
}
