package io.weir.router.rnic.soft;

/**
 * The rate of a sender that hears of congestion: DCQCN's reaction point (Zhu et al., "Congestion Control for
 * Large-Scale RDMA Deployments", SIGCOMM 2015). A notification cuts the rate by {@code alpha / 2}, where alpha
 * estimates how much of what was sent met congestion; after that the rate rises with time and with bytes sent: back to
 * the target by halves (fast recovery), then with the target (additive, then hyper increase). At line rate it is idle
 * again and costs nothing.
 *
 * <p>Parameters are named as in Mellanox's {@code /sys/class/net/…/ecn/roce_rp}; their values are the paper's.
 */
final class Dcqcn {
    /** rpg_max_rate: bytes per second beyond which nobody is held back; more than a processor core sends. */
    static final double MAX_RATE = 5e9;
    /** rpg_min_rate. */
    static final double MIN_RATE = 5e6;
    /** rpg_ai_rate, the paper's R_AI of 40 Mbit/s. */
    static final double AI_RATE = 5e6;
    /** rpg_hai_rate, for each step beyond the threshold. */
    static final double HAI_RATE = 50e6;
    /** rpg_min_dec_fac: no single notification cuts to less. */
    static final double MIN_DEC_FAC = 0.5;
    /** rpg_threshold, the paper's F: steps of fast recovery. */
    static final int THRESHOLD = 5;
    /** rpg_time_reset, the paper's T: time between steps. */
    static final long TIME_RESET_NS = 55_000;
    /** rpg_byte_reset, the paper's B: bytes between steps. */
    static final long BYTE_RESET = 10_000_000;
    /** dce_tcp_g, the paper's g: weight of the newest observation in alpha. */
    static final double G = 1.0 / 256;
    /** dce_tcp_rtt, the paper's K: time without a notification after which alpha falls. */
    static final long ALPHA_NS = 55_000;
    /** Alpha is nothing after so many of those. */
    private static final int MAX_ALPHA_STEPS = 4_096;

    private boolean limiting;
    private double rate;
    private double target;
    private double alpha;
    private int timeSteps;
    private int byteSteps;
    private long bytes;
    private long nextTimeStepNs;
    private long nextAlphaNs;

    Dcqcn() {
        reset();
    }

    void reset() {
        limiting = false;
        rate = MAX_RATE;
        target = MAX_RATE;
        alpha = 1;
    }

    /** Whether there is a rate to be kept. */
    boolean isLimiting() {
        return limiting;
    }

    /** R_C, bytes per second. */
    double rate() {
        return rate;
    }

    /** R_T, bytes per second. */
    double target() {
        return target;
    }

    double alpha() {
        return alpha;
    }

    /** The network says that packets met congestion. */
    void onNotification(final long nowNs) {
        if (limiting) {
            advance(nowNs);
        } else {
            alpha = 1;
        }
        limiting = true;
        target = rate;
        rate = Math.max(MIN_RATE, rate * Math.max(MIN_DEC_FAC, 1 - alpha / 2));
        alpha = (1 - G) * alpha + G;
        timeSteps = 0;
        byteSteps = 0;
        bytes = 0;
        nextTimeStepNs = nowNs + TIME_RESET_NS;
        nextAlphaNs = nowNs + ALPHA_NS;
    }

    /** Time went on. */
    void advance(final long nowNs) {
        for (int i = 0; limiting && nowNs >= nextAlphaNs && i < MAX_ALPHA_STEPS; i++) {
            alpha *= 1 - G;
            nextAlphaNs += ALPHA_NS;
        }
        while (limiting && nowNs >= nextTimeStepNs) {
            nextTimeStepNs += TIME_RESET_NS;
            timeSteps++;
            increase();
        }
    }

    /** Bytes were sent. */
    void sent(final int count) {
        bytes += count;
        if (limiting && bytes >= BYTE_RESET) {
            bytes -= BYTE_RESET;
            byteSteps++;
            increase();
        }
    }

    private void increase() {
        final int beyond = Math.min(timeSteps, byteSteps) - THRESHOLD;
        if (beyond > 0) {
            target += beyond * HAI_RATE;
        } else if (Math.max(timeSteps, byteSteps) > THRESHOLD) {
            target += AI_RATE;
        }
        target = Math.min(target, MAX_RATE);
        rate = (rate + target) / 2;
        if (rate >= MAX_RATE - AI_RATE) {
            reset();
        }
    }
}
