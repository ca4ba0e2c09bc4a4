package io.weir.router.accounting;

import static io.weir.router.accounting.UsageFileDescriptor.CLOSED;
import static io.weir.router.accounting.UsageFileDescriptor.FREE;
import static io.weir.router.accounting.UsageFileDescriptor.KIND_PAST;
import static io.weir.router.accounting.UsageFileDescriptor.KIND_QP;
import static io.weir.router.accounting.UsageFileDescriptor.KIND_RAIL;
import static io.weir.router.accounting.UsageFileDescriptor.KIND_TENANT;
import static io.weir.router.accounting.UsageFileDescriptor.OPEN;
import static io.weir.router.accounting.UsageFileDescriptor.cellOffset;
import static io.weir.router.accounting.UsageFileDescriptor.recordOffset;
import static io.weir.router.accounting.UsageFileDescriptor.stateOffset;

import io.weir.router.rnic.RailMeter;
import io.weir.verbs.Gid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.BufferUtil;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What each queue pair used, while it lives and until the ledger has it: one mapped file, readable by its owner alone.
 * A router that is killed loses nothing of it; the next one closes what that left open, and goes on.
 *
 * <p>Threads: a control thread opens, adds and moves tenants, takes records for queue pairs that it makes, and closes
 * when the others have stopped; the data path closes records, and takes others for queue pairs that go on elsewhere;
 * the ledger's thread retires them ({@link UsageRetirement}).
 */
public final class UsageFile implements AutoCloseable {
    private final Path path;
    private final boolean begun;
    private final UnsafeBuffer file;
    private final int capacity;
    private final EpochClock clock;
    private final UsageRetirement retirement;
    private final FreeRecords free;
    private final AtomicLong overflows = new AtomicLong();
    private final Map<String, AtomicInteger> held = new ConcurrentHashMap<>();
    private final Map<String, TenantMeter> meters = new HashMap<>();
    private volatile int highest;

    private UsageFile(final Path path, final boolean begun, final UnsafeBuffer file, final EpochClock clock) {
        this.path = path;
        this.begun = begun;
        this.file = file;
        this.clock = clock;
        capacity = file.getInt(UsageFileDescriptor.CAPACITY_OFFSET);
        free = new FreeRecords(capacity);
        retirement = new UsageRetirement(file);
        highest = -1;
    }

    /**
     * Continues a file, or begins one.
     *
     * @param tenants so many there will be at least
     * @param clock   wall clock, for the times that are recorded
     * @throws CountersException of another version, or corrupt
     */
    public static UsageFile open(final Path path, final int tenants, final EpochClock clock) throws IOException {
        final boolean begins = UsageFileMapping.isMissing(path);
        final UnsafeBuffer buffer = UsageFileMapping.open(path, tenants, clock.time());
        try {
            final UsageFile usage = new UsageFile(path, begins, buffer, clock);
            usage.recover();
            return usage;
        } catch (final RuntimeException failure) {
            BufferUtil.free(buffer);
            throw failure;
        }
    }

    /** A router before this one was killed, or stopped: what it left open is closed, what it left half-done is done. */
    private void recover() {
        retirement.finishInterrupted();
        for (int record = 0; record < capacity; record++) {
            final int state = file.getInt(stateOffset(record));
            if (state == FREE) {
                free.add(record);
                continue;
            }
            highest = record;
            final int kind = kind(record);
            if (kind == KIND_QP) {
                heldBy(tenant(record)).incrementAndGet();
                if (state == OPEN) {
                    close(record);
                }
            } else if (kind == KIND_TENANT) {
                file.putLong(cellOffset(record, UsageCell.PENDING), 0);
                file.putLong(cellOffset(record, UsageCell.PENDING + 1), 0);
            }
        }
    }

    /**
     * The meter of a tenant; another than before if it moved to another network, which nobody may count for then. What
     * the tenant's counters say, if a router was killed while it counted there, is made to agree with the records; what
     * they say of the time before there were records, or if they are new, stands.
     */
    public TenantMeter tenant(final String name, final String network, final UsageCounters counters,
                              final boolean countersAreNew) {
        synchronized (meters) {
            final TenantMeter present = meters.get(name);
            if (present != null && present.network().equals(network)) {
                return present;
            }
            final boolean known = find(KIND_PAST, name) >= 0;
            final int past = ofTenant(KIND_PAST, name, network);
            final UsageTotals totals = new UsageTotals(file, highest);
            if (present == null && known && !countersAreNew) {
                totals.correct(name, counters);
            } else if (present == null) {
                totals.begin(name, past, counters);
            }
            final int before = find(KIND_TENANT, name);
            if (before >= 0 && !network.equals(network(before))) {
                totals.handOver(before, past, counters);
                close(before);
            }
            final int own = ofTenant(KIND_TENANT, name, network);
            final TenantMeter meter = new TenantMeter(this, name, network, counters, own, past, heldBy(name));
            meters.put(name, meter);
            return meter;
        }
    }

    /** Has an RNIC count here. On its thread. */
    public void rail(final String name, final RailMeter meter) {
        final int known = find(KIND_RAIL, name);
        final int record = known >= 0 ? known : take(KIND_RAIL, 0, name, name);
        if (record < 0) {
            throw new IllegalStateException("no room for the counts of rail " + name + " in the usage file");
        }
        meter.place(file, cellOffset(record, UsageCell.RAIL));
    }

