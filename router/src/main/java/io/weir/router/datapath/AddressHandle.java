package io.weir.router.datapath;

import io.weir.router.rnic.RnicAh;

/** An address handle: where datagrams that name it go, and on which RNIC. */
final class AddressHandle implements DataAh {
    private final Session session;
    private final int handle;
    private final ProtectionDomain pd;
    private final AhSpec spec;
    private final RnicAh rnicAh;
    private boolean destroyed;

    AddressHandle(final Session session, final int handle, final ProtectionDomain pd, final AhSpec spec) {
        this.session = session;
        this.handle = handle;
        this.pd = pd;
        this.spec = spec;
        rnicAh = session.rnic(spec.rnicIndex()).createAh(pd.on(spec.rnicIndex()), spec.attributes());
    }

    int handle() {
        return handle;
    }

    /** Whether queue pairs of that domain may send with it. */
    boolean allows(final ProtectionDomain user) {
        return pd == user && !destroyed;
    }

    boolean isDestroyed() {
        return destroyed;
    }

    int rnicIndex() {
        return spec.rnicIndex();
    }

    int trafficClass() {
        return spec.attributes().trafficClass();
    }

    RnicAh rnicAh() {
        return rnicAh;
    }

    /** The virtual device it leads to, if that is on this host, or null. */
    Device sameHost() {
        return (Device) spec.sameHost();
    }

    /** The virtual device it leads to, if that is on another host, or null. */
    RemoteDevice otherHost() {
        return spec.otherHost();
    }

    @Override
    public void destroy() {
        session.tasks().run(() -> session.destroy(this));
    }

    void release() {
        destroyed = true;
        rnicAh.destroy();
    }
}
