package io.weir.router.rnic.soft;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.host.HostMr;
import io.weir.router.rnic.host.HostPd;
import io.weir.router.rnic.host.Inbound;
import io.weir.router.rnic.host.KeyTable;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.AsyncEventType;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/**
 * Executes the peer's requests in the order of their sequence numbers (IBTA volume 1, section 9.7.4) and says to
 * {@link Replier} what is to be answered.
 */
final class Responder {
    private enum Message { NONE, SEND, WRITE }

    private final RcQp qp;
    private final KeyTable keys;
    private final HostPd pd;
    private final QpOwner owner;
    private final Inbound inbound;
    private final Replier replier;
    private final SoftCounters counters;
    private final InboundWrite write;
    private RtrAttributes attributes;
    private int mtu;
    private long expected;
    private Message message = Message.NONE;
    private long received;
    /** A NAK went out for what is expected: nothing more is said until it comes (9.7.5.2.8). */
    private boolean refused;

    Responder(final RcQp qp, final ReceiveSource source, final int maxSge, final Replier replier,
              final SoftRnic rnic) {
        this.qp = qp;
        pd = qp.pd();
        owner = qp.owner();
        this.replier = replier;
        keys = rnic.keys();
        write = new InboundWrite(keys, pd);
        counters = rnic.softCounters();
        inbound = new Inbound(source, owner, rnic.meter(), maxSge);
    }

    void connect(final RtrAttributes newAttributes) {
        attributes = newAttributes;
        mtu = newAttributes.pathMtu().bytes();
        expected = Psn.start(newAttributes.rqPsn());
        message = Message.NONE;
        refused = false;
        inbound.clear();
    }

    void flush() {
        inbound.flush();
    }

    void clear() {
        inbound.clear();
    }

    void onRequest(final Packet packet) {
        final long sequence = Psn.near(expected, packet.psn());
        if (sequence == expected) {
            refused = false;
            execute(packet);
            return;
        }
        if (sequence < expected) {
            counters.duplicateRequests++;
            repeat(packet, sequence);
            return;
        }
        counters.outOfSequence++;
        if (!refused) {
            refused = true;
            replier.refuse(Aeth.NAK_SEQUENCE, expected);
        }
    }

    private void execute(final Packet packet) {
        final int opcode = packet.opcode();
        if (!BthOpcode.isSupported(opcode)) {
            fail(Aeth.NAK_INVALID_REQUEST, AsyncEventType.QP_REQ_ERR);
        } else if (BthOpcode.isSend(opcode)) {
            send(packet);
        } else if (BthOpcode.isWrite(opcode)) {
            write(packet);
        } else if (message != Message.NONE) {
            fail(Aeth.NAK_INVALID_REQUEST, AsyncEventType.QP_REQ_ERR);
        } else if (opcode == BthOpcode.READ_REQUEST) {
            read(packet);
        } else {
            atomic(packet);
        }
    }

    /** Whether a packet may come now in its message, and has as many bytes as its place allows (9.7.4.1.4). */
    private boolean isInPlace(final Packet packet, final Message kind) {
        final int opcode = packet.opcode();
        final Message before = BthOpcode.isFirst(opcode) ? Message.NONE : kind;
        final int length = packet.payloadLength();
        if (message != before || length > mtu) {
            return false;
        }
        return BthOpcode.isLast(opcode) ? length > 0 || BthOpcode.isFirst(opcode) : length == mtu;
    }

    private void send(final Packet packet) {
        if (!isInPlace(packet, Message.SEND)) {
            fail(Aeth.NAK_INVALID_REQUEST, AsyncEventType.QP_REQ_ERR);
            return;
        }
        if (BthOpcode.isFirst(packet.opcode())) {
            if (!takeReceive()) {
                return;
            }
            received = 0;
        }
        if (received + packet.payloadLength() > inbound.room()) {
            inbound.complete(WcStatus.LOC_LEN_ERR);
            fail(Aeth.NAK_INVALID_REQUEST, null);
            return;
        }
        if (!inbound.isValid()) {
            inbound.complete(WcStatus.LOC_PROT_ERR);
            fail(Aeth.NAK_REMOTE_OPERATIONAL, null);
            return;
        }
        inbound.cursor().copyFrom(packet.payload(), packet.payloadLength(), false);
        received += packet.payloadLength();
        message = Message.SEND;
        accepted(packet, BthOpcode.isLast(packet.opcode()));
        if (BthOpcode.isLast(packet.opcode())) {
            message = Message.NONE;
            replier.messageDone();
            final boolean immediate = BthOpcode.hasImmediate(packet.opcode());
            inbound.complete(WcOpcode.RECV, received, immediate ? packet.immediate() : 0, immediate,
                packet.isSolicited());
        }
    }

    /** Takes a receive for the message; false if it went otherwise and was answered. */
    private boolean takeReceive() {
        switch (inbound.take()) {
            case ReceiveSource.TAKEN -> {
                return true;
            }
            case ReceiveSource.EMPTY -> {
                counters.outOfBuffer++;
                counters.rnrNaksSent++;
                refused = true;
                replier.refuse(Aeth.RNR_NAK | attributes.minRnrTimer(), expected);
            }
            default -> fail(Aeth.NAK_REMOTE_OPERATIONAL, null);
        }
        return false;
    }

