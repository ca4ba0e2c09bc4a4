package io.weir.router.rnic.soft;

import io.weir.router.rnic.Sge;
import io.weir.router.rnic.host.HostMr;
import io.weir.router.rnic.host.HostPd;
import io.weir.router.rnic.host.KeyTable;
import io.weir.router.rnic.host.SgeCursor;
import io.weir.verbs.AccessFlags;

/** The RDMA WRITE that a connected queue pair is receiving: what may be written and how much of it came. */
final class InboundWrite {
    enum Check { ALLOWED, NO_ACCESS, INVALID }

    /** Longest message (IBTA volume 1, section 9.7.1). */
    static final long MAX_LENGTH = 1L << 31;

    private final KeyTable keys;
    private final HostPd pd;
    private final Sge[] memory = {new Sge()};
    private final SgeCursor cursor = new SgeCursor();
    private HostMr region;
    private long length;
    private long received;

    InboundWrite(final KeyTable keys, final HostPd pd) {
        this.keys = keys;
        this.pd = pd;
    }

    /**
     * Begins one as its RETH says.
     *
     * @param access of the queue pair; a WRITE of no bytes needs no key (C9-88), but this
     */
    Check begin(final long reth, final int access) {
        received = 0;
        length = Reth.length(reth);
        region = null;
        if (length > MAX_LENGTH || (length == 0 && (access & AccessFlags.REMOTE_WRITE) == 0)) {
            return Check.INVALID;
        }
        if (length == 0) {
            return Check.ALLOWED;
        }
        final long address = Reth.address(reth);
        region = keys.remote(Reth.rkey(reth), pd, address, length, AccessFlags.REMOTE_WRITE, access);
        if (region == null) {
            return Check.NO_ACCESS;
        }
        memory[0].region = region;
        memory[0].address = address;
        memory[0].length = length;
        cursor.wrap(memory, 1);
        return Check.ALLOWED;
    }

    /** Whether the next packet may be written: as many bytes as announced in all, memory still registered. */
    Check check(final int payloadLength, final boolean last) {
        final long left = length - received - payloadLength;
        if (last ? left != 0 : left <= 0) {
            return Check.INVALID;
        }
        return region == null || region.isRegistered() ? Check.ALLOWED : Check.NO_ACCESS;
    }

    /** Writes the next packet's payload. */
    void take(final Packet packet) {
        cursor.copyFrom(packet.payload(), packet.payloadLength(), BthOpcode.isLast(packet.opcode()));
        received += packet.payloadLength();
    }

    /** Bytes that came so far. */
    long received() {
        return received;
    }
}
