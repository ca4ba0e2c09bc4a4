package io.weir.router.rnic.soft;

/**
 * How many packets a queue pair may have unacknowledged: grows while all goes well, shrinks when packets are lost, so
 * that a receiver with a small socket buffer is not flooded for ever.
 */
final class CongestionWindow {
    static final int MIN = 4;
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_PACKETS = 1024;
    private static final int INITIAL = 32;

    private int max;
    private int size;
    private int threshold;
    private int credit;

    /** As at the beginning, for packets of so many bytes at most. */
    void reset(final int mtu) {
        max = Math.min(MAX_PACKETS, MAX_BYTES / mtu);
        size = INITIAL;
        threshold = max;
        credit = 0;
    }

    int size() {
        return size;
    }

    /** Packets were acknowledged: as TCP's slow start up to the threshold, one packet per window beyond. */
    void onAcknowledged(final long packets) {
        if (size < threshold) {
            size = (int) Math.min(threshold, size + packets);
            return;
        }
        credit += (int) Math.min(packets, max);
        if (credit >= size) {
            credit -= size;
            size = Math.min(max, size + 1);
        }
    }

    /** A gap was reported. */
    void onLoss() {
        threshold = Math.max(MIN * 2, size / 2);
        size = threshold;
        credit = 0;
    }

    /**
     * Nothing was heard for a timeout: as at the start. Packets that were lost show by gaps; a peer that says nothing
     * at all did not get a processor, more often than not, and has room for what it had room for at first.
     */
    void onTimeout() {
        threshold = Math.max(INITIAL * 2, size / 2);
        size = Math.min(size, INITIAL);
        credit = 0;
    }
}
