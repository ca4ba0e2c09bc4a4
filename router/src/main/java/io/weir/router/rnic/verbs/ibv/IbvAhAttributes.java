package io.weir.router.rnic.verbs.ibv;

import io.weir.verbs.Gid;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where packets go, by GID as RoCE always has it: {@code struct ibv_ah_attr}.
 *
 * @param destination  the other port's GID
 * @param port         of this device, from 1 on
 * @param sgidIndex    which of its GIDs they come from
 * @param trafficClass of the IP header
 * @param hopLimit     of the IP header
 */
public record IbvAhAttributes(Gid destination, int port, int sgidIndex, int trafficClass, int hopLimit) {
    static final Struct STRUCT = new Struct("ibv_ah_attr", 32);
    private static final int DGID = STRUCT.at("grh.dgid", 0);
    private static final int SGID_INDEX = STRUCT.at("grh.sgid_index", 20);
    private static final int HOP_LIMIT = STRUCT.at("grh.hop_limit", 21);
    private static final int TRAFFIC_CLASS = STRUCT.at("grh.traffic_class", 22);
    private static final int IS_GLOBAL = STRUCT.at("is_global", 29);
    private static final int PORT_NUM = STRUCT.at("port_num", 30);

    void write(final long at) {
        destination.write(new UnsafeBuffer(at, STRUCT.size()), DGID);
        UnsafeApi.putByte(at + SGID_INDEX, (byte) sgidIndex);
        UnsafeApi.putByte(at + HOP_LIMIT, (byte) hopLimit);
        UnsafeApi.putByte(at + TRAFFIC_CLASS, (byte) trafficClass);
        UnsafeApi.putByte(at + IS_GLOBAL, (byte) 1);
        UnsafeApi.putByte(at + PORT_NUM, (byte) port);
    }
}
