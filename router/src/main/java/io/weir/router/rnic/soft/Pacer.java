package io.weir.router.rnic.soft;

import io.weir.router.rnic.host.Timer;
import io.weir.router.rnic.host.Timers;

/**
 * Keeps a queue pair's packets to the rate that {@link Dcqcn} allows: each packet puts off the next one by the time it
 * takes at that rate. What a late duty cycle missed is made up for, within bounds.
 */
final class Pacer extends Timer {
    /** As much time as may be made up for; duty cycles are shorter. */
    static final long BURST_NS = 100_000;
    private static final double NS_PER_SECOND = 1e9;

    private final SoftQp qp;
    private final Timers timers;
    private final SoftCounters counters;
    private final Dcqcn dcqcn = new Dcqcn();
    private boolean waiting;
    private long nextNs;

    Pacer(final SoftQp qp, final SoftRnic rnic) {
        this.qp = qp;
        timers = rnic.timers();
        counters = rnic.softCounters();
    }

    void reset() {
        dcqcn.reset();
        stop();
    }

    /** Nothing is to be sent any more. */
    void stop() {
        waiting = false;
        timers.cancel(this);
    }

    /** A congestion notification came. */
    void onNotification(final long nowNs) {
        counters.notificationsHandled++;
        if (!dcqcn.isLimiting()) {
            nextNs = nowNs;
        }
        dcqcn.onNotification(nowNs);
    }

    /** Whether a packet may go now; if not, the queue pair becomes active again when one may. */
    boolean admits(final long nowNs) {
        if (!dcqcn.isLimiting()) {
            return true;
        }
        dcqcn.advance(nowNs);
        if (!dcqcn.isLimiting() || nextNs <= nowNs) {
            return true;
        }
        waiting = true;
        timers.schedule(this, nextNs);
        return false;
    }

    /** Whether {@link #admits} said no and that still holds. */
    boolean isWaiting() {
        return waiting;
    }

    /** Whether packets are sent more slowly than they could be. */
    boolean isLimiting() {
        return dcqcn.isLimiting();
    }

    /** A packet of so many bytes went. */
    void sent(final int bytes, final long nowNs) {
        if (dcqcn.isLimiting()) {
            nextNs = Math.max(nextNs, nowNs - BURST_NS) + (long) (bytes * NS_PER_SECOND / dcqcn.rate());
            dcqcn.sent(bytes);
        }
    }

    @Override
    protected void onTimer(final long nowNs) {
        waiting = false;
        qp.makeActive();
    }
}
