package io.weir.router.tenant;

import io.weir.router.datapath.DataDevice;
import io.weir.verbs.Gid;
import java.util.random.RandomGenerator;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * A tenant's RNIC on a virtual network: its GID, and its queue pairs under numbers that nobody guesses. Or on an
 * external one, where all of that is the rail's.
 */
public final class VirtualDevice {
    private static final int NUMBER_BITS = 24;
    private static final int RESERVED_NUMBERS = 2;

    private final String network;
    private final ExternalNetwork external;
    private final Gid gid;
    private final DataDevice data;
    private final RandomGenerator random;
    private final Int2ObjectHashMap<Qp> queuePairs = new Int2ObjectHashMap<>();

    /** Without a queue pair, on a virtual network. */
    public VirtualDevice(final String network, final Gid gid, final DataDevice data, final RandomGenerator random) {
        this(network, null, gid, data, random);
    }

    /** Without a queue pair, on an external network. */
    public VirtualDevice(final ExternalNetwork external, final Gid gid, final DataDevice data,
                         final RandomGenerator random) {
        this(external.name(), external, gid, data, random);
    }

    private VirtualDevice(final String network, final ExternalNetwork external, final Gid gid, final DataDevice data,
                          final RandomGenerator random) {
        this.random = random;
        this.network = network;
        this.external = external;
        this.gid = gid;
        this.data = data;
    }

    /** The network's name. */
    public String network() {
        return network;
    }

    /** The network, if it is an external one, else null. */
    public ExternalNetwork external() {
        return external;
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

    /** A virtual number that no queue pair has; 0 and 1 are for management (IBTA volume 1, section 3.5.1). */
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
