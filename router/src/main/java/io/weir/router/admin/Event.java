package io.weir.router.admin;

/**
 * Something that happened to a router or its tenants.
 *
 * @param number  counted from 1 in each router process, without gaps
 * @param atMs    when, ms since 1970
 * @param kind    {@code attach}, {@code detach}, {@code evict}, {@code refuse}, {@code fault} of a tenant,
 *                {@code failure} of the router, {@code rail}, {@code policy}, {@code limit}
 * @param subject the tenant or the rail it is about
 * @param text    for people: one line
 */
public record Event(long number, long atMs, String kind, String subject, String text) {
}
