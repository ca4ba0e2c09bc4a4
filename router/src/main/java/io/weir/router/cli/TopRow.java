package io.weir.router.cli;

/**
 * What a tenant did between two looks. A limit is null where there is none.
 *
 * @param tenant              its name
 * @param egressBitsPerSecond payload that left its memory by its own operations
 * @param egressLimit         of that
 * @param ingressBitsPerSecond payload that arrived in its memory by its own operations
 * @param ingressLimit        of that
 * @param servedBitsPerSecond payload that peers' one-sided operations moved
 * @param operationsPerSecond its own operations
 * @param operationsLimit     of those
 * @param p50Ns               half of its work requests took no longer; 0 without one
 * @param p99Ns               99 of a hundred
 * @param heldBack            what holds it back now, such as {@code egress: bytes}; empty if nothing does
 * @param throttledPercent    share of the time in which it was held back in either direction, the larger one
 * @param backlog             work requests posted and not completed
 * @param queuePairs          that it has
 * @param processes           attached
 * @param failures            work completions that failed, since counting began
 */
record TopRow(String tenant, double egressBitsPerSecond, Long egressLimit, double ingressBitsPerSecond,
              Long ingressLimit, double servedBitsPerSecond, double operationsPerSecond, Long operationsLimit,
              long p50Ns, long p99Ns, String heldBack, double throttledPercent, long backlog, int queuePairs,
              int processes, long failures) {
}
