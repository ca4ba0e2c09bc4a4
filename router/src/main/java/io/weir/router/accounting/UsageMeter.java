package io.weir.router.accounting;

import static io.weir.router.accounting.UsageFileDescriptor.CELLS_OFFSET;

import io.weir.router.rnic.Metering;
import io.weir.router.rnic.WireMeter;
import io.weir.verbs.Gid;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What one queue pair uses, for the data-path thread alone: plain reads, ordered stores, no allocation; bytes are
 * stored before the message they belong to. Two adds to a cache line of the queue pair's own, two to the tenant's
 * counters. A queue pair for which there was no record counts in its tenant's.
 */
public final class UsageMeter {
    private static final long NANOS_PER_MS = 1_000_000;

    private final TenantMeter tenant;
    private final UsageCounters counters;
    private final UnsafeBuffer file;
    private final WireMeter wire;
    private int record;
    private int cells;
    private int number;
    private final int type;
    private long livedUntilNs;

    UsageMeter(final TenantMeter tenant, final UsageCounters counters, final UnsafeBuffer file, final int record,
               final int type) {
        this.tenant = tenant;
        this.counters = counters;
        this.file = file;
        this.type = type;
        wire = new WireMeter(UsageCell.WIRE_LAYOUT);
        place(record);
    }

    private void place(final int newRecord) {
        record = newRecord;
        cells = UsageFileDescriptor.recordOffset(newRecord) + CELLS_OFFSET;
        wire.place(file, cells);
    }

    /** A work completion of the tenant, on a send or a receive queue, of so many bytes (8 for an atomic). */
    public void completed(final WcOpcode opcode, final long payload) {
        count(Operation.completed(opcode), 1, payload);
    }

    /** One-sided operations of a peer, with so many bytes together. */
    public void served(final WcOpcode opcode, final long operations, final long payload) {
        count(Operation.served(opcode), operations, payload);
    }

    /** A work completion that is not SUCCESS. */
    public void failed(final WcStatus status) {
        if (Metering.ON) {
            add(UsageCell.errors(status), 1);
            counters.failed(status);
        }
    }

    /** A message that completed was cut into so many pieces more than one. */
    public void cut(final long extraPieces) {
        add(UsageCell.EXTRA_PIECES, extraPieces);
    }

    /** An RNIC carried pieces for a request that will not complete with success. */
    public void unbilled(final long pieces, final long bytes) {
        add(UsageCell.UNBILLED + 1, bytes);
        add(UsageCell.UNBILLED, pieces);
    }

    /** Where an RNIC counts its packets. */
    public WireMeter wire() {
        return wire;
    }

    /** Its number, as the tenant knows it. */
    public void named(final int qpNumber) {
        number = qpNumber;
        if (hasRecord()) {
            file.putInt(UsageFileDescriptor.recordOffset(record) + UsageFileDescriptor.QPN_OFFSET, qpNumber);
        }
    }

    /** It is connected to that device from now on; to another than before is another lifetime. Null if not known. */
    public void connected(final Gid peer, final long nowNs) {
        if (peer == null || !hasRecord()) {
            return;
        }
        if (!tenant.isPeer(record, null) && !tenant.isPeer(record, peer)) {
            lived(nowNs);
            final int fresh = tenant.replace(record, type);
            place(fresh);
            named(number);
        }
        if (hasRecord()) {
            tenant.peer(record, peer);
        }
    }

    /** It exists since then. */
    public void begin(final long nowNs) {
        livedUntilNs = nowNs;
    }

    /** It existed until then. */
    public void lived(final long nowNs) {
        final long elapsedMs = (nowNs - livedUntilNs) / NANOS_PER_MS;
        if (elapsedMs > 0) {
            add(UsageCell.QP_MS, elapsedMs);
            livedUntilNs += elapsedMs * NANOS_PER_MS;
        }
    }

    /** It is gone: nobody counts here any more. */
    public void close(final long nowNs) {
        lived(nowNs);
        if (hasRecord()) {
            tenant.close(record);
        }
    }

    private boolean hasRecord() {
        return record != tenant.record();
    }

    private void count(final Operation operation, final long messages, final long payload) {
        if (Metering.ON) {
            final int cell = UsageCell.messages(operation);
            add(cell + 1, payload);
            add(cell, messages);
            counters.count(operation, messages, payload);
        }
    }

    /** Adds to any cell. */
    void add(final int cell, final long amount) {
        final int offset = cells + cell * Long.BYTES;
        file.putLongRelease(offset, file.getLong(offset) + amount);
    }

    void set(final int cell, final long value) {
        file.putLongRelease(cells + cell * Long.BYTES, value);
    }

    long get(final int cell) {
        return file.getLong(cells + cell * Long.BYTES);
    }
}
