package io.weir.router.datapath;

/**
 * Tells who calls for nothing: rings doorbells of queues to which nothing was posted, or wakes a router that has
 * nothing to do. Whoever posts first and calls then makes at most one call a post, however the two cross on their way;
 * so only calls beyond the posts count, an allowance of them is forgiven in each interval, and a store of posts that
 * made no call is kept, up to the limit.
 */
final class IdleCalls {
    private final long allowance;
    private final long limit;
    private long calls;
    private long posts;
    private long score;

    /**
     * None so far.
     *
     * @param allowance calls for nothing that an interval may bring for ever
     * @param limit     how many more are too many
     */
    IdleCalls(final long allowance, final long limit) {
        this.allowance = allowance;
        this.limit = limit;
    }

    /** Whether there have been so many calls since the last {@link #exceed} that the posts are worth counting. */
    boolean areMany(final long callsSoFar) {
        return callsSoFar - calls > allowance;
    }

    /** So many intervals are over; whether the limit is passed. All that there ever was of both. */
    boolean exceed(final long callsSoFar, final long postsSoFar, final int intervals) {
        score = Math.max(-limit, score + (callsSoFar - calls) - (postsSoFar - posts) - intervals * allowance);
        calls = callsSoFar;
        posts = postsSoFar;
        return score > limit;
    }
}
