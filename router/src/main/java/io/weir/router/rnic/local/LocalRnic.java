package io.weir.router.rnic.local;

import io.weir.router.rnic.AhAttributes;
import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.RailMeter;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RegionMemory;
import io.weir.router.rnic.Rnic;
import io.weir.router.rnic.RnicAh;
import io.weir.router.rnic.RnicCounters;
import io.weir.router.rnic.RnicInfo;
import io.weir.router.rnic.RnicMr;
import io.weir.router.rnic.RnicPd;
import io.weir.router.rnic.RnicQp;
import io.weir.router.rnic.host.HostAh;
import io.weir.router.rnic.host.HostPd;
import io.weir.router.rnic.host.KeyTable;
import io.weir.router.rnic.host.QpTable;
import io.weir.router.rnic.host.RunQueue;
import io.weir.router.rnic.host.Timers;
import io.weir.verbs.QpType;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.agrona.UnsafeApi;

/** The same-host RNIC: see the package. Queue pairs with work take turns of bounded length, so that none starves. */
public final class LocalRnic implements Rnic {
    static final int MTU = 4096;
    /** What comes before a datagram's payload. */
    static final int GRH_BYTES = 40;
    private static final int MAX_READ_ATOMIC = 128;
    /** Bytes that one queue pair may move in its turn. */
    private static final long TURN_BYTES = 128 * 1024;
    /** Bytes after which a duty cycle ends, whoever is next in turn: nobody's doorbell is heard meanwhile. */
    private static final long POLL_BYTES = TURN_BYTES;

    /** Whoever has many queue pairs wait for receives would have them tried again all at once. */
    private static final int TIMERS_A_POLL = 1;

    private final RnicInfo info =
        new RnicInfo("local", "local", 0, 0, MTU, MAX_READ_ATOMIC, Set.of(QpType.values()));
    private final KeyTable keys;
    private final QpTable<LocalQp> queuePairs;
    private final LocalCounters counters = new LocalCounters();
    private final RailMeter meter = new RailMeter();
    private final Timers timers = new Timers();
    private final RunQueue<LocalQp> runnable = new RunQueue<>();
    private final long wordAddress = UnsafeApi.allocateMemory(Long.BYTES);
    private final long noGrhAddress = UnsafeApi.allocateMemory(GRH_BYTES);
    private long nowNs = Long.MIN_VALUE;
    private boolean closed;

    /**
     * @param random makes keys and queue pair numbers unguessable: a {@link java.security.SecureRandom}, or in a test
     *               a seeded one
     */
    public LocalRnic(final RandomGenerator random) {
        keys = new KeyTable(random, () -> { });
        queuePairs = new QpTable<>(random);
        UnsafeApi.setMemory(noGrhAddress, GRH_BYTES, (byte) 0);
    }

    @Override
    public RnicInfo info() {
        return info;
    }

    @Override
    public RnicPd allocatePd() {
        return new HostPd();
    }

    @Override
    public RnicMr registerMemory(final RnicPd pd, final RegionMemory memory, final int access) {
        return keys.register((HostPd) pd, memory, access);
    }

    @Override
    public RnicQp createQp(final RnicPd pd, final QpOwner owner, final ReceiveSource receives, final QpType type,
                           final int window, final int maxSge) {
        info.require(type);
        final int number = queuePairs.newNumber();
        final LocalQp qp = new LocalQp(this, (HostPd) pd, type, number, owner, receives, window, maxSge);
        queuePairs.put(number, qp);
        return qp;
    }

    @Override
    public RnicAh createAh(final RnicPd pd, final AhAttributes attributes) {
        return new HostAh(attributes);
    }

    @Override
    public int poll(final long now) {
        nowNs = now;
        int work = timers.expire(now, TIMERS_A_POLL);
        long cost = 0;
        for (int turns = runnable.size(); turns > 0 && cost < POLL_BYTES; turns--) {
            final LocalQp qp = runnable.poll();
            cost += qp.run(TURN_BYTES, now);
            qp.makeRunnable();
            work++;
        }
        return work;
    }

    @Override
    public long nextDeadlineNs() {
        return runnable.size() > 0 ? nowNs : timers.nextDeadlineNs();
    }

    @Override
    public int wakeUpFd() {
        return -1;
    }

    @Override
    public RnicCounters counters() {
        return counters;
    }

    @Override
    public RailMeter meter() {
        return meter;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            queuePairs.snapshot().forEach(LocalQp::destroy);
            UnsafeApi.freeMemory(wordAddress);
            UnsafeApi.freeMemory(noGrhAddress);
        }
    }

    LocalCounters localCounters() {
        return counters;
    }

    KeyTable keys() {
        return keys;
    }

    Timers timers() {
        return timers;
    }

    /** An aligned word of scratch memory. */
    long wordAddress() {
        return wordAddress;
    }

    /** {@link #GRH_BYTES} zeros: memory needs no IP header to get from here to there. */
    long noGrhAddress() {
        return noGrhAddress;
    }

    LocalQp queuePair(final int number) {
        return queuePairs.get(number);
    }

    void remove(final LocalQp qp) {
        queuePairs.remove(qp.qpNumber());
    }

    void makeRunnable(final LocalQp qp) {
        runnable.add(qp);
    }
}
