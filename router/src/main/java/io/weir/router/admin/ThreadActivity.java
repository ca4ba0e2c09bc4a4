package io.weir.router.admin;

import java.util.Map;

/**
 * One of the router's two agents.
 *
 * @param name           {@code data-path} or {@code control}
 * @param busyNs         that its duty cycles had something to do
 * @param cpuNs          that its thread took of a processor, with looking for work; 0 if it has none of its own
 * @param longestCycleNs the longest duty cycles of the last ten to twenty seconds, by what they did; empty if nobody
 *                       measures
 */
public record ThreadActivity(String name, long busyNs, long cpuNs, Map<String, Long> longestCycleNs) {
}
