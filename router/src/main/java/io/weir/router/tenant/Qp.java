package io.weir.router.tenant;

import static io.weir.router.tenant.VerbException.unsupported;

import io.weir.router.accounting.UsageEvent;
import io.weir.router.datapath.DataQp;
import io.weir.router.datapath.RemoteKeys;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.shm.ObjectKind;
import io.weir.shm.SendQueueDescriptor;
import io.weir.verbs.Errno;
import io.weir.verbs.Mtu;
import io.weir.verbs.QpAttributeMask;
import io.weir.verbs.QpState;
import io.weir.verbs.QpType;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;

/** A virtual queue pair: its state machine as the tenant drives it. Where it is bound, the data path knows. */
public final class Qp extends Resource {
    private static final int NUMBER_DIGITS = 6;

    private final Session session;
    private final QpType type;
    private final QpLayout layout;
    private final DataQp data;
    private final QpAttributes attributes = new QpAttributes();
    private boolean connecting;
    private String binding = "none";
    private int bindingIndex = -1;

    Qp(final Session session, final QpType type, final QpLayout layout, final DataQp data) {
        super(ObjectKind.QP, data.qpNumber());
        this.session = session;
        this.type = type;
        this.layout = layout;
        this.data = data;
    }

    /** Whose it is. */
    public Session session() {
        return session;
    }

    /** Its transport service. */
    public QpType type() {
        return type;
    }

    /** Where its rings are. */
    public QpLayout layout() {
        return layout;
    }

    /** On the data path. */
    public DataQp data() {
        return data;
    }

    /** As the data path has it. */
    public QpState state() {
        return data.state();
    }

    /** As they were set. */
    public QpAttributes attributes() {
        return attributes;
    }

    /** What it is bound to, for people: {@code none}, an RNIC's kind, or {@code all}. */
    public String binding() {
        return binding;
    }

    /** Index of the one RNIC it is bound to, or -1. */
    public int bindingIndex() {
        return bindingIndex;
    }

    /** Whether a move to RTR waits for another host. */
    public boolean connecting() {
        return connecting;
    }

    /** Sets what {@link #connecting()} says. */
    public void connecting(final boolean value) {
        connecting = value;
    }

    /**
     * Checks a change against the state machine and the ranges.
     *
     * @return the state to go to
     */
    public QpState check(final QpAttributes changes, final int maxReadAtomic, final Mtu activeMtu) {
        if (connecting) {
            throw new VerbException(Errno.EBUSY, this + " is on its way to RTR");
        }
        final QpState from = state();
        if (changes.has(QpAttributeMask.CUR_STATE) && changes.currentState != from.value()) {
            throw VerbException.invalid(this + " is in " + from + ", not in " + name(changes.currentState));
        }
        final QpState to = changes.has(QpAttributeMask.STATE) ? QpState.of(changes.state) : from;
        if (to == null) {
            throw VerbException.invalid("there is no queue pair state " + changes.state);
        }
        QpTransitions.check(type, from, to, changes.mask);
        changes.checkRanges(maxReadAtomic, activeMtu);
        if (from != QpState.RESET && from != QpState.INIT && to != QpState.RESET && to != QpState.ERR) {
            requireFixed(changes, from);
        }
        return to;
    }

    /** Any move but the one to RTR. */
    public void move(final QpState to, final QpAttributes changes) {
        final QpState from = state();
        switch (to) {
            case RESET -> data.toReset();
            case INIT -> {
                if (from == QpState.RESET) {
                    data.toInit();
                }
            }
            case RTS -> toRts(from, changes);
            case SQD -> {
                if (from == QpState.RTS) {
                    data.toSqd();
                }
            }
            case ERR -> data.toError();
            case RTR, SQE -> throw VerbException.invalid(from + " to " + to);
        }
        attributes.apply(changes);
        if (to == QpState.RESET) {
            bound("none", -1);
        }
    }

    /** INIT to RTR, on an RNIC. */
    public void toRtr(final QpAttributes changes, final Route route) {
        final int access = changes.has(QpAttributeMask.ACCESS_FLAGS) ? changes.access : attributes.access;
        final RtrAttributes rtr = new RtrAttributes(route.address(), route.port(), route.qpNumber(),
            Mtu.of(changes.pathMtu), changes.rqPsn, access, changes.minRnrTimer, changes.maxDestReadAtomic);
        data.mark(changes.trafficClass, changes.serviceLevel);
        refuse(data.toRtr(route.rnicIndex(), rtr, route.keys()), QpState.RTR);
        attributes.apply(changes);
        bound(route.kind(), route.rnicIndex());
        session.tenant().tell(UsageEvent.Kind.QP_CONNECTED, this + " to " + changes.dgid + " by " + route.kind());
    }

