package io.weir.router.datapath;

import io.weir.shm.SendQueueDescriptor;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;

/** A tenant's side of a queue pair: writes send work requests into its ring. */
final class Qp {
    final int sqOffset;
    final ReceivePoster receives;
    private final TestTenant tenant;
    private final DataQp dataQp;
    private final int doorbell;
    private final int depth;
    private final int stride;
    private long producer;

    Qp(final TestTenant tenant, final DataQp dataQp, final int doorbell, final int sqOffset, final int depth,
       final int stride, final ReceivePoster receives) {
        this.tenant = tenant;
        this.dataQp = dataQp;
        this.doorbell = doorbell;
        this.sqOffset = sqOffset;
        this.depth = depth;
        this.stride = stride;
        this.receives = receives;
    }

    TestTenant tenant() {
        return tenant;
    }

    DataQp dataQp() {
        return dataQp;
    }

    int number() {
        return dataQp.qpNumber();
    }

    void send(final long wrId, final TestTenant.Sge... sges) {
        post(wrId, Opcode.SEND.value(), SendFlags.SIGNALED, 0, 0, 0, sges);
    }

    void write(final long wrId, final TestTenant.Buffer remote, final long offset, final TestTenant.Sge... sges) {
        write(wrId, SendFlags.SIGNALED, remote, offset, sges);
    }

    void write(final long wrId, final int flags, final TestTenant.Buffer remote, final long offset,
               final TestTenant.Sge... sges) {
        post(wrId, Opcode.RDMA_WRITE.value(), flags, remote.address() + offset, remote.mr().rkey(), 0, sges);
    }

    void read(final long wrId, final TestTenant.Buffer remote, final long offset, final TestTenant.Sge... sges) {
        final int opcode = Opcode.RDMA_READ.value();
        post(wrId, opcode, SendFlags.SIGNALED, remote.address() + offset, remote.mr().rkey(), 0, sges);
    }

    void post(final long wrId, final int opcode, final int flags, final long remoteAddress, final int rkey,
              final int immediate, final TestTenant.Sge... sges) {
        final int slot = begin(wrId, opcode, flags, remoteAddress, rkey, immediate);
        tenant.segment.putShort(slot + SendQueueDescriptor.NUM_SGE_OFFSET, (short) sges.length);
        ReceivePoster.write(tenant, slot + SendQueueDescriptor.PAYLOAD_OFFSET, sges);
        end();
    }

    void postAtomic(final long wrId, final int opcode, final long remoteAddress, final int rkey, final long compareAdd,
                    final long swap, final TestTenant.Sge sge) {
        final int slot = begin(wrId, opcode, SendFlags.SIGNALED, remoteAddress, rkey, 0);
        tenant.segment.putLong(slot + SendQueueDescriptor.COMPARE_ADD_OFFSET, compareAdd);
        tenant.segment.putLong(slot + SendQueueDescriptor.SWAP_OFFSET, swap);
        tenant.segment.putShort(slot + SendQueueDescriptor.NUM_SGE_OFFSET, (short) 1);
        ReceivePoster.write(tenant, slot + SendQueueDescriptor.PAYLOAD_OFFSET, sge);
        end();
    }

    void postInline(final long wrId, final int opcode, final int claimedLength, final byte[] payload) {
        final int slot = begin(wrId, opcode, SendFlags.SIGNALED | SendFlags.INLINE, 0, 0, 0);
        tenant.segment.putShort(slot + SendQueueDescriptor.NUM_SGE_OFFSET, (short) 0);
        tenant.segment.putInt(slot + SendQueueDescriptor.INLINE_LENGTH_OFFSET, claimedLength);
        tenant.segment.putBytes(slot + SendQueueDescriptor.PAYLOAD_OFFSET, payload);
        end();
    }

    /** A datagram, its Q_Key the receiver's number. */
    void postDatagram(final long wrId, final int ah, final int remoteQpn, final TestTenant.Sge... sges) {
        postDatagram(wrId, Opcode.SEND.value(), ah, remoteQpn, remoteQpn, sges);
    }

    void postDatagram(final long wrId, final int opcode, final int ah, final int remoteQpn, final int qkey,
                      final TestTenant.Sge... sges) {
        final long where = (long) remoteQpn << Integer.SIZE | ah;
        post(wrId, opcode, SendFlags.SIGNALED, where, qkey, 0, sges);
    }

    boolean hasRoom() {
        return producer - consumer() < depth;
    }

    long consumer() {
        return tenant.segment.getLongAcquire(sqOffset + SendQueueDescriptor.CONSUMER_OFFSET);
    }

    private int begin(final long wrId, final int opcode, final int flags, final long remoteAddress, final int rkey,
                      final int immediate) {
        final int slot = sqOffset + SendQueueDescriptor.ENTRIES_OFFSET + (int) (producer % depth) * stride;
        tenant.segment.putLong(slot + SendQueueDescriptor.WR_ID_OFFSET, wrId);
        tenant.segment.putByte(slot + SendQueueDescriptor.OPCODE_OFFSET, (byte) opcode);
        tenant.segment.putByte(slot + SendQueueDescriptor.FLAGS_OFFSET, (byte) flags);
        tenant.segment.putInt(slot + SendQueueDescriptor.IMMEDIATE_OFFSET, immediate);
        tenant.segment.putLong(slot + SendQueueDescriptor.REMOTE_ADDRESS_OFFSET, remoteAddress);
        tenant.segment.putInt(slot + SendQueueDescriptor.RKEY_OFFSET, rkey);
        return slot;
    }

    private void end() {
        producer++;
        tenant.segment.putLongRelease(sqOffset + SendQueueDescriptor.PRODUCER_OFFSET, producer);
        tenant.ring(doorbell);
    }
}
