package io.weir.router.rnic;

import io.weir.verbs.QpType;
import java.util.Set;

/**
 * What an RNIC is and can do.
 *
 * @param kind       {@code local}, {@code soft} or {@code verbs}
 * @param name       of the device or the address it is bound to, for people
 * @param address    the physical IPv4 address, 127.0.0.1 being 0x7F000001; 0 for {@code local}
 * @param port       the UDP port it is bound to; 0 for {@code local}
 * @param mtu        largest payload of one packet, bytes
 * @param maxReadAtomic READs and atomics that one queue pair may have outstanding
 * @param qpTypes transport services its queue pairs can have
 */
public record RnicInfo(String kind, String name, int address, int port, int mtu, int maxReadAtomic,
                       Set<QpType> qpTypes) {
    /** Keeps a copy of the set. */
    public RnicInfo {
        qpTypes = Set.copyOf(qpTypes);
    }

    /** Throws unless queue pairs of that type can be made. */
    public void require(final QpType type) {
        if (!qpTypes.contains(type)) {
            throw new UnsupportedOperationException(
                "the " + kind + " RNIC " + name + " has no queue pairs of type " + type);
        }
    }
}
