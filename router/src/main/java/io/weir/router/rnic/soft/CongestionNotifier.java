package io.weir.router.rnic.soft;

/**
 * Tells the peer of a connected queue pair that its packets met congestion (IBTA volume 1, annex A17.9; DCQCN's
 * notification point): one notification for all marked packets of a while.
 */
final class CongestionNotifier {
    /** min_time_between_cnps of Mellanox's {@code /sys/class/net/…/ecn/roce_np}; the value is the DCQCN paper's. */
    static final long MIN_TIME_BETWEEN_CNPS_NS = 50_000;

    private final SoftCounters counters;
    private long nextNs;
    private boolean due;

    CongestionNotifier(final SoftCounters counters) {
        this.counters = counters;
    }

    void reset() {
        nextNs = Long.MIN_VALUE;
        due = false;
    }

    /** A packet came that met congestion. */
    void onMarked(final long nowNs) {
        counters.congestionMarks++;
        if (nowNs >= nextNs) {
            nextNs = nowNs + MIN_TIME_BETWEEN_CNPS_NS;
            due = true;
        }
    }

    /** Whether a notification is to be sent. */
    boolean isDue() {
        return due;
    }

    /** Sends it. */
    void send(final PacketWriter writer, final Route route) {
        due = false;
        counters.notificationsSent++;
        writer.begin(route, BthOpcode.CNP, 0, 0, false, false);
        writer.finish();
    }
}
