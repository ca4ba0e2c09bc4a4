package io.weir.router.rnic;

import io.weir.verbs.Opcode;

/**
 * A send work request in private memory, with physical names. Reused: an RNIC that keeps it copies its fields.
 * The poster has checked that every scatter/gather entry is inside its region and that the region allows the access.
 */
public final class SendWr {
    /** The poster's cookie; comes back in the completion. */
    public long id;
    /** What to do. */
    public Opcode opcode;
    /** {@link io.weir.verbs.SendFlags}; INLINE never appears here, every request completes. */
    public int flags;
    /** Immediate data, in host order. */
    public int immediate;
    /** Responder's address; for operations that have one. */
    public long remoteAddress;
    /** Responder's physical rkey. */
    public int rkey;
    /** Compare (CMP_AND_SWP) or add (FETCH_AND_ADD) operand. */
    public long compareAdd;
    /** Swap operand. */
    public long swap;
    /** The way to the receiver; datagrams only. */
    public RnicAh ah;
    /** The receiver's physical queue pair number; datagrams only. */
    public int remoteQpn;
    /** The receiver's Q_Key; datagrams only. */
    public int remoteQkey;
    /** Entries of {@link #sge} that count. */
    public int sgeCount;
    /** Local memory: gathered from for SEND and WRITE, scattered to for READ and atomics. */
    public final Sge[] sge;

    /** Room for {@code maxSge} entries. */
    public SendWr(final int maxSge) {
        sge = Sge.array(maxSge);
    }

    /** Bytes of payload: the sum over the entries. */
    public long length() {
        long length = 0;
        for (int i = 0; i < sgeCount; i++) {
            length += sge[i].length;
        }
        return length;
    }

    /** Takes all fields of another with no more entries than this has room for. */
    public void copyFrom(final SendWr other) {
        id = other.id;
        opcode = other.opcode;
        flags = other.flags;
        immediate = other.immediate;
        remoteAddress = other.remoteAddress;
        rkey = other.rkey;
        compareAdd = other.compareAdd;
        swap = other.swap;
        ah = other.ah;
        remoteQpn = other.remoteQpn;
        remoteQkey = other.remoteQkey;
        sgeCount = other.sgeCount;
        for (int i = 0; i < sgeCount; i++) {
            sge[i].copyFrom(other.sge[i]);
        }
    }
}
