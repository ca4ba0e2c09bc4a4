package io.weir.router.accounting;

import static io.weir.router.accounting.UsageFileDescriptor.CLOSED;
import static io.weir.router.accounting.UsageFileDescriptor.KIND_RAIL;
import static io.weir.router.accounting.UsageFileDescriptor.OPEN;
import static io.weir.router.accounting.UsageFileDescriptor.cellOffset;
import static io.weir.router.accounting.UsageFileDescriptor.recordOffset;
import static io.weir.router.accounting.UsageFileDescriptor.stateOffset;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Adds up a tenant's records, before anybody counts. The sum and the tenant's counters are the same but for what a
 * router had counted in one and not yet in the other when it was killed.
 */
final class UsageTotals {
    private final UnsafeBuffer file;
    private final int highest;

    UsageTotals(final UnsafeBuffer file, final int highest) {
        this.file = file;
        this.highest = highest;
    }

    /** The counters become what the records say. */
    void correct(final String tenant, final UsageCounters counters) {
        for (final Operation operation : Operation.values()) {
            counters.set(operation, sum(tenant, UsageCell.messages(operation)),
                sum(tenant, UsageCell.bytes(operation)));
        }
    }

    /** The tenant's past becomes what the counters say beyond the records. */
    void begin(final String tenant, final int past, final UsageCounters counters) {
        for (final Operation operation : Operation.values()) {
            settle(tenant, past, UsageCell.messages(operation), counters.messages(operation));
            settle(tenant, past, UsageCell.bytes(operation), counters.bytes(operation));
        }
    }

    private void settle(final String tenant, final int past, final int cell, final long total) {
        final long before = total - sum(tenant, cell);
        add(cellOffset(past, cell), before);
        add(cellOffset(past, UsageCell.COUNTERS + cell), before);
    }

    /** A tenant's own record ends here, another begins: from there on the counters count for that. */
    void handOver(final int own, final int past, final UsageCounters counters) {
        for (final Operation operation : Operation.values()) {
            handOver(own, past, UsageCell.COUNTERS + UsageCell.messages(operation), counters.messages(operation));
            handOver(own, past, UsageCell.COUNTERS + UsageCell.bytes(operation), counters.bytes(operation));
        }
    }

    private void handOver(final int own, final int past, final int cell, final long total) {
        file.putLong(cellOffset(own, cell), total - file.getLong(cellOffset(past, cell)));
        file.putLong(cellOffset(past, cell), total);
    }

    private void add(final int offset, final long amount) {
        file.putLong(offset, file.getLong(offset) + amount);
    }

    private long sum(final String tenant, final int cell) {
        long sum = 0;
        for (int record = 0; record <= highest; record++) {
            final int state = file.getInt(stateOffset(record));
            final int offset = recordOffset(record);
            if ((state == OPEN || state == CLOSED)
                && file.getInt(offset + UsageFileDescriptor.KIND_OFFSET) != KIND_RAIL
                && tenant.equals(UsageFileDescriptor.name(file, offset + UsageFileDescriptor.TENANT_OFFSET))) {
                sum += file.getLong(cellOffset(record, cell));
            }
        }
        return sum;
    }
}
