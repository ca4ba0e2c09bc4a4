package io.weir.policy;

/**
 * An exact token bucket on absolute nanoseconds: refill is computed in whole tokens and 10^-9ths of a token, so that
 * nothing is ever rounded away, and no product exceeds 64 bits for any uptime.
 *
 * <p>A cost within the burst waits until its whole cost is there: over every window of w seconds at most
 * rate · w + burst tokens of such are taken. A cost above the burst could never; it is taken as soon as there is no
 * debt, and leaves a debt that is paid off before anything else is taken: rate · w + burst + that one cost.
 *
 * <p>One thread; allocates nothing.
 */
public final class TokenBucket {
    private static final long NANOS = 1_000_000_000L;
    private static final long MAX_AMOUNT = 1L << 60;
    private static final long MAX_WAIT_SECONDS = 1L << 31;

    private long rate;
    private long perNano;
    private long perNanoRemainder;
    private long burst;
    /** Whole tokens there are; negative is debt. */
    private long level;
    /** 10^-9ths of a token beyond {@link #level}, 0 to NANOS - 1. */
    private long fraction;
    /** When {@link #level} was true. */
    private long lastNs;

    /**
     * A full bucket.
     *
     * @param rate  tokens per second, as {@link Rate#perSecond()}
     * @param burst depth in tokens, at least 1
     */
    public TokenBucket(final long rate, final long burst, final long nowNs) {
        this.lastNs = nowNs;
        set(rate, burst);
        this.level = this.burst;
    }

    /** Changes rate and depth from now on; what was gained until now stays, up to the new depth, and so does debt. */
    public void change(final long newRate, final long newBurst, final long nowNs) {
        final boolean wasUnlimited = isUnlimited();
        refill(nowNs);
        set(newRate, newBurst);
        if (wasUnlimited) {
            level = burst;
            fraction = 0;
        } else if (level >= burst) {
            level = burst;
            fraction = 0;
        }
    }

    private void set(final long newRate, final long newBurst) {
        if (newRate < 1 || (newRate > Rate.MAX_PER_SECOND && newRate != Rate.UNLIMITED)) {
            throw new IllegalArgumentException("rate out of bounds 1.." + Rate.MAX_PER_SECOND + ": " + newRate);
        }
        if (newBurst < 1 || newBurst > MAX_AMOUNT) {
            throw new IllegalArgumentException("burst out of bounds 1.." + MAX_AMOUNT + ": " + newBurst);
        }
        rate = newRate;
        perNano = newRate / NANOS;
        perNanoRemainder = newRate % NANOS;
        burst = newBurst;
    }

    /** Whether everything is admitted. */
    public boolean isUnlimited() {
        return rate == Rate.UNLIMITED;
    }

    /** Tokens per second. */
    public long rate() {
        return rate;
    }

    /** Depth in tokens. */
    public long burst() {
        return burst;
    }

    /** In how long it is full if nothing is taken before; {@link Long#MAX_VALUE} if everything is admitted. */
    long fullNs(final long nowNs) {
        return isUnlimited() ? Long.MAX_VALUE : nextAdmissionNs(burst, nowNs) - nowNs;
    }

    /** Whole tokens that there are now; negative is debt. */
    public long level(final long nowNs) {
        refill(nowNs);
        return level;
    }

    /** Whether {@code cost} may be taken now. */
    public boolean admits(final long cost, final long nowNs) {
        if (isUnlimited()) {
            return true;
        }
        refill(nowNs);
        return level >= threshold(cost);
    }

    /** Takes {@code cost} without asking, into debt if need be. */
    public void take(final long cost, final long nowNs) {
        if (isUnlimited()) {
            return;
        }
        refill(nowNs);
        level = Math.max(level - Math.min(cost, MAX_AMOUNT), -MAX_AMOUNT);
    }

    /** Takes {@code cost} without asking, but into a debt of one second's tokens or the depth at most. */
    public void charge(final long cost, final long nowNs) {
        if (isUnlimited()) {
            return;
        }
        refill(nowNs);
        final long floor = -Math.max(rate, burst);
        if (level > floor) {
            level = Math.max(level - Math.min(cost, MAX_AMOUNT), floor);
        }
    }

    /**
     * The first time at which {@code cost} is admitted if nothing else is taken before.
     *
     * @return {@code nowNs} if that is now; at most 68 years later
     */
    public long nextAdmissionNs(final long cost, final long nowNs) {
        if (isUnlimited()) {
            return nowNs;
        }
        refill(nowNs);
        final long missing = threshold(cost) - level;
        if (missing <= 0) {
            return nowNs;
        }
        return Math.max(nowNs - lastNs, nanosToGain(missing)) + lastNs;
    }

    private long threshold(final long cost) {
        return cost <= burst ? cost : 0;
    }

    /** Smallest n with ⌊(n · rate + fraction) / 10^9⌋ ≥ missing, by long division three decimal digits at a time. */
    private long nanosToGain(final long missing) {
        final long seconds = missing / rate;
        if (seconds >= MAX_WAIT_SECONDS) {
            return MAX_WAIT_SECONDS * NANOS;
        }
        long nanos = seconds;
        long remainder = missing % rate;
        for (int digits = 0; digits < 3; digits++) {
            remainder *= 1000;
            nanos = nanos * 1000 + remainder / rate;
            remainder %= rate;
        }
        return nanos + Math.ceilDiv(remainder - fraction, rate);
    }

    private void refill(final long nowNs) {
        final long elapsed = nowNs - lastNs;
        if (elapsed <= 0 || isUnlimited()) {
            return;
        }
        lastNs = nowNs;
        final long room = burst - level;
        final long seconds = elapsed / NANOS;
        // a division only after seconds of idleness
        if (room <= 0 || (seconds > 0 && seconds > room / rate)) {
            fill();
            return;
        }
        final long nanos = elapsed % NANOS;
        final long nanoTokens = nanos * perNanoRemainder + fraction;
        final long gain = seconds * rate + nanos * perNano + nanoTokens / NANOS;
        if (gain >= room) {
            fill();
        } else {
            level += gain;
            fraction = nanoTokens % NANOS;
        }
    }

    private void fill() {
        level = burst;
        fraction = 0;
    }
}
