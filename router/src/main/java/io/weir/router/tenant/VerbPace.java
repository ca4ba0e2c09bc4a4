package io.weir.router.tenant;

import io.weir.policy.Rate;
import io.weir.policy.TokenBucket;

/**
 * How fast a tenant's control verbs are taken, its sessions together: a second's worth at once, then as the policy's
 * {@code control-verbs} says. What comes faster is not refused: it stays in the session's stream and is taken later.
 * Control thread.
 */
public final class VerbPace {
    private TokenBucket bucket;

    /** How many may be taken now, {@code most} at most. */
    public int room(final Rate rate, final int most, final long nowNs) {
        if (rate.isUnlimited()) {
            bucket = null;
            return most;
        }
        if (bucket == null) {
            bucket = new TokenBucket(rate.perSecond(), rate.perSecond(), nowNs);
        } else if (bucket.rate() != rate.perSecond()) {
            bucket.change(rate.perSecond(), rate.perSecond(), nowNs);
        }
        return (int) Math.max(0, Math.min(most, bucket.level(nowNs)));
    }

    /** So many were taken, of those there was room for. */
    public void taken(final int verbs, final long nowNs) {
        if (bucket != null && verbs > 0) {
            bucket.take(verbs, nowNs);
        }
    }

    /** How long until there is room for one, if none is taken before. */
    public long waitNs(final long nowNs) {
        return bucket == null ? 0 : bucket.nextAdmissionNs(1, nowNs) - nowNs;
    }
}
