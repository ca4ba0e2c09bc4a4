package io.weir.router.datapath;

import io.weir.policy.Guarantee;
import io.weir.policy.OperationCosts;
import io.weir.policy.RateLimiter;
import io.weir.policy.ServiceClass;
import io.weir.policy.TenantLimiters;
import io.weir.verbs.Opcode;

/**
 * What a device has to send over one {@link Link}: its queue pairs whose next piece goes there, in turn within each
 * class. Limiter and guarantee are the tenant's, whatever link.
 */
final class Lane {
    private static final long NOT_STALLED = -1;

    private final Link link;
    private final int index;
    private final int number;
    private final TenantLimiters pace;
    private final boolean inbound;
    private final RateLimiter limiter;
    private final Guarantee guarantee;
    private final ReadyQueuePairs ready = new ReadyQueuePairs();
    /** What {@link Link#fullNs} was when it was last accounted for. */
    private long seenFullNs;
    private boolean stalled;
    private long stalledSinceNs = NOT_STALLED;

    Lane(final Link link, final int number, final TenantLimiters pace) {
        this.link = link;
        index = link.index();
        this.number = number;
        this.pace = pace;
        inbound = link.isInbound();
        limiter = inbound ? pace.ingress() : pace.egress();
        guarantee = inbound ? pace.ingressGuarantee() : pace.egressGuarantee();
    }

    /** Its number in its link. */
    int number() {
        return number;
    }

    /** As {@link Link#index}. */
    int link() {
        return index;
    }

    int weight() {
        return inbound ? pace.ingressWeight() : pace.egressWeight();
    }

    ServiceClass service() {
        return pace.service();
    }

    RateLimiter limiter() {
        return limiter;
    }

    Guarantee guarantee() {
        return guarantee;
    }

    /** How many operations one of that kind counts for. */
    int cost(final Opcode opcode) {
        final OperationCosts costs = pace.costs();
        return switch (opcode) {
            case SEND, SEND_WITH_IMM -> costs.send();
            case RDMA_WRITE, RDMA_WRITE_WITH_IMM -> costs.write();
            case RDMA_READ -> costs.read();
            case ATOMIC_CMP_AND_SWP, ATOMIC_FETCH_AND_ADD -> costs.atomic();
        };
    }

    ReadyQueuePairs ready() {
        return ready;
    }

    /** A queue pair has a piece for it. */
    void add(final QueuePair queuePair, final long nowNs) {
        if (ready.size() == 0) {
            if (stalled) {
                stalled = false;
                limiter.held(RateLimiter.Reason.WINDOW, Math.max(0, nowNs - stalledSinceNs));
            }
            seenFullNs = link.fullNs(nowNs);
        }
        ready.add(queuePair, queuePair.service(pace));
        link.activate(this);
    }

    /** All that it has waits for the RNIC, or for the answer to a question. */
    void stall(final long nowNs) {
        stalled = true;
        stalledSinceNs = nowNs;
    }

    /** It is at work: for so long it waited as the link was full. */
    void countFull(final long nowNs) {
        final long fullNs = link.fullNs(nowNs);
        if (fullNs != seenFullNs) {
            limiter.held(RateLimiter.Reason.RAIL, fullNs - seenFullNs);
            seenFullNs = fullNs;
        }
    }

    /** It was held back by its limiter, and not by the link. */
    void skipFull(final long nowNs) {
        seenFullNs = link.fullNs(nowNs);
    }
}
