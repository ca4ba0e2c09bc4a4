package io.weir.client;

import io.weir.verbs.Gid;
import io.weir.verbs.Mtu;

/**
 * A port of a virtual device ({@code ibv_port_attr}).
 *
 * @param state          its number in {@code ibv_port_state}: {@link #DOWN}, {@link #ACTIVE}
 * @param activeMtu      path MTU
 * @param maxMessageSize bytes of one message
 * @param gid            the only entry of its GID table
 */
public record PortAttributes(int state, Mtu activeMtu, long maxMessageSize, Gid gid) {
    /** {@code IBV_PORT_DOWN}. */
    public static final int DOWN = 1;
    /** {@code IBV_PORT_ACTIVE}. */
    public static final int ACTIVE = 4;

    /** Whether packets can go through it. */
    public boolean isActive() {
        return state == ACTIVE;
    }
}
