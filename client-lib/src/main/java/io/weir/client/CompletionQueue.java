package io.weir.client;

import io.weir.shm.ObjectKind;
import io.weir.verbs.Errno;

/**
 * A completion queue ({@code ibv_cq}).
 *
 * <p>Threads: one polls at a time, without a lock; others may arm it. Polling never throws or allocates. An empty poll
 * reads one cache line and writes nothing; now and then (every 256th that comes up empty, at most once a millisecond)
 * it looks whether the router still lives.
 */
public final class CompletionQueue extends Handle {
    private static final int LIVENESS_INTERVAL = 256;

    private final CompletionRing ring;
    private final int depth;
    private final CompletionChannel channel;
    private final Liveness liveness;
    private final WorkCompletion[] one = new WorkCompletion[1];
    private int emptyPolls;

    CompletionQueue(
        final Session session, final int handle, final CompletionRing ring, final int depth,
        final CompletionChannel channel) {
        super(session, ObjectKind.CQ, handle, channel);
        this.ring = ring;
        this.depth = depth;
        this.channel = channel;
        this.liveness = session.liveness();
    }

    /** Completions that it holds, at least as many as asked for. */
    public int depth() {
        return depth;
    }

    /** Where its events come, or null. */
    public CompletionChannel channel() {
        return channel;
    }

    /**
     * Takes a completion ({@code ibv_poll_cq}).
     *
     * @return 1 if there was one, 0 if not; once there are none left, {@code -ENODEV} if the device is gone or
     *     {@code -EINVAL} if this was closed
     */
    public int poll(final WorkCompletion wc) {
        if (isClosed()) {
            return -Errno.EINVAL;
        }
        if (ring.poll(wc)) {
            return 1;
        }
        if (isRouterThere()) {
            return 0;
        }
        return ring.poll(wc) ? 1 : -Errno.ENODEV;
    }

    /**
     * Takes up to {@code max} completions into the first entries of {@code wcs}.
     *
     * @return how many; if none, as {@link #poll(WorkCompletion)}
     */
    public int poll(final WorkCompletion[] wcs, final int max) {
        if (isClosed()) {
            return -Errno.EINVAL;
        }
        final int count = Math.min(max, wcs.length);
        final int taken = ring.poll(wcs, count);
        if (taken > 0 || isRouterThere()) {
            return taken;
        }
        final int last = ring.poll(wcs, count);
        return last > 0 ? last : -Errno.ENODEV;
    }

    /**
     * Arms it ({@code ibv_req_notify_cq}): the next completion, or the next solicited or failed one, sends one event
     * to the channel. What completed before does not, so poll once more after arming. Without a channel it does
     * nothing but answer EINVAL.
     *
     * @return 0 or an error number
     */
    public int requestNotify(final boolean solicitedOnly) {
        if (isClosed() || channel == null) {
            return Errno.EINVAL;
        }
        if (liveness.isDead()) {
            return Errno.ENODEV;
        }
        ring.arm(solicitedOnly);
        return 0;
    }

    /**
     * Takes up to {@code max} completions, waiting for the first: polls, yields, and after some 50 µs sleeps, on the
     * channel if there is one (which then must have no other completion queue), else by parking.
     *
     * @param timeoutNs the longest to wait; negative for ever
     * @return how many, 0 when the time is over
     * @throws VerbsException ENODEV when the device is gone, EINVAL if this was closed or shares its channel
     */
    public int await(final WorkCompletion[] wcs, final int max, final long timeoutNs) {
        return new CompletionWait(this, timeoutNs).await(wcs, max);
    }

    /** One completion; true unless the time is over. As {@link #await(WorkCompletion[], int, long)}. */
    public boolean await(final WorkCompletion wc, final long timeoutNs) {
        one[0] = wc;
        return await(one, 1, timeoutNs) == 1;
    }

    /** Whether a completion found no room ({@code IBV_EVENT_CQ_ERR}): the queue is not reliable any more. */
    public boolean isOverrun() {
        return ring.isOverrun();
    }

    @Override
    String noun() {
        return "completion queue";
    }

    @Override
    String name() {
        return Integer.toString(number());
    }

    /** Whether the next poll would find nothing. */
    boolean isEmpty() {
        return ring.isEmpty();
    }

    /** Once it is not, one more look at the ring finds what the router completed last. */
    private boolean isRouterThere() {
        if (++emptyPolls >= LIVENESS_INTERVAL) {
            emptyPolls = 0;
            liveness.checkSometimes();
        }
        return !liveness.isDead();
    }
}
