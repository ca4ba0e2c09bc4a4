package io.weir.router.admin;

/**
 * One thing that a tenant holds, in the words of the {@code rdma} tool.
 *
 * @param kind     {@code session}, {@code pd}, {@code mr}, {@code cq}, {@code srq}, {@code qp}, {@code channel}
 * @param tenant   whose
 * @param session  number of the attached process
 * @param pid      of that process as the router sees it; 0 in another pid namespace
 * @param number   as the tenant knows it: queue pair number, lkey, handle
 * @param physical as the RNIC knows it; null where there is none, or none yet
 * @param state    of a queue pair ({@code RTS}), or null
 * @param bytes    of a memory region, or of memory that a session holds; else null
 */
public record Resource(String kind, String tenant, int session, int pid, long number, Long physical, String state,
                       Long bytes) {
}
