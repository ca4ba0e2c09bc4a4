package io.weir.router.datapath;

import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;

/**
 * The counterparts of a virtual queue pair. Made as its physical numbers are asked for; from RTR on a connected queue
 * pair is bound to one and has no others, a datagram queue pair is bound to one on every RNIC.
 */
final class Bindings {
    private static final Binding[] UNBOUND = {};

    private final QueuePair queuePair;
    private final Session session;
    private final QpSpec spec;
    private final int maxSge;
    private final Binding[] made;
    private Binding[] bound = UNBOUND;

    Bindings(final QueuePair queuePair, final Session session, final QpSpec spec, final int maxReceiveSge,
             final int rnicCount) {
        this.queuePair = queuePair;
        this.session = session;
        this.spec = spec;
        maxSge = Math.max(1, Math.max(spec.maxSendSge(), maxReceiveSge));
        made = new Binding[rnicCount];
    }

    /** The counterpart on that RNIC, or null. */
    Binding on(final int rnicIndex) {
        return made[rnicIndex];
    }

    /** The one that a connected queue pair is bound to. */
    Binding only() {
        return bound[0];
    }

    boolean isBound() {
        return bound.length > 0;
    }

    /** The physical number on an RNIC; makes the counterpart if there is none. */
    int numberOn(final int rnicIndex) {
        return make(rnicIndex).rnicQp().qpNumber();
    }

    /** To RTR on one RNIC; those on others are dropped. Errno or 0. */
    int bind(final int rnicIndex, final RtrAttributes attributes) {
        final Binding binding = make(rnicIndex);
        final int errno = binding.rnicQp().toRtr(attributes);
        if (errno == 0) {
            for (int i = 0; i < made.length; i++) {
                if (i != rnicIndex) {
                    drop(i);
                }
            }
            bound = new Binding[] {binding};
        }
        return errno;
    }

    /** To RTR on every RNIC. Errno or 0. */
    int bindEverywhere(final RtrAttributes attributes) {
        for (int i = 0; i < made.length; i++) {
            final int errno = make(i).rnicQp().toRtr(attributes);
            if (errno != 0) {
                for (int j = 0; j < i; j++) {
                    made[j].rnicQp().toReset();
                }
                return errno;
            }
        }
        bound = made;
        return 0;
    }

    /** To RTS where it is bound. Errno or 0. */
    int toRts(final RtsAttributes attributes) {
        for (final Binding binding : bound) {
            final int errno = binding.rnicQp().toRts(attributes);
            if (errno != 0) {
                return errno;
            }
        }
        return 0;
    }

    void toError() {
        for (final Binding binding : bound) {
            binding.rnicQp().toError();
        }
    }

    void receivesPosted() {
        for (final Binding binding : bound) {
            binding.rnicQp().receivesPosted();
        }
    }

    /** All to RESET. */
    void reset() {
        for (final Binding binding : made) {
            if (binding != null) {
                binding.rnicQp().toReset();
            }
        }
        bound = UNBOUND;
    }

    /** Nothing calls back after this. */
    void destroy() {
        bound = UNBOUND;
        for (int i = 0; i < made.length; i++) {
            drop(i);
        }
    }

    private Binding make(final int rnicIndex) {
        if (made[rnicIndex] == null) {
            made[rnicIndex] = new Binding(queuePair, session.rnic(rnicIndex), rnicIndex, spec, maxSge);
        }
        return made[rnicIndex];
    }

    private void drop(final int rnicIndex) {
        if (made[rnicIndex] != null) {
            made[rnicIndex].rnicQp().destroy();
            made[rnicIndex] = null;
        }
    }
}
