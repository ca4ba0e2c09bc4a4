package io.weir.router.datapath;

import io.weir.router.rnic.RecvWr;
import io.weir.verbs.WcFlags;

/**
 * The names by which a datagram queue pair is known and knows its senders. On an external network names are physical
 * and stay as they come.
 */
final class DatagramNames {
    private final QueuePair queuePair;
    private final Device device;
    private final DatagramSources sources;
    private final GlobalRoute route;
    private int number;

    DatagramNames(final QueuePair queuePair, final Device device, final DatagramSources sources,
                  final GlobalRoute route) {
        this.queuePair = queuePair;
        this.device = device;
        this.sources = sources;
        this.route = route;
    }

    /** It can be reached from now on, and reaches others: by its physical number in this host's own memory. */
    void enter(final int physicalNumber) {
        if (device.isVirtual()) {
            number = physicalNumber;
            device.addDatagramQueuePair(queuePair);
            sources.addHere(number, new DatagramSource(device.network(), device.gid(), queuePair.qpNumber()));
        }
    }

    /** And now no more. */
    void leave() {
        if (device.isVirtual()) {
            device.removeDatagramQueuePair(queuePair);
            sources.removeHere(number);
        }
    }

    /** As {@link io.weir.router.rnic.QpOwner#acceptsDatagram}: on a virtual network, from a queue pair of that. */
    boolean accepts(final int sourceAddress, final int sourceQpn) {
        if (!device.isVirtual()) {
            return true;
        }
        final DatagramSource source = sources.find(sourceAddress, sourceQpn);
        return source != null && source.network().equals(device.network());
    }

    /** Writes an accepted datagram's route into its receive; the sender's number as the tenant knows it. */
    int translate(final RecvWr receive, final long bytes, final int flags, final int sourceAddress,
                  final int sourceQpn) {
        if (!device.isVirtual()) {
            return sourceQpn;
        }
        final DatagramSource source = sources.find(sourceAddress, sourceQpn);
        route.write(receive, source.gid(), device.gid(), bytes - GlobalRoute.LENGTH, (flags & WcFlags.WITH_IMM) != 0);
        return source.qpNumber();
    }
}
