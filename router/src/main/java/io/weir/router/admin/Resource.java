package io.weir.router.admin;

import io.weir.verbs.QpState;
import io.weir.verbs.QpType;

/**
 * One thing that a tenant holds, in the words of the {@code rdma} tool. What does not apply is null.
 *
 * @param kind     {@code session}, {@code pd}, {@code mr}, {@code cq}, {@code srq}, {@code qp}, {@code channel},
 *                 {@code ah}
 * @param tenant   whose
 * @param session  number of the attached process
 * @param pid      of that process as the router sees it; 0 in another pid namespace
 * @param number   as the tenant knows it: queue pair number, lkey, handle
 * @param rkey     of a memory region, as the tenant tells it to peers
 * @param physical as the RNIC knows it: a queue pair's number, a memory region's rkey on the rail; null where there is
 *                 none, or none yet
 * @param rnic     what a queue pair is bound to: {@code none}, an RNIC's kind, or {@code all}
 * @param peer     number of the queue pair that a connected one sends to, as its tenant knows it
 * @param type     of a queue pair: its transport service, {@code RC}
 * @param state    of a queue pair: {@code RTS}
 * @param entries  of a completion queue, a shared receive queue, or a queue pair's send queue
 * @param bytes    of a memory region, or of memory that a session holds
 */
public record Resource(String kind, String tenant, int session, int pid, long number, Long rkey, Long physical,
                       String rnic, Long peer, String type, String state, Integer entries, Long bytes) {
    /** Something of which no more is to be said. */
    public static Resource of(final String kind, final String tenant, final int session, final int pid,
                              final long number) {
        return new Resource(kind, tenant, session, pid, number, null, null, null, null, null, null, null, null);
    }

    /** A queue pair. */
    public Resource asQp(final QpType service, final QpState now, final int depth, final String binding,
                         final Long physicalNumber, final Long peerNumber) {
        return new Resource(kind, tenant, session, pid, number, null, physicalNumber, binding, peerNumber,
            service.name(), now.name(), depth, null);
    }

    /** A memory region. */
    public Resource asMr(final int virtualRkey, final int physicalRkey, final long length) {
        return new Resource(kind, tenant, session, pid, number, Integer.toUnsignedLong(virtualRkey),
            Integer.toUnsignedLong(physicalRkey), null, null, null, null, null, length);
    }

    /** A queue. */
    public Resource withEntries(final int depth) {
        return new Resource(kind, tenant, session, pid, number, null, null, null, null, null, null, depth, null);
    }

    /** Memory that is held. */
    public Resource withBytes(final long held) {
        return new Resource(kind, tenant, session, pid, number, null, null, null, null, null, null, null, held);
    }

    /** The same without what opens a tenant's memory to others. */
    Resource withoutKeys() {
        return new Resource(kind, tenant, session, pid, number, null, null, rnic, peer, type, state, entries, bytes);
    }
}
