package io.weir.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpState;
import io.weir.verbs.WcStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What must not be reached is not reached: each refusal leaves the memory as it was and the queue pair in ERR. */
class ProtectionConformanceTest extends Conformance {
    private static final int READ_ONLY = 0;

    private void assertRefusedHere(final SendWorkRequest wr, final WcStatus status) {
        left.post(wr.wrId(1).signaled());
        assertStatus(left.sent(), status, 1);
        assertThat(left.qp.query().state()).isEqualTo(QpState.ERR);
    }

    private void assertRefusedThere(final SendWorkRequest wr) {
        right.write(0, new byte[8192]);
        assertRefusedHere(wr, WcStatus.REM_ACCESS_ERR);
        assertThat(right.read(0, 8192)).containsOnly(0);
    }

    private SendWorkRequest write() {
        left.fill(0, 64, 1);
        return left.request(Opcode.RDMA_WRITE, 1, 0, 64).remote(right.address(0), right.region.rkey());
    }

    @Test
    void shouldFailHereWhenTheLkeyIsUnknown() {
        connect();
        assertRefusedHere(new SendWorkRequest().opcode(Opcode.SEND)
            .addSge(left.address(0), 64, left.region.lkey() ^ 0x0101),
            WcStatus.LOC_PROT_ERR);
    }

    @ParameterizedTest
    @CsvSource({"-1, 64", "4194241, 64", "4194304, 1", "0, 4194305", "0, 4294967295"})
    void shouldFailHereWhenTheRangeIsNotInsideTheRegion(final long offset, final long length) {
        connect();
        assertRefusedHere(new SendWorkRequest().opcode(Opcode.SEND)
            .addSge(left.address(offset), length, left.region.lkey()),
            WcStatus.LOC_PROT_ERR);
    }

    @Test
    void shouldFailHereWhenTheRegionIsOfAnotherProtectionDomain() {
        final ProtectionDomain other = left.own(left.device.allocPd());
        final MemoryRegion foreign = left.own(other.regMr(left.memory, AccessFlags.ALL));
        connect();
        assertRefusedHere(new SendWorkRequest().opcode(Opcode.SEND).sge(foreign, 0, 64), WcStatus.LOC_PROT_ERR);
    }

    @Test
    void shouldFailHereWhenTheRegionIsDeregistered() {
        final MemoryRegion gone = left.pd.regMr(left.memory, AccessFlags.ALL);
        connect();
        gone.close();
        assertRefusedHere(new SendWorkRequest().opcode(Opcode.SEND).addSge(left.address(0), 64, gone.lkey()),
            WcStatus.LOC_PROT_ERR);
    }

    @ParameterizedTest
    @EnumSource(names = {"RDMA_READ", "ATOMIC_FETCH_AND_ADD", "ATOMIC_CMP_AND_SWP"})
    void shouldFailHereWhenTheResultWouldGoIntoAReadOnlyRegion(final Opcode opcode) {
        final MemoryRegion readOnly = left.own(left.pd.regMr(left.memory, READ_ONLY));
        connect();
        assertRefusedHere(new SendWorkRequest().opcode(opcode).sge(readOnly, 0, 8)
            .remote(right.address(0), right.region.rkey()),
            WcStatus.LOC_PROT_ERR);
    }

    @Test
    void shouldSendFromAReadOnlyRegion() {
        final MemoryRegion readOnly = left.own(left.pd.regMr(left.memory, READ_ONLY));
        connect();
        right.receive(2, 0, 64);
        left.post(new SendWorkRequest().wrId(1).signaled().sge(readOnly, 0, 64));
        assertSuccess(left.sent(), 1);
    }

    @Test
    void shouldFailBothEndsWhenTheReceivesRegionIsReadOnly() {
        final MemoryRegion readOnly = right.own(right.pd.regMr(right.memory, READ_ONLY));
        connect();
        assertThat(right.qp.postRecv(new ReceiveWorkRequest().wrId(2).sge(readOnly, 0, 64))).isZero();
        left.post(left.request(Opcode.SEND, 1, 0, 64));

        assertStatus(right.received(), WcStatus.LOC_PROT_ERR, 2);
        assertStatus(left.sent(), WcStatus.REM_OP_ERR, 1);
    }

    @Test
    void shouldFailBothEndsWhenTheReceivesLkeyIsUnknown() {
        connect();
        assertThat(right.qp.postRecv(new ReceiveWorkRequest().wrId(2)
            .addSge(right.address(0), 64, right.region.lkey() ^ 0x10))).isZero();
        left.post(left.request(Opcode.SEND, 1, 0, 64));

        assertStatus(right.received(), WcStatus.LOC_PROT_ERR, 2);
        assertStatus(left.sent(), WcStatus.REM_OP_ERR, 1);
    }

