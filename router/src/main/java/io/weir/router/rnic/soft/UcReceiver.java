package io.weir.router.rnic.soft;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.RtrAttributes;
import io.weir.router.rnic.host.Inbound;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/**
 * Executes what the peer of an unreliable connected queue pair sends (IBTA volume 1, section 9.8.2). A message that
 * misses a packet, finds no receive or asks for what it may not have is dropped, and what is left of it ignored; the
 * next one that begins is welcome.
 */
final class UcReceiver {
    private enum Message { NONE, SEND, WRITE }

    /**
     * What comes this little behind is a repetition or was overtaken, which an InfiniBand fabric does not do and an IP
     * network does: to deliver it would break the service's order. What is further behind is a sender far ahead.
     */
    private static final long BEHIND = 4_096;

    private final SoftQp qp;
    private final QpOwner owner;
    private final Inbound inbound;
    private final InboundWrite write;
    private final SoftCounters counters;
    private int access;
    private int mtu;
    private long expected;
    private Message message = Message.NONE;
    private long received;

    UcReceiver(final SoftQp qp, final ReceiveSource source, final int maxSge, final SoftRnic rnic) {
        this.qp = qp;
        owner = qp.owner();
        inbound = new Inbound(source, owner, rnic.meter(), maxSge);
        write = new InboundWrite(rnic.keys(), qp.pd());
        counters = rnic.softCounters();
    }

    void connect(final RtrAttributes attributes) {
        access = attributes.access();
        mtu = attributes.pathMtu().bytes();
        expected = Psn.start(attributes.rqPsn());
        clear();
    }

    void flush() {
        inbound.flush();
    }

    void clear() {
        message = Message.NONE;
        inbound.clear();
    }

    void onRequest(final Packet packet) {
        final long sequence = Psn.near(expected, packet.psn());
        if (sequence < expected && sequence >= expected - BEHIND) {
            counters.duplicateRequests++;
            return;
        }
        if (sequence != expected) {
            counters.outOfSequence++;
            drop();
        }
        expected = sequence + 1;
        if (BthOpcode.isFirst(packet.opcode())) {
            drop();
        }
        if (!isInPlace(packet)) {
            drop();
        } else if (BthOpcode.isSend(packet.opcode())) {
            send(packet);
        } else {
            write(packet);
        }
    }

    /** Whether a packet continues what was begun, or begins, and has as many bytes as its place allows. */
    private boolean isInPlace(final Packet packet) {
        final int opcode = packet.opcode();
        final int length = packet.payloadLength();
        if (length > mtu || !(BthOpcode.isLast(opcode) ? length > 0 || BthOpcode.isFirst(opcode) : length == mtu)) {
            return false;
        }
        return BthOpcode.isFirst(opcode) || message == (BthOpcode.isSend(opcode) ? Message.SEND : Message.WRITE);
    }

    /** The message under way, if any, will never be complete. */
    private void drop() {
        if (message != Message.NONE) {
            message = Message.NONE;
            counters.droppedMessages++;
        }
    }

    private void dropBegun() {
        message = Message.NONE;
        counters.droppedMessages++;
    }

    private void send(final Packet packet) {
        final int opcode = packet.opcode();
        if (BthOpcode.isFirst(opcode)) {
            received = 0;
            if (!takeReceive()) {
                return;
            }
        }
        if (received + packet.payloadLength() > inbound.room()) {
            dropBegun();
            return;
        }
        if (!inbound.isValid()) {
            fail();
            return;
        }
        inbound.cursor().copyFrom(packet.payload(), packet.payloadLength(), false);
        received += packet.payloadLength();
        counters.receivedPayload += packet.payloadLength();
        message = Message.SEND;
        if (BthOpcode.isLast(opcode)) {
            message = Message.NONE;
            final boolean immediate = BthOpcode.hasImmediate(opcode);
            inbound.complete(
                WcOpcode.RECV, received, immediate ? packet.immediate() : 0, immediate, packet.isSolicited());
        }
    }

    /** Has a receive for the message, its own or that of a message that was dropped; false if there is none. */
    private boolean takeReceive() {
        if (inbound.isTaken()) {
            inbound.restart();
            return true;
        }
        switch (inbound.take()) {
            case ReceiveSource.TAKEN -> {
                return true;
            }
            case ReceiveSource.EMPTY -> {
                counters.outOfBuffer++;
                dropBegun();
            }
            default -> qp.failReceive(null);
        }
        return false;
    }

    private void write(final Packet packet) {
        final int opcode = packet.opcode();
        if (BthOpcode.isFirst(opcode) && write.begin(packet.extension(), access) != InboundWrite.Check.ALLOWED) {
            counters.remoteAccessErrors++;
            dropBegun();
            return;
        }
        final boolean last = BthOpcode.isLast(opcode);
        if (write.check(packet.payloadLength(), last) != InboundWrite.Check.ALLOWED) {
            dropBegun();
            return;
        }
        final boolean immediate = BthOpcode.hasImmediate(opcode);
        if (immediate && !takeReceive()) {
            return;
        }
        write.take(packet);
        counters.receivedPayload += packet.payloadLength();
        message = Message.WRITE;
        if (last) {
            message = Message.NONE;
            counters.writeRequests++;
            if (immediate) {
                inbound.complete(WcOpcode.RECV_RDMA_WITH_IMM, write.received(), packet.immediate(), true,
                    packet.isSolicited());
            } else {
                owner.onServed(WcOpcode.RDMA_WRITE, write.received());
            }
        }
    }

    /** The receive's own memory is gone. */
    private void fail() {
        inbound.complete(WcStatus.LOC_PROT_ERR);
        qp.failReceive(null);
    }
}
