package io.weir.router.tenant;

import io.weir.router.datapath.DataDevice;
import io.weir.verbs.Gid;
import java.util.random.RandomGenerator;
import org.agrona.collections.Int2ObjectHashMap;

/** A tenant's RNIC on a virtual network: its GID, and its queue pairs under numbers that nobody guesses. */
public final class VirtualDevice {
    private static final int NUMBER_BITS = 24;
    private static final int RESERVED_NUMBERS = 2;

    private final String network;
    private final Gid gid;
    private final DataDevice data;
    private final RandomGenerator random;
    private final Int2ObjectHashMap<Qp> queuePairs = new Int2ObjectHashMap<>();

    /** Without a queue pair. */
    public VirtualDevice(final String network, final Gid gid, final DataDevice data, final RandomGenerator random) {
        this.random = random;
        this.network = network;
        this.gid = gid;
        this.data = data;
    }

    /** The virtual network. */
    public String network() {
        return network;
    }

    /** Its one GID. */
    public Gid gid() {
        return gid;
    }

    /** On the data path. */
    public DataDevice data() {
        return data;
    }

    /** The queue pair of a number, or null. */
    public Qp queuePair(final int number) {
        return queuePairs.get(number);
    }

    /** A number that no queue pair has; 0 and 1 are for management (IBTA volume 1, section 3.5.1). */
    int freshNumber() {
        int number;
        do {
            number = random.nextInt(RESERVED_NUMBERS, (1 << NUMBER_BITS) - 1);
        } while (queuePairs.containsKey(number));
        return number;
    }

    void add(final Qp queuePair) {
        queuePairs.put(queuePair.handle(), queuePair);
    }

    void remove(final Qp queuePair) {
        queuePairs.remove(queuePair.handle());
    }
}
