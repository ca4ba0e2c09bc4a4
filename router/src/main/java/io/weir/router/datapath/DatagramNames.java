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
    /** Of each RNIC, whether queue pairs of this host speak to each other over it; and then its address, or 0. */
    private final boolean[] within;
    private final int[] addresses;
    private final int[] numbers;

    DatagramNames(final QueuePair queuePair, final Device device, final Session session, final int rnicCount) {
        this.queuePair = queuePair;
        this.device = device;
        sources = session.sources();
        route = session.route();
        within = new boolean[rnicCount];
        addresses = new int[rnicCount];
        numbers = new int[rnicCount];
        for (int i = 0; i < rnicCount; i++) {
            within[i] = i == Device.SAME_HOST || session.rnic(i).stocksReceives();
            addresses[i] = i == Device.SAME_HOST ? 0 : session.rnic(i).info().address();
        }
    }

    /** It can be reached from now on, and reaches others: here by its physical numbers. */
    void enter(final Bindings bindings) {
        if (device.isVirtual()) {
            device.addDatagramQueuePair(queuePair);
            final DatagramSource source =
                new DatagramSource(device.network(), device.gid(), queuePair.qpNumber());
            for (int i = 0; i < numbers.length; i++) {
                if (within[i]) {
                    numbers[i] = bindings.numberOn(i);
                    sources.addHere(addresses[i], numbers[i], source);
                }
            }
        }
    }

    /** And now no more. */
    void leave() {
        if (device.isVirtual()) {
            device.removeDatagramQueuePair(queuePair);
            for (int i = 0; i < numbers.length; i++) {
                if (within[i]) {
                    sources.removeHere(addresses[i], numbers[i]);
                }
            }
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
