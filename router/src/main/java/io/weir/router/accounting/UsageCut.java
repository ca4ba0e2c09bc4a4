package io.weir.router.accounting;

import static io.weir.router.accounting.UsageFileDescriptor.CELLS_OFFSET;
import static io.weir.router.accounting.UsageFileDescriptor.RECORD_LENGTH;

import io.weir.verbs.Gid;
import io.weir.verbs.QpType;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** All records as they were at one moment: filled by the data path, read by the ledger. Reused. */
public final class UsageCut {
    private final UnsafeBuffer records;
    private final int[] numbers;
    private final boolean[] closed;
    private int size;
    private long wallMs;

    /** Whose the life of a record is. */
    public enum Kind {
        /** A queue pair's. */
        QP,
        /** A tenant's: what is no single queue pair's. */
        TENANT,
        /** An RNIC's, as it counts itself. */
        RAIL,
        /** Lives that are over, summed up; nothing for the ledger, which has them. */
        PAST
    }

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

    /** How many records there are. */
    public int size() {
        return size;
    }

    /** When it was made, by the wall clock. */
    public long wallMs() {
        return wallMs;
    }

    /** Number of the record in the file. */
    public int number(final int index) {
        return numbers[index];
    }

    /** Whether nobody counts there any more. */
    public boolean isClosed(final int index) {
        return closed[index];
    }

    /** Of the life, never used again. */
    public long serial(final int index) {
        return records.getLong(index * RECORD_LENGTH + UsageFileDescriptor.SERIAL_OFFSET);
    }

    /** Whose it is. */
    public Kind kind(final int index) {
        return switch (records.getInt(index * RECORD_LENGTH + UsageFileDescriptor.KIND_OFFSET)) {
            case UsageFileDescriptor.KIND_QP -> Kind.QP;
            case UsageFileDescriptor.KIND_TENANT -> Kind.TENANT;
            case UsageFileDescriptor.KIND_RAIL -> Kind.RAIL;
            default -> Kind.PAST;
        };
    }

    /** A rail's is its kind. */
    public String tenant(final int index) {
        return UsageFileDescriptor.name(records, index * RECORD_LENGTH + UsageFileDescriptor.TENANT_OFFSET);
    }

    /** The tenant's. */
    public String network(final int index) {
        return UsageFileDescriptor.name(records, index * RECORD_LENGTH + UsageFileDescriptor.NETWORK_OFFSET);
    }

    /** Null if it has none. */
    public Gid peer(final int index) {
        final Gid gid = Gid.read(records, index * RECORD_LENGTH + UsageFileDescriptor.PEER_OFFSET);
        return gid.high() == 0 && gid.low() == 0 ? null : gid;
    }

    /** Of a queue pair. */
    public int qpNumber(final int index) {
        return records.getInt(index * RECORD_LENGTH + UsageFileDescriptor.QPN_OFFSET);
    }

    /** Of a queue pair. */
    public QpType type(final int index) {
        return QpType.of(records.getInt(index * RECORD_LENGTH + UsageFileDescriptor.TYPE_OFFSET));
    }

    /** By the wall clock. */
    public long begunMs(final int index) {
        return records.getLong(index * RECORD_LENGTH + UsageFileDescriptor.BEGUN_OFFSET);
    }

    /** By the wall clock; 0 if it goes on. */
    public long endedMs(final int index) {
        return records.getLong(index * RECORD_LENGTH + UsageFileDescriptor.ENDED_OFFSET);
    }

    /** One of its longs. */
    public long cell(final int index, final int cell) {
        return records.getLong(index * RECORD_LENGTH + CELLS_OFFSET + cell * Long.BYTES);
    }
}
