package io.weir.router.rnic.local;

import io.weir.router.rnic.QpOwner;
import io.weir.router.rnic.RailMeter;
import io.weir.router.rnic.ReceiveSource;
import io.weir.router.rnic.Sge;
import io.weir.router.rnic.host.HostMemory;
import io.weir.router.rnic.host.HostMr;
import io.weir.router.rnic.host.HostPd;
import io.weir.router.rnic.host.Inbound;
import io.weir.router.rnic.host.KeyTable;
import io.weir.router.rnic.host.SgeCursor;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Opcode;
import io.weir.verbs.QpType;
import io.weir.verbs.WcOpcode;
import io.weir.verbs.WcStatus;

/** What a queue pair does for its peer, called by the peer's {@link Requester}. */
final class Responder {
    private final KeyTable keys;
    private final HostPd pd;
    private final boolean reliable;
    private final long noGrhAddress;
    private final QpOwner owner;
    private final RailMeter meter;
    private final Inbound inbound;
    private final Sge[] remote = {new Sge()};
    private final SgeCursor remoteCursor = new SgeCursor();
    private int access;
    private int maxReadAtomic;

    Responder(final LocalRnic rnic, final HostPd pd, final QpType type, final QpOwner owner,
              final ReceiveSource source, final int maxSge) {
        keys = rnic.keys();
        noGrhAddress = rnic.noGrhAddress();
        this.pd = pd;
        reliable = type == QpType.RC;
        this.owner = owner;
        meter = rnic.meter();
        inbound = new Inbound(source, owner, rnic.meter(), maxSge);
    }

    void connect(final int qpAccess, final int maxDestReadAtomic) {
        access = qpAccess;
        maxReadAtomic = maxDestReadAtomic;
    }

    /** A SEND begins. */
    Answer beginSend(final long length) {
        final Answer answer = takeReceive();
        if (answer == Answer.ACCEPTED && length > inbound.room()) {
            if (!reliable) {
                return Answer.DROPPED;
            }
            inbound.complete(WcStatus.LOC_LEN_ERR);
            return Answer.RECEIVE_FAILED_INVALID;
        }
        return answer;
    }

    /** Whether the receive that a SEND began with still stands: not if the queue pair was reset or flushed since. */
    boolean isReceiving() {
        return inbound.isTaken();
    }

    Answer receive(final SgeCursor source, final long length) {
        if (!inbound.isValid()) {
            inbound.complete(WcStatus.LOC_PROT_ERR);
            return Answer.RECEIVE_FAILED;
        }
        source.copyTo(inbound.cursor(), length, true);
        return Answer.ACCEPTED;
    }

    void endSend(final long length, final int immediate, final boolean hasImmediate, final boolean solicited) {
        inbound.complete(WcOpcode.RECV, length, immediate, hasImmediate, solicited);
    }

    /** A datagram of a queue pair of this host comes, which {@link LocalQp#takesDatagram}. */
    Answer receiveDatagram(final SgeCursor source, final long length, final int immediate, final boolean hasImmediate,
                           final boolean solicited, final int sourceQpn) {
        final Answer answer = takeReceive();
        if (answer != Answer.ACCEPTED) {
            return answer;
        }
        final long bytes = LocalRnic.GRH_BYTES + length;
        if (bytes > inbound.room()) {
            return Answer.DROPPED;
        }
        if (!inbound.isValid()) {
            inbound.complete(WcStatus.LOC_PROT_ERR);
            return Answer.RECEIVE_FAILED;
        }
        inbound.cursor().copyFrom(noGrhAddress, LocalRnic.GRH_BYTES, false);
        source.copyTo(inbound.cursor(), length, true);
        inbound.completeDatagram(bytes, immediate, hasImmediate, solicited, 0, sourceQpn);
        return Answer.ACCEPTED;
    }

    /** All bytes of an RDMA WRITE with immediate data are there. */
    Answer endWriteWithImmediate(final long length, final int immediate, final boolean solicited) {
        final Answer answer = takeReceive();
        if (answer == Answer.ACCEPTED) {
            inbound.complete(WcOpcode.RECV_RDMA_WITH_IMM, length, immediate, true, solicited);
        }
        return answer;
    }

    private Answer takeReceive() {
        if (inbound.isTaken()) {
            if (reliable) {
                return Answer.INVALID_REQUEST;
            }
            inbound.restart();
            return Answer.ACCEPTED;
        }
        return switch (inbound.take()) {
            case ReceiveSource.TAKEN -> Answer.ACCEPTED;
            case ReceiveSource.EMPTY -> Answer.RECEIVER_NOT_READY;
            default -> Answer.RECEIVE_FAILED;
        };
    }

    /** A WRITE or READ of so many bytes. Its key does not matter when there are none (IBTA C9-88). */
    Answer check(final Opcode opcode, final int rkey, final long address, final long length) {
        if (opcode == Opcode.RDMA_READ && maxReadAtomic == 0) {
            return Answer.INVALID_REQUEST;
        }
        final int right = opcode == Opcode.RDMA_READ ? AccessFlags.REMOTE_READ : AccessFlags.REMOTE_WRITE;
        if (length == 0) {
            return (access & right) != 0 ? Answer.ACCEPTED : Answer.INVALID_REQUEST;
        }
        return point(rkey, address, length, right) ? Answer.ACCEPTED : Answer.REMOTE_ACCESS;
    }

    private boolean point(final int rkey, final long address, final long length, final int right) {
        final HostMr region = keys.remote(rkey, pd, address, length, right, access);
        if (region == null) {
            return false;
        }
        remote[0].address = address;
        remote[0].length = length;
        remote[0].region = region;
        remoteCursor.wrap(remote, 1);
        return true;
    }

    /** The checked memory. */
    SgeCursor memory() {
        return remoteCursor;
    }

    void served(final WcOpcode opcode, final long length) {
        meter.served(length);
        owner.onServed(opcode, length);
    }

    /** Where an atomic's word is in this process, in {@link #memory()}; checked. */
    Answer checkAtomic(final int rkey, final long address) {
        if (maxReadAtomic == 0 || (address & (Long.BYTES - 1)) != 0) {
            return Answer.INVALID_REQUEST;
        }
        if (!point(rkey, address, Long.BYTES, AccessFlags.REMOTE_ATOMIC)) {
            return Answer.REMOTE_ACCESS;
        }
        final boolean aligned = (remoteCursor.address() & (Long.BYTES - 1)) == 0;
        return aligned && remoteCursor.contiguous() == Long.BYTES ? Answer.ACCEPTED : Answer.REMOTE_OPERATIONAL;
    }

    long atomic(final Opcode opcode, final long compareAdd, final long swap) {
        final boolean swaps = opcode == Opcode.ATOMIC_CMP_AND_SWP;
        final long address = remoteCursor.address();
        final long before = swaps ? HostMemory.compareAndSwap(address, compareAdd, swap)
            : HostMemory.fetchAndAdd(address, compareAdd);
        meter.served(Long.BYTES);
        owner.onServed(swaps ? WcOpcode.COMP_SWAP : WcOpcode.FETCH_ADD, Long.BYTES);
        return before;
    }

    void flush() {
        inbound.flush();
    }

    void clear() {
        inbound.clear();
    }
}
