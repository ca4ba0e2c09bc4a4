package io.weir.router.rnic.verbs.ibv;

import org.agrona.UnsafeApi;

/**
 * What a device can do: {@code ibv_query_device(3)}.
 *
 * @param maxQpWr           work requests of one queue
 * @param maxSge            scatter/gather entries of a work request
 * @param maxCqe            entries of a completion queue
 * @param maxReadAtomic     READs and atomics that a queue pair serves at a time
 * @param maxInitReadAtomic READs and atomics that a queue pair has outstanding
 * @param hasAtomics        atomics, at least among queue pairs of this device
 * @param maxSrqWr          work requests of a shared receive queue; 0 where there is none
 * @param maxSrqSge         scatter/gather entries of one of them
 * @param ports             physical ports
 */
public record IbvDeviceAttributes(int maxQpWr, int maxSge, int maxCqe, int maxReadAtomic, int maxInitReadAtomic,
                                  boolean hasAtomics, int maxSrqWr, int maxSrqSge, int ports) {
    static final Struct STRUCT = new Struct("ibv_device_attr", 232);
    private static final int MAX_QP_WR = STRUCT.at("max_qp_wr", 112);
    private static final int MAX_SGE = STRUCT.at("max_sge", 120);
    private static final int MAX_CQE = STRUCT.at("max_cqe", 132);
    private static final int MAX_QP_RD_ATOM = STRUCT.at("max_qp_rd_atom", 144);
    private static final int MAX_QP_INIT_RD_ATOM = STRUCT.at("max_qp_init_rd_atom", 156);
    private static final int ATOMIC_CAP = STRUCT.at("atomic_cap", 164);
    private static final int MAX_SRQ_WR = STRUCT.at("max_srq_wr", 216);
    private static final int MAX_SRQ_SGE = STRUCT.at("max_srq_sge", 220);
    private static final int PHYS_PORT_CNT = STRUCT.at("phys_port_cnt", 227);

    static IbvDeviceAttributes read(final long at) {
        return new IbvDeviceAttributes(UnsafeApi.getInt(at + MAX_QP_WR), UnsafeApi.getInt(at + MAX_SGE),
            UnsafeApi.getInt(at + MAX_CQE), UnsafeApi.getInt(at + MAX_QP_RD_ATOM),
            UnsafeApi.getInt(at + MAX_QP_INIT_RD_ATOM), UnsafeApi.getInt(at + ATOMIC_CAP) != 0,
            UnsafeApi.getInt(at + MAX_SRQ_WR), UnsafeApi.getInt(at + MAX_SRQ_SGE),
            UnsafeApi.getByte(at + PHYS_PORT_CNT) & 0xff);
    }
}