    private void write(final Packet packet) {
        final int opcode = packet.opcode();
        if (!isInPlace(packet, Message.WRITE)) {
            fail(Aeth.NAK_INVALID_REQUEST, AsyncEventType.QP_REQ_ERR);
            return;
        }
        InboundWrite.Check check = InboundWrite.Check.ALLOWED;
        if (BthOpcode.isFirst(opcode)) {
            check = write.begin(packet.extension(), attributes.access());
        }
        final boolean last = BthOpcode.isLast(opcode);
        if (check == InboundWrite.Check.ALLOWED) {
            check = write.check(packet.payloadLength(), last);
        }
        if (check == InboundWrite.Check.INVALID) {
            fail(Aeth.NAK_INVALID_REQUEST, AsyncEventType.QP_REQ_ERR);
            return;
        }
        if (check == InboundWrite.Check.NO_ACCESS) {
            fail(Aeth.NAK_REMOTE_ACCESS, AsyncEventType.QP_ACCESS_ERR);
            return;
        }
        final boolean immediate = BthOpcode.hasImmediate(opcode);
        if (immediate && !takeReceive()) {
            return;
        }
        write.take(packet);
        message = Message.WRITE;
        accepted(packet, immediate);
        if (last) {
            message = Message.NONE;
            replier.messageDone();
            counters.writeRequests++;
            if (immediate) {
                inbound.complete(WcOpcode.RECV_RDMA_WITH_IMM, write.received(), packet.immediate(), true,
                    packet.isSolicited());
            } else {
                owner.onServed(WcOpcode.RDMA_WRITE, write.received());
            }
        }
    }

    private HostMr reach(final int rkey, final long address, final long length, final int right) {
        return keys.remote(rkey, pd, address, length, right, attributes.access());
    }

    private void read(final Packet packet) {
        final long reth = packet.extension();
        final long length = Reth.length(reth);
        if (length > InboundWrite.MAX_LENGTH || !replier.hasRoomForFresh() || !readsNothingForbidden(length)) {
            fail(Aeth.NAK_INVALID_REQUEST, AsyncEventType.QP_REQ_ERR);
            return;
        }
        final HostMr region = length == 0 ? null
            : reach(Reth.rkey(reth), Reth.address(reth), length, AccessFlags.REMOTE_READ);
        if (region == null && length > 0) {
            fail(Aeth.NAK_REMOTE_ACCESS, AsyncEventType.QP_ACCESS_ERR);
            return;
        }
        counters.readRequests++;
        replier.read(expected, region, Reth.address(reth), length, true);
        expected += replier.responses(length);
        replier.messageDone();
    }

    /** A READ of no bytes needs no key (C9-88), but the queue pair must allow READs. */
    private boolean readsNothingForbidden(final long length) {
        return length > 0 || (attributes.access() & AccessFlags.REMOTE_READ) != 0;
    }

    private void atomic(final Packet packet) {
        final long eth = packet.extension();
        final long address = AtomicEth.address(eth);
        if (!replier.hasRoomForFresh() || (address & (Long.BYTES - 1)) != 0) {
            fail(Aeth.NAK_INVALID_REQUEST, AsyncEventType.QP_REQ_ERR);
            return;
        }
        final HostMr region = reach(AtomicEth.rkey(eth), address, Long.BYTES, AccessFlags.REMOTE_ATOMIC);
        if (region == null) {
            fail(Aeth.NAK_REMOTE_ACCESS, AsyncEventType.QP_ACCESS_ERR);
            return;
        }
        if (region.memory().contiguousBytes(address) < Long.BYTES
            || (region.memory().hostAddress(address) & (Long.BYTES - 1)) != 0) {
            fail(Aeth.NAK_REMOTE_OPERATIONAL, AsyncEventType.QP_FATAL);
            return;
        }
        counters.atomicRequests++;
        replier.atomic(expected, region, address, packet);
        expected++;
        replier.messageDone();
    }

    private void accepted(final Packet packet, final boolean tookReceive) {
        expected++;
        counters.receivedPayload += packet.payloadLength();
        replier.accepted(expected, packet.isAckRequested(), tookReceive);
    }

    /** A request that was executed before: its answer was lost, or it came late (9.7.4.4 and 9.4.5). */
    private void repeat(final Packet packet, final long sequence) {
        if (packet.opcode() == BthOpcode.READ_REQUEST) {
            final long reth = packet.extension();
            final long length = Reth.length(reth);
            final HostMr region = length == 0 ? null
                : reach(Reth.rkey(reth), Reth.address(reth), length, AccessFlags.REMOTE_READ);
            if ((region != null || length == 0) && sequence + replier.responses(length) <= expected) {
                replier.repeatRead(sequence, region, Reth.address(reth), length);
            }
        } else if (BthOpcode.isAtomic(packet.opcode())) {
            replier.repeatAtomic(sequence);
        } else {
            replier.repeated(expected);
        }
    }

    /** The request expected can not be executed: the peer is told, and the queue pair is in error. */
    void fail(final int syndrome, final AsyncEventType event) {
        if (syndrome == Aeth.NAK_REMOTE_ACCESS) {
            counters.remoteAccessErrors++;
        } else if (syndrome == Aeth.NAK_INVALID_REQUEST) {
            counters.invalidRequests++;
        }
        replier.refuseForGood(syndrome, expected);
        qp.failReceive(event);
    }
}
