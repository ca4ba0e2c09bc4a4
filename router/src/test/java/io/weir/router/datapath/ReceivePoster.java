package io.weir.router.datapath;

import io.weir.shm.ReceiveQueueDescriptor;
import io.weir.shm.SgeDescriptor;

/** Writes receives into a ring. */
final class ReceivePoster {
    final int offset;
    private final TestTenant tenant;
    private final int doorbell;
    private final int depth;
    private final int stride;
    private long producer;

    ReceivePoster(final TestTenant tenant, final int doorbell, final int offset, final int depth, final int maxSge) {
        this.tenant = tenant;
        this.doorbell = doorbell;
        this.offset = offset;
        this.depth = depth;
        stride = ReceiveQueueDescriptor.stride(maxSge);
    }

    void post(final long wrId, final TestTenant.Sge... sges) {
        final int slot = offset + ReceiveQueueDescriptor.ENTRIES_OFFSET + (int) (producer % depth) * stride;
        tenant.segment.putLong(slot + ReceiveQueueDescriptor.WR_ID_OFFSET, wrId);
        tenant.segment.putInt(slot + ReceiveQueueDescriptor.NUM_SGE_OFFSET, sges.length);
        write(tenant, slot + ReceiveQueueDescriptor.SGES_OFFSET, sges);
        producer++;
        tenant.segment.putLongRelease(offset + ReceiveQueueDescriptor.PRODUCER_OFFSET, producer);
        tenant.ring(doorbell);
    }

    static void write(final TestTenant tenant, final int at, final TestTenant.Sge... sges) {
        for (int i = 0; i < sges.length; i++) {
            final int entry = at + i * SgeDescriptor.LENGTH;
            tenant.segment.putLong(entry + SgeDescriptor.ADDRESS_OFFSET, sges[i].address());
            tenant.segment.putInt(entry + SgeDescriptor.LENGTH_OFFSET, sges[i].length());
            tenant.segment.putInt(entry + SgeDescriptor.LKEY_OFFSET, sges[i].lkey());
        }
    }
}
