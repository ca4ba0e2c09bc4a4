package io.weir.router.admin;

/**
 * What a tenant did beyond its limits, where those are only watched (mode audit).
 *
 * @param bytes      of payload
 * @param operations work requests
 * @param ns         for so long there was more than the limits allow
 */
public record Excess(long bytes, long operations, long ns) {
}
