package io.weir.bench.show;

import java.util.List;

/**
 * A tenant of the show, and what it does: WRITEs to a process of its own.
 *
 * @param tenant      its name
 * @param limit       its limits, as the configuration says them
 * @param targetHost  1 for the same host, 2 for the other one
 * @param bytes       of each WRITE
 * @param window      of them under way
 * @param busySeconds that it writes
 * @param idleSeconds that it then does not
 */
record Actor(String tenant, String limit, int targetHost, int bytes, int window, int busySeconds, int idleSeconds) {
    /** One within its limit, one that always wants more than it may, one that comes and goes, one of small messages. */
    static final List<Actor> ALL = List.of(
        new Actor("acme", "{egress: 2Gbit}", 2, 64 * 1024, 1, 1, 0),
        new Actor("globex", "{egress: 200Mbit}", 2, 16 * 1024, 16, 1, 0),
        new Actor("hooli", "{egress: 1Gbit, ingress: 1Gbit}", 1, 32 * 1024, 4, 5, 4),
        new Actor("initech", "{operations: 20k/s}", 1, 64, 8, 1, 0));
}