    @Test
    void shouldBeRefusedByThePeerWhenTheRkeyIsUnknown() {
        connect();
        assertRefusedThere(write().remote(right.address(0), right.region.rkey() ^ 0x0100));
    }

    @Test
    void shouldBeRefusedByThePeerWhenTheRkeyIsAnotherTenants() {
        connect();
        try (Party stranger = new Party(fabric, fabric.stranger())) {
            stranger.write(0, new byte[64]);
            assertRefusedThere(write().remote(stranger.address(0), stranger.region.rkey()));
            assertThat(stranger.read(0, 64)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 64", "4194241, 64", "4194304, 1", "9223372036854775807, 64"})
    void shouldBeRefusedByThePeerWhenTheRangeIsNotInsideTheRegion(final long offset, final long length) {
        connect();
        left.fill(0, 64, 1);
        assertRefusedThere(left.request(Opcode.RDMA_WRITE, 1, 0, length)
            .remote(right.address(0) + offset, right.region.rkey()));
    }

    @ParameterizedTest
    @CsvSource({
        "RDMA_WRITE, 13", "RDMA_WRITE_WITH_IMM, 13", "RDMA_READ, 11", "ATOMIC_FETCH_AND_ADD, 7", "ATOMIC_CMP_AND_SWP, 7"
    })
    void shouldBeRefusedByThePeerWhenTheRegionDoesNotAllowIt(final Opcode opcode, final int access) {
        final MemoryRegion restricted = right.own(right.pd.regMr(right.memory, access));
        connect();
        right.receive(3, 1 << 20, 64);
        assertRefusedThere(left.request(opcode, 1, 0, 8).remote(right.address(0), restricted.rkey()));
    }

    @ParameterizedTest
    @CsvSource({"RDMA_WRITE, 13", "RDMA_READ, 11", "ATOMIC_FETCH_AND_ADD, 7"})
    void shouldBeRefusedByThePeerWhenItsQueuePairDoesNotAllowIt(final Opcode opcode, final int access) {
        connectReady(access);
        left.qp.modify(left.rtsAttributes());
        right.qp.modify(right.rtsAttributes());
        right.write(0, new byte[64]);
        left.post(left.request(opcode, 1, 0, 8).remote(right.address(0), right.region.rkey()));

        // The responder's transport may call it an invalid request (IBTA volume 1, 9.7.4.1.5) or an access error.
        assertThat(left.sent().status()).isIn(WcStatus.REM_INV_REQ_ERR, WcStatus.REM_ACCESS_ERR);
        assertThat(right.read(0, 64)).containsOnly(0);
    }

    @Test
    void shouldBeRefusedByThePeerWhenTheRegionIsOfAnotherProtectionDomain() {
        final ProtectionDomain other = right.own(right.device.allocPd());
        final MemoryRegion foreign = right.own(other.regMr(right.memory, AccessFlags.ALL));
        connect();
        assertRefusedThere(write().remote(right.address(0), foreign.rkey()));
    }

    @Test
    void shouldBeRefusedByThePeerWhenTheRegionIsDeregistered() {
        final MemoryRegion gone = right.pd.regMr(right.memory, AccessFlags.ALL);
        connect();
        left.post(write().remote(right.address(0), gone.rkey()));
        assertSuccess(left.sent(), 1);
        gone.close();
        assertRefusedThere(write().remote(right.address(0), gone.rkey()));
    }

    @Test
    void shouldLookAtNoKeyWhenThereIsNothingToWrite() {
        connect();
        left.post(left.request(Opcode.RDMA_WRITE, 1, 0, 0).remote(0, 0));
        assertSuccess(left.sent(), 1);
    }

    @Test
    void shouldReachEachOverlappingRegionByItsOwnKeyWhenTheyOverlap() {
        final MemoryRegion inner = right.own(right.pd.regMr(right.memory.segment().asSlice(4096, 4096),
            AccessFlags.ALL));
        connect();
        final byte[] payload = left.fill(0, 64, 3);
        left.post(left.request(Opcode.RDMA_WRITE, 1, 0, 64).remote(inner.address(), inner.rkey()));
        assertSuccess(left.sent(), 1);
        assertThat(right.read(4096, 64)).isEqualTo(payload);
        left.post(left.request(Opcode.RDMA_WRITE, 2, 0, 64).remote(inner.address() - 1, inner.rkey()));
        assertStatus(left.sent(), WcStatus.REM_ACCESS_ERR, 2);
    }
}
