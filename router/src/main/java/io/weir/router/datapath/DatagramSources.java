package io.weir.router.datapath;

import io.weir.verbs.Gid;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Who may send datagrams to this host: virtual names by physical ones. Queue pairs of this host are here while they
 * are bound, under address 0, and under the rail's where they speak to each other over that; those of others since
 * their router introduced them, a bounded number of each device, oldest introduction first out.
 */
final class DatagramSources {
    /** Queue pairs of one device of another host. */
    static final int MAX_PER_DEVICE = 4096;

    private final Long2ObjectHashMap<DatagramSource> byPhysicalName = new Long2ObjectHashMap<>();
    private final Map<Sender, Set<Long>> introduced = new HashMap<>();

    private record Sender(String network, Gid gid) {
    }

    /** Who that is, or null if nobody knows. */
    DatagramSource find(final int address, final int physicalNumber) {
        return byPhysicalName.get(key(address, physicalNumber));
    }

    /** A queue pair of this host, under an address of that. */
    void addHere(final int address, final int physicalNumber, final DatagramSource source) {
        byPhysicalName.put(key(address, physicalNumber), source);
    }

    void removeHere(final int address, final int physicalNumber) {
        byPhysicalName.remove(key(address, physicalNumber));
    }

    /** Another host's router says whose that physical name is. */
    void introduce(final int address, final int physicalNumber, final DatagramSource source) {
        forget(address, physicalNumber);
        final Set<Long> names =
            introduced.computeIfAbsent(new Sender(source.network(), source.gid()), key -> new LinkedHashSet<>());
        if (names.size() >= MAX_PER_DEVICE) {
            final long oldest = names.iterator().next();
            names.remove(oldest);
            byPhysicalName.remove(oldest);
        }
        final long key = key(address, physicalNumber);
        names.add(key);
        byPhysicalName.put(key, source);
    }

    /** Nobody has that name any more. */
    void forget(final int address, final int physicalNumber) {
        final long key = key(address, physicalNumber);
        final DatagramSource source = byPhysicalName.remove(key);
        if (source != null) {
            final Sender sender = new Sender(source.network(), source.gid());
            final Set<Long> names = introduced.get(sender);
            if (names != null && names.remove(key) && names.isEmpty()) {
                introduced.remove(sender);
            }
        }
    }

    /** How many are known. */
    int size() {
        return byPhysicalName.size();
    }

    private static long key(final int address, final int physicalNumber) {
        return (long) address << Integer.SIZE | Integer.toUnsignedLong(physicalNumber);
    }
}
