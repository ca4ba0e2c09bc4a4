package io.weir.router.rnic.verbs.ibv;

import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;
import org.agrona.UnsafeApi;

/** An array of {@code struct ibv_wc} that {@link IbvCq#poll} fills. */
public final class IbvCompletions {
    static final Struct STRUCT = new Struct("ibv_wc", 48);
    private static final int WR_ID = STRUCT.at("wr_id", 0);
    private static final int STATUS = STRUCT.at("status", 8);
    private static final int OPCODE = STRUCT.at("opcode", 12);
    private static final int VENDOR_ERR = STRUCT.at("vendor_err", 16);
    private static final int BYTE_LEN = STRUCT.at("byte_len", 20);
    private static final int IMM_DATA = STRUCT.at("imm_data", 24);
    private static final int QP_NUM = STRUCT.at("qp_num", 28);
    private static final int SRC_QP = STRUCT.at("src_qp", 32);
    private static final int WC_FLAGS = STRUCT.at("wc_flags", 36);
    private static final int SIZE = STRUCT.size();

    private final int capacity;
    private final long address;

    /** Room for so many. */
    public IbvCompletions(final int capacity) {
        this.capacity = capacity;
        address = Ibv.zeroed((long) capacity * SIZE);
    }

    int capacity() {
        return capacity;
    }

    long address() {
        return address;
    }

    /** The poster's cookie. */
    public long id(final int index) {
        return UnsafeApi.getLong(address + (long) index * SIZE + WR_ID);
    }

    /** How it went; GENERAL_ERR for a number that the verbs do not define. */
    public WcStatus status(final int index) {
        final WcStatus status = WcStatus.of(UnsafeApi.getInt(address + (long) index * SIZE + STATUS));
        return status == null ? WcStatus.GENERAL_ERR : status;
    }

    /** What it was; null for one that this project never posts. Of no meaning unless SUCCESS, as all that follows. */
    public WcOpcode opcode(final int index) {
        return WcOpcode.of(UnsafeApi.getInt(address + (long) index * SIZE + OPCODE));
    }

    /** The vendor's own error number. */
    public int vendorError(final int index) {
        return UnsafeApi.getInt(address + (long) index * SIZE + VENDOR_ERR);
    }

    /** Bytes received. */
    public long bytes(final int index) {
        return Integer.toUnsignedLong(UnsafeApi.getInt(address + (long) index * SIZE + BYTE_LEN));
    }

    /** Immediate data, in host order. */
    public int immediate(final int index) {
        return Integer.reverseBytes(UnsafeApi.getInt(address + (long) index * SIZE + IMM_DATA));
    }

    /** The queue pair it completed on: valid whatever the status. */
    public int qpNumber(final int index) {
        return UnsafeApi.getInt(address + (long) index * SIZE + QP_NUM);
    }

    /** Of a datagram: the queue pair that sent it. */
    public int sourceQpNumber(final int index) {
        return UnsafeApi.getInt(address + (long) index * SIZE + SRC_QP);
    }

    /** {@link io.weir.verbs.WcFlags}, whose values are the library's own. */
    public int flags(final int index) {
        return UnsafeApi.getInt(address + (long) index * SIZE + WC_FLAGS);
    }

    /** Frees the memory; nothing may be used any more. */
    public void free() {
        UnsafeApi.freeMemory(address);
    }
}
