package io.weir.router.datapath;

import io.weir.router.accounting.LongestCycles;
import java.util.List;

/** What the data path does now and then, for each session and device: a part of it at a time where there are many. */
final class Upkeep {
    /** Whoever is not looked at in one interval is so in one of the next. */
    static final long INTERVAL_NS = 10_000_000;
    /** What woke the data path is done by then. */
    private static final long RESPITE_NS = 1_000_000;
    /** A router that is killed loses so much of what time makes grow. */
    private static final long SETTLE_INTERVAL_NS = 1_000_000_000;
    /** Each is a walk through lines that are in no cache. */
    private static final int LOOKS = 16;

    private final DoorbellScan doorbells;
    private final List<Session> sessions;
    private final List<Device> devices;
    private final LongestCycles longest;
    private long doneNs;
    private long nextNs;
    private long nextSettleNs;
    private int session;
    private int device;

    /** Of all that there are, and will be. */
    Upkeep(final DoorbellScan doorbells, final List<Session> sessions, final List<Device> devices,
           final LongestCycles longest, final long nowNs) {
        this.doorbells = doorbells;
        this.sessions = sessions;
        this.devices = devices;
        this.longest = longest;
        doneNs = nowNs;
        nextNs = nowNs + INTERVAL_NS;
        nextSettleNs = nextNs + SETTLE_INTERVAL_NS;
    }

    boolean isDue(final long nowNs) {
        return nowNs - nextNs >= 0;
    }

    /** Before the data path sleeps, so that it need not be done when it wakes up and somebody waits for it. */
    void beforeSleep(final long nowNs) {
        if (nowNs - doneNs >= INTERVAL_NS) {
            run(nowNs);
        }
    }

    /** Whatever became due meanwhile is, but not at once. */
    void afterSleep(final long nowNs) {
        if (nowNs + RESPITE_NS - nextNs > 0) {
            nextNs = nowNs + RESPITE_NS;
        }
    }

    void run(final long nowNs) {
        doneNs = nowNs;
        nextNs = nowNs + INTERVAL_NS;
        longest.onTime(nowNs);
        // a session that is looked at seldom may do as much in that time as others in so many intervals
        final int intervals = (sessions.size() + LOOKS - 1) / LOOKS;
        for (int left = Math.min(LOOKS, sessions.size()); left > 0; left--) {
            session = session >= sessions.size() - 1 ? 0 : session + 1;
            sessions.get(session).checkConduct(intervals);
            doorbells.wakeIfRung(sessions.get(session).doorbells());
        }
        for (int left = Math.min(LOOKS, devices.size()); left > 0; left--) {
            device = device >= devices.size() - 1 ? 0 : device + 1;
            devices.get(device).meterThrottling(nowNs);
        }
        if (nowNs - nextSettleNs >= 0) {
            settle(nowNs);
        }
    }

    /** Counts up to now what time makes grow, and what is under way. */
    void settle(final long nowNs) {
        nextSettleNs = nowNs + SETTLE_INTERVAL_NS;
        for (int i = 0; i < devices.size(); i++) {
            devices.get(i).settle(nowNs);
        }
        for (int i = 0; i < sessions.size(); i++) {
            sessions.get(i).settle(nowNs);
        }
        for (int i = 0; i < devices.size(); i++) {
            devices.get(i).report();
        }
    }
}
