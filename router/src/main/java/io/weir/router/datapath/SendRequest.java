package io.weir.router.datapath;

import static io.weir.shm.SendQueueDescriptor.COMPARE_ADD_OFFSET;
import static io.weir.shm.SendQueueDescriptor.OPCODE_OFFSET;
import static io.weir.shm.SendQueueDescriptor.PAYLOAD_OFFSET;
import static io.weir.shm.SendQueueDescriptor.REMOTE_ADDRESS_OFFSET;
import static io.weir.shm.SendQueueDescriptor.RKEY_OFFSET;
import static io.weir.shm.SendQueueDescriptor.SWAP_OFFSET;
import static io.weir.shm.SendQueueDescriptor.WR_ID_OFFSET;

import io.weir.router.rnic.RnicMr;
import io.weir.router.rnic.SendWr;
import io.weir.router.rnic.Sge;
import io.weir.shm.SgeDescriptor;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcStatus;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The router's private copy of one work request of a send ring, how it was found, and how far it has been cut into
 * pieces for the RNIC. Every shared field is read once, by {@link #read}; whatever is done later is done with the copy.
 *
 * <p>An inline payload is not copied: the RNIC gathers it from the slot, which the tenant gets back with the
 * completion. A tenant that changes it before sends what it changed, from its own memory, and nobody else's.
 */
final class SendRequest {
    /** Most bytes of one message, IBTA volume 1, section 9.7.7.1.4. */
    static final long MAX_MESSAGE = 1L << 31;

    private static final long UNSIGNED_INT = 0xffff_ffffL;
    private static final int ALL_FLAGS = SendFlags.FENCE | SendFlags.SIGNALED | SendFlags.SOLICITED | SendFlags.INLINE;
    private static final int ATOMIC_LENGTH = 8;

    private final Session session;
    private final ProtectionDomain pd;
    private final UnsafeBuffer segment;
    private final QpType type;
    private final int maxDatagram;
    private final int maxSge;
    private final int maxInline;

    private long wrId;
    private Opcode opcode;
    private int flags;
    private int immediate;
    private long remoteAddress;
    private int rkey;
    private long compareAdd;
    private long swap;
    private AddressHandle addressHandle;
    private long length;
    private long inlineAddress;
    private int sgeCount;
    private final long[] addresses;
    private final long[] lengths;
    private final Region[] regions;

    /** How many bytes of it were posted, and where in the scatter/gather list that is. */
    private long done;
    private int sgeIndex;
    private long sgeOffset;
    private boolean posted;

    SendRequest(final Session session, final QpSpec spec) {
        this.session = session;
        pd = (ProtectionDomain) spec.pd();
        segment = session.segment();
        type = spec.type();
        maxDatagram = spec.maxDatagram();
        maxSge = spec.maxSendSge();
        maxInline = spec.maxInline();
        addresses = new long[maxSge];
        lengths = new long[maxSge];
        regions = new Region[maxSge];
    }

    /**
     * Copies the work request in {@code slot} and checks the copy; {@link WcStatus#SUCCESS} or what is wrong with it.
     */
    WcStatus read(final int slot) {
        wrId = segment.getLongOpaque(slot + WR_ID_OFFSET);
        final long head = segment.getLongOpaque(slot + OPCODE_OFFSET);
        remoteAddress = segment.getLongOpaque(slot + REMOTE_ADDRESS_OFFSET);
        final long keyAndInline = segment.getLongOpaque(slot + RKEY_OFFSET);
        compareAdd = segment.getLongOpaque(slot + COMPARE_ADD_OFFSET);
        swap = segment.getLongOpaque(slot + SWAP_OFFSET);
        opcode = Opcode.of((int) head & 0xff);
        flags = (int) (head >>> 8) & 0xff;
        sgeCount = (int) (head >>> 16) & 0xffff;
        immediate = (int) (head >>> Integer.SIZE);
        rkey = (int) keyAndInline;
        length = 0;
        done = 0;
        sgeIndex = 0;
        sgeOffset = 0;
        posted = false;
        if (opcode == null || (flags & ~ALL_FLAGS) != 0 || !type.allows(opcode) || !isAddressed()) {
            sgeCount = 0;
            return WcStatus.LOC_QP_OP_ERR;
        }
        final WcStatus status;
        if ((flags & SendFlags.INLINE) != 0) {
            status = readInline(slot, keyAndInline >>> Integer.SIZE);
        } else if (sgeCount > maxSge) {
            sgeCount = 0;
            status = WcStatus.LOC_QP_OP_ERR;
        } else {
            status = readSges(slot + PAYLOAD_OFFSET);
        }
        return status == WcStatus.SUCCESS && type == QpType.UD && length > maxDatagram ? WcStatus.LOC_LEN_ERR : status;
    }

    /** Whether a datagram's address handle is one that its queue pair may use. */
    private boolean isAddressed() {
        if (type != QpType.UD) {
            return true;
        }
        addressHandle = session.addressHandle((int) remoteAddress);
        return addressHandle != null && addressHandle.allows(pd);
    }

    long wrId() {
        return wrId;
    }

    /** Null if it is none. */
    Opcode opcode() {
        return opcode;
    }

    boolean isSignaled() {
        return (flags & SendFlags.SIGNALED) != 0;
    }

    /** Bytes of the whole message. */
    long length() {
        return length;
    }

    /** Of a datagram. */
    AddressHandle addressHandle() {
        return addressHandle;
    }

    /** Of a datagram: the receiver's virtual number. */
    int remoteQpNumber() {
        return (int) (remoteAddress >>> Integer.SIZE);
    }

    /** Of a datagram: the receiver's Q_Key. */
    int remoteQkey() {
        return rkey;
    }

    /** The virtual rkey. */
    int rkey() {
        return rkey;
    }

    /**
     * Whether a remote key must be known to post it; without payload the responder does not look at it (IBTA C9-88).
     */
    boolean needsRkey() {
        return opcode.hasRemoteAddress() && length > 0;
    }

    /** Whether nothing of it was posted yet. */
    boolean isUntouched() {
        return done == 0;
    }

    /** Payload flows to this side. */
    boolean isInbound() {
        return opcode == Opcode.RDMA_READ || opcode.isAtomic();
    }

    /** Bytes of the next piece, so many at most; all that is left of an operation that cannot be cut. */
    long nextLength(final long most) {
        final long left = length - done;
        return isDivisible() ? Math.min(left, most) : left;
    }

    /** Fills the next {@code bytes} bytes in; false if a region has gone meanwhile. */
    boolean fill(final SendWr wr, final long bytes, final int physicalRkey, final int rnicIndex) {
        wr.opcode = opcode;
        wr.flags = 0;
        if (done == 0 && type == QpType.RC) {
            wr.flags |= flags & SendFlags.FENCE;
        }
        if (isLast(bytes)) {
            wr.flags |= flags & SendFlags.SOLICITED;
        }
        wr.immediate = immediate;
        wr.remoteAddress = remoteAddress + done;
        wr.rkey = physicalRkey;
        wr.compareAdd = compareAdd;
        wr.swap = swap;
        wr.sgeCount = 0;
        return (flags & SendFlags.INLINE) != 0 ? fillInline(wr, bytes, rnicIndex) : fillSges(wr, bytes, rnicIndex);
    }

    /** Whether so many bytes are all that is left. */
    boolean isLast(final long bytes) {
        return done + bytes == length;
    }

    /** Whether all of it was posted. */
    boolean isPosted() {
        return posted;
    }

    /** The piece that was filled in is on its way. */
    void advance(final long bytes) {
        done += bytes;
        long left = bytes;
        while (left > 0 && sgeIndex < sgeCount) {
            final long here = Math.min(left, lengths[sgeIndex] - sgeOffset);
            left -= here;
            sgeOffset += here;
            if (sgeOffset == lengths[sgeIndex]) {
                sgeIndex++;
                sgeOffset = 0;
            }
        }
        posted = done == length;
    }

    /** WRITE_WITH_IMM is not divisible: the receiver's completion tells the length of the message. */
    private boolean isDivisible() {
        return opcode == Opcode.RDMA_WRITE || opcode == Opcode.RDMA_READ;
    }

    private WcStatus readInline(final int slot, final long inlineLength) {
        sgeCount = 0;
        if (isInbound()) {
            return WcStatus.LOC_QP_OP_ERR;
        }
        if (inlineLength > maxInline) {
            return WcStatus.LOC_LEN_ERR;
        }
        length = inlineLength;
        inlineAddress = segment.addressOffset() + slot + PAYLOAD_OFFSET;
        return WcStatus.SUCCESS;
    }

    private WcStatus readSges(final int at) {
        final int rights = isInbound() ? AccessFlags.LOCAL_WRITE : 0;
        final int count = sgeCount;
        sgeCount = 0;
        for (int i = 0; i < count; i++) {
            final int entry = at + i * SgeDescriptor.LENGTH;
            final long address = segment.getLongOpaque(entry + SgeDescriptor.ADDRESS_OFFSET);
            final long lengthAndKey = segment.getLongOpaque(entry + SgeDescriptor.LENGTH_OFFSET);
            final long bytes = lengthAndKey & UNSIGNED_INT;
            if (bytes == 0) {
                continue;
            }
            final Region region = session.region((int) (lengthAndKey >>> Integer.SIZE));
            if (region == null || !region.allows(pd, address, bytes, rights)) {
                return WcStatus.LOC_PROT_ERR;
            }
            addresses[sgeCount] = address;
            lengths[sgeCount] = bytes;
            regions[sgeCount] = region;
            sgeCount++;
            length += bytes;
        }
        if (length > MAX_MESSAGE || (opcode.isAtomic() && length != ATOMIC_LENGTH)) {
            return WcStatus.LOC_LEN_ERR;
        }
        return WcStatus.SUCCESS;
    }

    private boolean fillInline(final SendWr wr, final long bytes, final int rnicIndex) {
        if (bytes > 0) {
            add(wr, inlineAddress + done, bytes, pd.segmentOn(rnicIndex));
        }
        return true;
    }

    private boolean fillSges(final SendWr wr, final long bytes, final int rnicIndex) {
        long left = bytes;
        long offset = sgeOffset;
        for (int i = sgeIndex; left > 0; i++) {
            if (!regions[i].isRegistered()) {
                return false;
            }
            final long here = Math.min(left, lengths[i] - offset);
            add(wr, addresses[i] + offset, here, regions[i].on(rnicIndex));
            left -= here;
            offset = 0;
        }
        return true;
    }

    private static void add(final SendWr wr, final long address, final long length, final RnicMr region) {
        final Sge sge = wr.sge[wr.sgeCount++];
        sge.address = address;
        sge.length = length;
        sge.region = region;
    }
}
