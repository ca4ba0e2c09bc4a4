package io.weir.router.datapath;

import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.RtsAttributes;
import io.weir.verbs.QpState;

/**
 * A virtual queue pair and its present binding, for datagrams one on every RNIC. The caller has checked the state
 * machine; a refusal here is an errno of the RNIC.
 */
public interface DataQp {
    /** As the tenant knows it: virtual, or on an external network the rail's. */
    int qpNumber();

    /** As the data path has it: an error may have moved it to ERR. */
    QpState state();

    /** The physical number on an RNIC ({@link DataPath#rnics} index); makes the binding if there is none there yet. */
    int physicalNumber(int rnicIndex);

    /** RESET to INIT: receives may be posted. */
    void toInit();

    /** What its address vector says besides where it leads: its class of service, by its tenant's policy. */
    void mark(int trafficClass, int serviceLevel);

    /**
     * INIT to RTR on the binding of that RNIC; bindings on others are dropped. Rkeys are translated by {@code keys}.
     * Errno or 0.
     */
    int toRtr(int rnicIndex, RtrAttributes attributes, RemoteKeys keys);

    /** INIT to RTR for a datagram queue pair, on every RNIC at once. Errno or 0. */
    int toRtr(RtrAttributes attributes);

    /** RTR or SQD to RTS. Errno or 0. */
    int toRts(RtsAttributes attributes);

    /** RTS to SQD: posts no more; SQ_DRAINED follows when what was posted is done. */
    void toSqd();

    /** To ERR: everything posted is flushed. */
    void toError();

    /** To RESET: everything posted is forgotten, ring indices restart where the tenant's producer is. */
    void toReset();

    /** Everything posted is forgotten. When it returns nothing touches its rings. */
    void destroy();
}
