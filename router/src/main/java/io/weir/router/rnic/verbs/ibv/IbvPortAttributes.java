package io.weir.router.rnic.verbs.ibv;

import io.weir.verbs.Mtu;
import org.agrona.UnsafeApi;

/**
 * How a port is: {@code ibv_query_port(3)}.
 *
 * @param state           {@code IBV_PORT_*}
 * @param activeMtu       largest payload of one packet now
 * @param gidTableLength  entries of the GID table, used or not
 * @param maxMessageBytes bytes of a message
 * @param pkeyTableLength entries of the P_Key table
 * @param ethernet        RoCE; else InfiniBand
 */
public record IbvPortAttributes(int state, Mtu activeMtu, int gidTableLength, long maxMessageBytes,
                                int pkeyTableLength, boolean ethernet) {
    static final Struct STRUCT = new Struct("ibv_port_attr", 52);
    private static final int STATE = STRUCT.at("state", 0);
    private static final int ACTIVE_MTU = STRUCT.at("active_mtu", 8);
    private static final int GID_TBL_LEN = STRUCT.at("gid_tbl_len", 12);
    private static final int MAX_MSG_SZ = STRUCT.at("max_msg_sz", 20);
    private static final int PKEY_TBL_LEN = STRUCT.at("pkey_tbl_len", 32);
    private static final int LINK_LAYER = STRUCT.at("link_layer", 46);

    private static final int IBV_PORT_ACTIVE = 4;
    private static final int IBV_LINK_LAYER_ETHERNET = 2;

    static IbvPortAttributes read(final long at) {
        return new IbvPortAttributes(UnsafeApi.getInt(at + STATE), Mtu.of(UnsafeApi.getInt(at + ACTIVE_MTU)),
            UnsafeApi.getInt(at + GID_TBL_LEN), Integer.toUnsignedLong(UnsafeApi.getInt(at + MAX_MSG_SZ)),
            Short.toUnsignedInt(UnsafeApi.getShort(at + PKEY_TBL_LEN)),
            UnsafeApi.getByte(at + LINK_LAYER) == IBV_LINK_LAYER_ETHERNET);
    }

    /** Whether packets go. */
    public boolean isActive() {
        return state == IBV_PORT_ACTIVE;
    }
}
