package io.weir.router.admin;

/**
 * One of the router's two agents.
 *
 * @param name   {@code data-path} or {@code control}
 * @param busyNs that its duty cycles had something to do
 * @param cpuNs  that its thread took of a processor, with looking for work; 0 if it has none of its own
 */
public record ThreadActivity(String name, long busyNs, long cpuNs) {
}
