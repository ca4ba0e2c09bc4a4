package io.weir.router.accounting;

import static io.weir.router.accounting.UsageFileDescriptor.FREE;
import static io.weir.router.accounting.UsageFileDescriptor.RETIRED;
import static io.weir.router.accounting.UsageFileDescriptor.RETIRING_INTO_OFFSET;
import static io.weir.router.accounting.UsageFileDescriptor.RETIRING_OFFSET;
import static io.weir.router.accounting.UsageFileDescriptor.STAGING_OFFSET;
import static io.weir.router.accounting.UsageFileDescriptor.cellOffset;
import static io.weir.router.accounting.UsageFileDescriptor.stateOffset;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Adds a closed record to its tenant's past and frees it, so that a router killed at any moment has done either all of
 * that or nothing: what the past becomes is written beside it first, then said to be valid, then copied.
 */
final class UsageRetirement {
    private final UnsafeBuffer file;

    UsageRetirement(final UnsafeBuffer file) {
        this.file = file;
    }

    void retire(final int record, final int past) {
        for (int cell = 0; cell < UsageCell.COUNT; cell++) {
            final long before = file.getLong(cellOffset(past, cell));
            file.putLong(STAGING_OFFSET + cell * Long.BYTES,
                UsageCell.isCarriedOn(cell) ? before + file.getLong(cellOffset(record, cell)) : before);
        }
        file.putInt(RETIRING_INTO_OFFSET, past);
        file.putIntRelease(RETIRING_OFFSET, record + 1);
        finish(record, past);
    }

    /** What a router was at when it was killed. */
    void finishInterrupted() {
        final int record = file.getInt(RETIRING_OFFSET) - 1;
        if (record >= 0) {
            finish(record, file.getInt(RETIRING_INTO_OFFSET));
        }
        final int capacity = file.getInt(UsageFileDescriptor.CAPACITY_OFFSET);
        for (int each = 0; each < capacity; each++) {
            if (file.getInt(stateOffset(each)) == RETIRED) {
                file.putInt(stateOffset(each), FREE);
            }
        }
    }

    private void finish(final int record, final int past) {
        for (int cell = 0; cell < UsageCell.COUNT; cell++) {
            file.putLongRelease(cellOffset(past, cell), file.getLong(STAGING_OFFSET + cell * Long.BYTES));
        }
        // nobody takes the record before it is forgotten that it was to be retired
        file.putIntRelease(stateOffset(record), RETIRED);
        file.putIntRelease(RETIRING_OFFSET, 0);
        file.putIntRelease(stateOffset(record), FREE);
    }
}