    /** Routers that opened it, this one included. */
    public long incarnation() {
        return file.getLong(UsageFileDescriptor.INCARNATION_OFFSET);
    }

    /** Differs from that of every other router, of this file and of others. */
    public long routerId() {
        final long origin = file.getLong(UsageFileDescriptor.NEXT_SERIAL_OFFSET) >>> Integer.SIZE;
        return origin << Integer.SIZE | incarnation();
    }

    /** Records that queue pairs can take. Any thread. */
    public int free() {
        return free.count();
    }

    /** How many there are. */
    public int capacity() {
        return capacity;
    }

    /** Queue pairs that found no record, and count in their tenant's. Any thread. */
    public long overflows() {
        return overflows.get();
    }

    /** A copy of all records, between two messages. On the data-path thread; nothing is allocated. */
    public void copyTo(final UsageCut cut) {
        final int last = highest;
        cut.begin(clock.time());
        for (int record = 0; record <= last; record++) {
            final int state = file.getIntVolatile(stateOffset(record));
            if (state == OPEN || state == CLOSED) {
                cut.add(file, record, state == CLOSED);
            }
        }
    }

    /** Frees a record that is closed and booked. The ledger's thread. */
    public void retire(final int record) {
        final String tenant = tenant(record);
        final boolean ofQp = kind(record) == KIND_QP;
        synchronized (meters) {
            // not while somebody adds the tenant's records up
            retirement.retire(record, find(KIND_PAST, tenant));
        }
        if (ofQp) {
            heldBy(tenant).decrementAndGet();
        }
        free.add(record);
    }

    /** Removes the file, when closed, if this one began it: its router did not start. */
    public void discardIfBegun() {
        if (begun) {
            path.toFile().delete();
        }
    }

    /** Unmaps it; the file stays. All who count must have stopped. */
    @Override
    public void close() {
        BufferUtil.free(file);
    }

    UnsafeBuffer buffer() {
        return file;
    }

    void overflowed() {
        overflows.incrementAndGet();
    }

    /** A free record, opened, or -1. */
    synchronized int take(final int kind, final int type, final String tenant, final String network) {
        final int record = free.take();
        if (record >= 0) {
            begin(record, kind, type, tenant, network);
        }
        return record;
    }

    private void begin(final int record, final int kind, final int type, final String tenant, final String network) {
        final int offset = recordOffset(record);
        final long serial = file.getLong(UsageFileDescriptor.NEXT_SERIAL_OFFSET);
        file.putLongRelease(UsageFileDescriptor.NEXT_SERIAL_OFFSET, serial + 1);
        file.setMemory(offset, UsageFileDescriptor.RECORD_LENGTH, (byte) 0);
        file.putLong(offset + UsageFileDescriptor.SERIAL_OFFSET, serial);
        file.putInt(offset + UsageFileDescriptor.KIND_OFFSET, kind);
        file.putInt(offset + UsageFileDescriptor.TYPE_OFFSET, type);
        file.putLong(offset + UsageFileDescriptor.BEGUN_OFFSET, clock.time());
        UsageFileDescriptor.putName(file, offset + UsageFileDescriptor.TENANT_OFFSET, tenant);
        UsageFileDescriptor.putName(file, offset + UsageFileDescriptor.NETWORK_OFFSET, network);
        highest = Math.max(highest, record);
        file.putIntRelease(stateOffset(record), OPEN);
    }

    void close(final int record) {
        file.putLong(recordOffset(record) + UsageFileDescriptor.ENDED_OFFSET, clock.time());
        file.putIntRelease(stateOffset(record), CLOSED);
    }

    /** Whether that is a queue pair's peer; null: whether it has none. */
    boolean isPeer(final int record, final Gid gid) {
        final int offset = recordOffset(record) + UsageFileDescriptor.PEER_OFFSET;
        return gid == null ? file.getLong(offset) == 0 && file.getLong(offset + Long.BYTES) == 0
            : Gid.read(file, offset).equals(gid);
    }

    void peer(final int record, final Gid gid) {
        gid.write(file, recordOffset(record) + UsageFileDescriptor.PEER_OFFSET);
    }

    private int ofTenant(final int kind, final String name, final String network) {
        int record = find(kind, name);
        if (record < 0) {
            record = take(kind, 0, name, network);
        }
        if (record < 0) {
            throw new IllegalStateException("no room for tenant " + name + " in the usage file of " + capacity
                + " records");
        }
        return record;
    }

    private int find(final int kind, final String tenant) {
        for (int record = 0; record <= highest; record++) {
            if (file.getIntVolatile(stateOffset(record)) == OPEN && kind(record) == kind
                && tenant.equals(tenant(record))) {
                return record;
            }
        }
        return -1;
    }

    private AtomicInteger heldBy(final String tenant) {
        return held.computeIfAbsent(tenant, key -> new AtomicInteger());
    }

    private int kind(final int record) {
        return file.getInt(recordOffset(record) + UsageFileDescriptor.KIND_OFFSET);
    }

    private String network(final int record) {
        return UsageFileDescriptor.name(file, recordOffset(record) + UsageFileDescriptor.NETWORK_OFFSET);
    }

    private String tenant(final int record) {
        return UsageFileDescriptor.name(file, recordOffset(record) + UsageFileDescriptor.TENANT_OFFSET);
    }
}
