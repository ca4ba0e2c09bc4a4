package io.weir.router.accounting;

import io.weir.policy.RateLimiter;
import io.weir.verbs.Gid;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one tenant uses: opens a {@link UsageMeter} for each of its queue pairs, and counts what belongs to none. Made
 * by a control thread; everything public is for the data-path thread.
 */
public final class TenantMeter {
    private static final Operation[] OPERATIONS = Operation.values();
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long MS_PER_SECOND = 1_000;

    private final UsageFile file;
    private final String tenant;
    private final String network;
    private final UsageCounters counters;
    private final int record;
    private final int past;
    private final UsageMeter own;
    /** Records that its queue pairs have, or had and the ledger has not freed. */
    private final AtomicInteger held;
    private long registeredBytes;
    private long accruedNs;

    TenantMeter(final UsageFile file, final String tenant, final String network, final UsageCounters counters,
                final int record, final int past, final AtomicInteger held) {
        this.past = past;
        this.file = file;
        this.tenant = tenant;
        this.network = network;
        this.counters = counters;
        this.record = record;
        this.held = held;
        own = new UsageMeter(this, counters, file.buffer(), record, 0);
    }

    /** For a new queue pair, which exists since then. */
    public UsageMeter open(final QpType type, final long nowNs) {
        final UsageMeter meter = new UsageMeter(this, counters, file.buffer(), take(type.value()), type.value());
        meter.begin(nowNs);
        return meter;
    }

    /** One-sided operations of peers, of whatever queue pairs. */
    public void served(final WcOpcode opcode, final long operations, final long payload) {
        own.served(opcode, operations, payload);
    }

    /** So long the tenant had work and was held back; {@link Direction#EGRESS} or {@link Direction#INGRESS}. */
    public void held(final Direction direction, final RateLimiter.Reason reason, final long nanos) {
        if (nanos > 0) {
            own.add(UsageCell.held(direction, reason), nanos);
            counters.held(direction, reason, nanos);
        }
    }

    /** So much more is registered from now on, or (negative) less. */
    public void registered(final long bytes, final long nowNs) {
        accrue(nowNs);
        registeredBytes += bytes;
    }

    /** What is registered has been so until now. */
    public void accrue(final long nowNs) {
        final long elapsedMs = (nowNs - accruedNs) / NANOS_PER_MS;
        if (registeredBytes == 0) {
            accruedNs = nowNs;
        } else if (elapsedMs > 0) {
            final long byteMs = registeredBytes * (elapsedMs % MS_PER_SECOND) + own.get(UsageCell.MR_REMAINDER);
            own.add(UsageCell.MR_BYTE_SECONDS,
                registeredBytes * (elapsedMs / MS_PER_SECOND) + byteMs / MS_PER_SECOND);
            own.set(UsageCell.MR_REMAINDER, byteMs % MS_PER_SECOND);
            accruedNs += elapsedMs * NANOS_PER_MS;
        }
    }

    /** At a cut: what RNICs carried for requests that are not complete. */
    public void pending(final long pieces, final long bytes) {
        own.set(UsageCell.PENDING, pieces);
        own.set(UsageCell.PENDING + 1, bytes);
        for (final Operation operation : OPERATIONS) {
            witness(UsageCell.messages(operation), counters.messages(operation));
            witness(UsageCell.bytes(operation), counters.bytes(operation));
        }
    }

    private void witness(final int cell, final long total) {
        final int counted = UsageCell.COUNTERS + cell;
        own.set(counted, total - file.buffer().getLong(UsageFileDescriptor.cellOffset(past, counted)));
    }

    /** Where it is while it counts here. */
    String network() {
        return network;
    }

    /** Its own. */
    int record() {
        return record;
    }

    boolean isPeer(final int ofRecord, final Gid gid) {
        return file.isPeer(ofRecord, gid);
    }

    void peer(final int ofRecord, final Gid gid) {
        file.peer(ofRecord, gid);
    }

    void close(final int closed) {
        file.close(closed);
    }

    /** Closes a record and takes another. */
    int replace(final int closed, final int type) {
        file.close(closed);
        return take(type);
    }

    /** A record of its own, or the tenant's: nobody takes more than he leaves for others. */
    private int take(final int type) {
        if (held.get() > file.free()) {
            file.overflowed();
            return record;
        }
        final int taken = file.take(UsageFileDescriptor.KIND_QP, type, tenant, network);
        if (taken < 0) {
            file.overflowed();
            return record;
        }
        held.incrementAndGet();
        return taken;
    }
}
