package io.weir.router.datapath;

import io.weir.router.rnic.RegionMemory;

/** An attached process on the data path. */
public interface DataSession {
    DataPd allocatePd();

    /**
     * Registers with every RNIC; fresh virtual keys, unguessable, unique in the session (lkey) and the device (rkey);
     * on an external network the rkey is the rail's.
     */
    DataMr registerMemory(DataPd pd, RegionMemory memory, int access);

    /**
     * A completion queue whose ring was laid out at {@code offset}.
     *
     * @param depth   a power of two
     * @param channel to wake when armed, or null
     */
    DataCq createCq(int handle, int offset, int depth, WakeChannel channel);

    DataSrq createSrq(int handle, DataPd pd, int doorbell, int offset, int depth, int maxSge, int limit);

    DataQp createQp(QpSpec spec);

    /** An address handle, for datagram queue pairs of that domain; they name it by {@code handle}. */
    DataAh createAh(int handle, DataPd pd, AhSpec spec);

    /**
     * Destroys all that is left, in the right order. When it returns no thread touches the queue segment or any region.
     */
    void close();
}
