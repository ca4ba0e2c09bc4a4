package io.weir.router.accounting;

import static io.weir.router.accounting.UsageFileDescriptor.CELLS_OFFSET;
import static io.weir.router.accounting.UsageFileDescriptor.RECORD_LENGTH;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** All records as they were at one moment: filled by the data path, read by the ledger. Reused. */
public final class UsageCut {
    private final UnsafeBuffer records;
    private final int[] numbers;
    private final boolean[] closed;
    private int size;
    private long wallMs;

    /** Room for the records of a file. */
    public UsageCut(final UsageFile file) {
        records = new UnsafeBuffer(ByteBuffer.allocateDirect(file.capacity() * RECORD_LENGTH));
        numbers = new int[file.capacity()];
        closed = new boolean[file.capacity()];
    }

    void begin(final long nowMs) {
        size = 0;
        wallMs = nowMs;
    }

    void add(final UnsafeBuffer file, final int record, final boolean isClosed) {
        records.putBytes(size * RECORD_LENGTH, file, UsageFileDescriptor.recordOffset(record), RECORD_LENGTH);
        numbers[size] = record;
        closed[size] = isClosed;
        size++;
    }

    int size() {
        return size;
    }

    /** When it was made, by the wall clock. */
    long wallMs() {
        return wallMs;
    }

    /** Number of the record in the file. */
    int number(final int index) {
        return numbers[index];
    }

    boolean isClosed(final int index) {
        return closed[index];
    }

    UnsafeBuffer buffer() {
        return records;
    }

    int offset(final int index) {
        return index * RECORD_LENGTH;
    }

    long cell(final int index, final int cell) {
        return records.getLong(index * RECORD_LENGTH + CELLS_OFFSET + cell * Long.BYTES);
    }
}
