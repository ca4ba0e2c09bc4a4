package io.weir.router.tenant;

import io.weir.policy.TenantPolicy;
import io.weir.policy.TenantQuota;
import io.weir.router.accounting.UsageEvent;
import io.weir.router.accounting.UsageEvents;
import io.weir.shm.ObjectKind;
import io.weir.verbs.Errno;
import java.util.ArrayList;
import java.util.List;

/** Who is isolated, limited and billed: its policy, its device, its sessions, and what they hold together. */
public final class Tenant {
    private final VerbPace verbPace = new VerbPace();
    private TenantPolicy policy;
    private boolean retired;
    private final VirtualDevice device;
    private final List<Session> sessions = new ArrayList<>();
    private UsageEvents events;
    private final int[] held = new int[ObjectKind.values().length];

    /** Without a session. */
    public Tenant(final TenantPolicy policy, final VirtualDevice device) {
        this.policy = policy;
        this.device = device;
    }

    /** Tells there what happens to what it is billed by. */
    public void events(final UsageEvents newEvents) {
        events = newEvents;
    }

    /** Tells of something, if anybody wants to know. */
    public void tell(final UsageEvent.Kind kind, final Object detail) {
        if (events != null) {
            events.publish(kind, name(), detail.toString());
        }
    }

    /** Its name. */
    public String name() {
        return policy.name();
    }

    /** What the operator says. */
    public TenantPolicy policy() {
        return policy;
    }

    /** From now on the operator says this; what it holds already, it keeps. */
    public void policy(final TenantPolicy newPolicy) {
        policy = newPolicy;
        tell(UsageEvent.Kind.LIMIT_CHANGED, policy.limits());
    }

    /** It is a tenant no more: nobody attaches any longer. */
    public void retire() {
        retired = true;
    }

    /** How fast its control verbs are taken. */
    public VerbPace verbPace() {
        return verbPace;
    }

    /** Its one device on this host. */
    public VirtualDevice device() {
        return device;
    }

    /** Its attached processes. */
    public List<Session> sessions() {
        return sessions;
    }

    /** Throws EDQUOT if one more session would be too many. */
    public void requireSession() {
        if (retired) {
            throw new VerbException(Errno.ENODEV, name() + " is no tenant any more");
        }
        final int allowed = policy.quota().sessions();
        if (sessions.size() >= allowed) {
            throw new VerbException(Errno.EDQUOT, name() + " may attach " + allowed + " processes, and has");
        }
    }

    /** How many of a kind its sessions hold. */
    public int held(final ObjectKind kind) {
        return held[kind.ordinal()];
    }

    /** How many of a kind it may hold. */
    public int allowed(final ObjectKind kind) {
        final TenantQuota quota = policy.quota();
        return switch (kind) {
            case PD -> quota.pds();
            case MR -> quota.mrs();
            case CHANNEL -> quota.channels();
            case CQ -> quota.cqs();
            case SRQ -> quota.srqs();
            case QP -> quota.qps();
            case AH -> quota.ahs();
        };
    }

    /** Bytes of memory that its segments hold. */
    public long memoryBytes() {
        long bytes = 0;
        for (final Session session : sessions) {
            bytes += session.memoryBytes();
        }
        return bytes;
    }

    /** Bytes of memory that its regions cover; with {@code overlaps}, as often as they do. */
    long registeredBytes(final boolean overlaps) {
        long bytes = 0;
        for (final Session session : sessions) {
            bytes += overlaps ? session.registered().sum() : session.registered().union();
        }
        return bytes;
    }

    /** Throws EDQUOT if one more of a kind would be too many. */
    void require(final ObjectKind kind) {
        if (held(kind) >= allowed(kind)) {
            throw new VerbException(Errno.EDQUOT, name() + " may hold " + allowed(kind) + " " + kind + "s, and does");
        }
    }

    void count(final ObjectKind kind, final int change) {
        held[kind.ordinal()] += change;
    }
}