    /** INIT to RTR of a datagram queue pair: it has no peer, and is on every RNIC. */
    public void toRtr(final QpAttributes changes) {
        final int qkey = changes.has(QpAttributeMask.QKEY) ? changes.qkey : attributes.qkey;
        refuse(data.toRtr(RtrAttributes.datagram(qkey)), QpState.RTR);
        attributes.apply(changes);
        bound("all", -1);
        session.tenant().tell(UsageEvent.Kind.QP_CONNECTED, this + " to whoever sends datagrams");
    }

    /**
     * Work requests in its send ring that are not completed, if its tenant did not write over the ring's indices. On
     * the control thread, where the ring is there as long as this is; the data path is not asked.
     */
    public int backlog() {
        if (state() == QpState.RESET) {
            return 0;
        }
        final UnsafeBuffer queues = session.segments().queues();
        final long posted = queues.getLongAcquire(layout.sq().offset() + SendQueueDescriptor.PRODUCER_OFFSET);
        final long completed = queues.getLongAcquire(layout.sq().offset() + SendQueueDescriptor.CONSUMER_OFFSET);
        return Math.clamp(posted - completed, 0, layout.sqDepth());
    }

    /** Whether its receives come from a shared receive queue. */
    public boolean hasSharedReceives() {
        return layout.rq() == null;
    }

    @Override
    void destroy() {
        data.destroy();
        layout.free();
    }

    @Override
    public String toString() {
        return "QP 0x" + HexFormat.of().toHexDigits(handle(), NUMBER_DIGITS);
    }

    private void toRts(final QpState from, final QpAttributes changes) {
        if (from == QpState.RTS) {
            return;
        }
        final QpAttributes next = from == QpState.RTR ? changes : attributes;
        refuse(data.toRts(new RtsAttributes(
            next.sqPsn, next.timeout, next.retryCount, next.rnrRetry, next.maxReadAtomic)), QpState.RTS);
    }

    /** Past RTR nothing of the responder's side changes any more: the binding has it. */
    private void requireFixed(final QpAttributes changes, final QpState from) {
        final boolean same = (!changes.has(QpAttributeMask.ACCESS_FLAGS) || changes.access == attributes.access)
            && (!changes.has(QpAttributeMask.MIN_RNR_TIMER) || changes.minRnrTimer == attributes.minRnrTimer)
            && (!changes.has(QpAttributeMask.AV) || isSameVector(changes))
            && (!changes.has(QpAttributeMask.QKEY) || changes.qkey == attributes.qkey)
            && (!changes.has(QpAttributeMask.MAX_DEST_RD_ATOMIC)
                || changes.maxDestReadAtomic == attributes.maxDestReadAtomic)
            && (from == QpState.RTR || sameRequester(changes));
        if (!same) {
            throw unsupported("attributes of a queue pair that can receive do not change: "
                + QpTransitions.names(changes.mask & ~(QpAttributeMask.STATE | QpAttributeMask.CUR_STATE)));
        }
    }

    private boolean isSameVector(final QpAttributes changes) {
        return changes.dgid.equals(attributes.dgid) && changes.trafficClass == attributes.trafficClass
            && changes.serviceLevel == attributes.serviceLevel;
    }

    private boolean sameRequester(final QpAttributes changes) {
        return (!changes.has(QpAttributeMask.TIMEOUT) || changes.timeout == attributes.timeout)
            && (!changes.has(QpAttributeMask.RETRY_CNT) || changes.retryCount == attributes.retryCount)
            && (!changes.has(QpAttributeMask.RNR_RETRY) || changes.rnrRetry == attributes.rnrRetry)
            && (!changes.has(QpAttributeMask.MAX_QP_RD_ATOMIC) || changes.maxReadAtomic == attributes.maxReadAtomic);
    }

    private void bound(final String kind, final int rnicIndex) {
        binding = kind;
        bindingIndex = rnicIndex;
    }

    private void refuse(final int errno, final QpState to) {
        if (errno != 0) {
            throw new VerbException(errno, this + " cannot go to " + to + ": " + Errno.name(errno));
        }
    }

    private static String name(final int state) {
        final QpState known = QpState.of(state);
        return known == null ? "state " + state : known.name();
    }

    /**
     * Where a queue pair goes to reach its peer.
     *
     * @param kind      of the RNIC
     * @param rnicIndex the RNIC
     * @param address   peer's physical IPv4 address, 0 on this host
     * @param port      peer's UDP port, 0 on this host
     * @param qpNumber  peer's physical number
     * @param keys      how its rkeys become physical
     */
    public record Route(String kind, int rnicIndex, int address, int port, int qpNumber, RemoteKeys keys) {
    }
}
