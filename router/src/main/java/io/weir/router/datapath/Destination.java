package io.weir.router.datapath;

import io.weir.verbs.Gid;

/** Whom a datagram queue pair sends to on another host: the physical number, as far as its router has told. */
final class Destination implements QpQuestion {
    /** Nobody has it: what is sent there is lost (management, IBTA volume 1, section 3.5.3). */
    static final int NOBODY = 0;

    private final QueuePair asker;
    private final RemoteDevice device;
    private final int qpNumber;
    private final int askerPhysicalNumber;
    private boolean known;
    private boolean asked;
    private int physicalNumber = NOBODY;
    private long refreshNs;

    Destination(final QueuePair asker, final RemoteDevice device, final int qpNumber, final int askerPhysicalNumber) {
        this.asker = asker;
        this.device = device;
        this.qpNumber = qpNumber;
        this.askerPhysicalNumber = askerPhysicalNumber;
    }

    /** Whether there was an answer, be it that there is no such queue pair. */
    boolean isKnown() {
        return known;
    }

    /** An answer is on its way. */
    boolean isAsked() {
        return asked;
    }

    /** Whether what is known is so old that it should be asked again. */
    boolean isStale(final long nowNs) {
        return !asked && nowNs - refreshNs >= 0;
    }

    /** {@link #NOBODY} if there is none. */
    int physicalNumber() {
        return physicalNumber;
    }

    void ask() {
        asked = true;
        device.request(this);
    }

    /** Not before then again. */
    void postpone(final long untilNs) {
        refreshNs = untilNs;
    }

    /**
     * The answer.
     *
     * @param answered whether the other host said anything; if not, what it said before stands
     */
    void onAnswer(final boolean answered, final int physical) {
        asked = false;
        known = true;
        if (answered) {
            physicalNumber = physical;
        }
        asker.onDestination(this);
    }

    @Override
    public RemoteDevice device() {
        return device;
    }

    @Override
    public int qpNumber() {
        return qpNumber;
    }

    @Override
    public int askerQpNumber() {
        return asker.qpNumber();
    }

    @Override
    public int askerPhysicalNumber() {
        return askerPhysicalNumber;
    }

    @Override
    public Gid askerGid() {
        return asker.device().gid();
    }
}
