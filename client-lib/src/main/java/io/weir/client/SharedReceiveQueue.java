package io.weir.client;

import io.weir.shm.ObjectKind;
import io.weir.verbs.Errno;

/**
 * A shared receive queue ({@code ibv_srq}): receives for several queue pairs. One thread posts at a time; posting as
 * with {@link QueuePair}.
 */
public final class SharedReceiveQueue extends Handle {
    private final int depth;
    private final int maxSge;
    private final int doorbell;
    private final ReceiveRing ring;
    private final Liveness liveness;
    private final Doorbells doorbells;
    private int bad = -1;

    SharedReceiveQueue(
        final ProtectionDomain pd, final int handle, final int doorbell, final ReceiveRing ring, final int depth,
        final int maxSge) {
        super(pd.session, ObjectKind.SRQ, handle, pd);
        this.doorbell = doorbell;
        this.ring = ring;
        this.depth = depth;
        this.maxSge = maxSge;
        this.liveness = pd.session.liveness();
        this.doorbells = pd.session.doorbells();
    }

    /** Work requests that it holds, at least as many as asked for. */
    public int depth() {
        return depth;
    }

    /** Entries of a work request. */
    public int maxSge() {
        return maxSge;
    }

    /** Posts a receive ({@code ibv_post_srq_recv}); 0 or EINVAL, ENOMEM, ENODEV. */
    public int postRecv(final ReceiveWorkRequest wr) {
        final int refused = refuse();
        if (refused != 0) {
            return refused;
        }
        final int error = ring.put(wr);
        if (error != 0) {
            return liveness.explain(error);
        }
        ring.publish();
        doorbells.ring(doorbell);
        return 0;
    }

    /** Posts receives until one is bad: {@link #badRecv()} says which. */
    public int postRecv(final ReceiveWorkRequest[] wrs, final int count) {
        bad = 0;
        int error = count < 0 || count > wrs.length ? Errno.EINVAL : refuse();
        while (error == 0 && bad < count) {
            error = wrs[bad] == null ? Errno.EINVAL : ring.put(wrs[bad]);
            bad += error == 0 ? 1 : 0;
        }
        if (bad > 0) {
            ring.publish();
            doorbells.ring(doorbell);
        }
        if (error == 0) {
            bad = -1;
            return 0;
        }
        return liveness.explain(error);
    }

    /** The index of the receive that ended the last batch, or -1 if none did. The posting thread asks. */
    public int badRecv() {
        return bad;
    }

    /**
     * Arms the limit ({@code ibv_modify_srq}): once fewer than {@code limit} receives are left, one SRQ_LIMIT_REACHED
     * event comes and the limit is off again. 0 turns it off.
     */
    public void arm(final int limit) {
        Creation.armSharedReceiveQueue(this, limit);
    }

    @Override
    String noun() {
        return "shared receive queue";
    }

    @Override
    String name() {
        return Integer.toString(number());
    }

    private int refuse() {
        if (liveness.isDead()) {
            return Errno.ENODEV;
        }
        return isClosed() ? Errno.EINVAL : 0;
    }
}
