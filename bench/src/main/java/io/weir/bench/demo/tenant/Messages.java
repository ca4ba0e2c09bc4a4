package io.weir.bench.demo.tenant;

import io.weir.client.CompletionQueue;
import io.weir.client.MemoryRegion;
import io.weir.client.ProtectionDomain;
import io.weir.client.QpInitAttributes;
import io.weir.client.QueuePair;
import io.weir.client.ReceiveWorkRequest;
import io.weir.client.SendWorkRequest;
import io.weir.client.SharedMemory;
import io.weir.client.VerbsException;
import io.weir.client.VirtualDevice;
import io.weir.client.WorkCompletion;
import io.weir.verbs.AccessFlags;
import io.weir.verbs.Errno;
import io.weir.verbs.Opcode;
import io.weir.verbs.SendFlags;
import io.weir.verbs.WcOpcode;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * One end of an exchange of 64-byte messages: a queue pair with receives posted ahead. Sending is inline, so a message
 * needs no memory region; every message either way is hashed.
 */
final class Messages implements AutoCloseable {
    /** Bytes of a message. */
    static final int LENGTH = 64;

    private static final int AHEAD = 16;
    private static final long FOR_EVER = -1;

    private final VirtualDevice device;
    private final ProtectionDomain pd;
    private final CompletionQueue cq;
    private final SharedMemory memory;
    private final MemoryRegion region;
    private final QueuePair qp;
    private final MemorySegment[] slots = new MemorySegment[AHEAD];
    private final ReceiveWorkRequest receive = new ReceiveWorkRequest();
    private final SendWorkRequest send = new SendWorkRequest();
    private final WorkCompletion completion = new WorkCompletion();
    private final Tally tally = new Tally();
    private long sent;

    Messages(final Path tenantDirectory, final String name) {
        device = VirtualDevice.open(tenantDirectory, Verbs.options(name));
        pd = device.allocPd();
        cq = device.createCq(4 * AHEAD);
        memory = device.allocate(AHEAD * LENGTH);
        region = pd.regMr(memory, AccessFlags.LOCAL_WRITE);
        qp = pd.createQp(new QpInitAttributes().cq(cq).maxSendWr(AHEAD).maxRecvWr(AHEAD).maxInline(LENGTH));
        for (int slot = 0; slot < AHEAD; slot++) {
            slots[slot] = memory.segment().asSlice((long) slot * LENGTH, LENGTH);
        }
    }

    Endpoint endpoint() {
        return Endpoint.of(device, qp);
    }

    /** Connects, and posts the receives. */
    void connect(final Endpoint peer) {
        peer.connect(qp);
        for (int slot = 0; slot < AHEAD; slot++) {
            postReceive(slot);
        }
    }

    void send(final MemorySegment message, final boolean last) {
        send.reset().opcode(last ? Opcode.SEND_WITH_IMM : Opcode.SEND).flags(SendFlags.SIGNALED).inline(message);
        Verbs.posted(qp.postSend(send));
    }

    /** Waits for the next message, asleep if need be; its slot, to be given back by {@link #release}. */
    int receive() {
        while (true) {
            cq.await(completion, FOR_EVER);
            if (take()) {
                return (int) completion.wrId();
            }
        }
    }

    /** Waits for the next message, always awake. */
    int receiveAwake() {
        while (true) {
            final int count = cq.poll(completion);
            if (count < 0) {
                throw new VerbsException(-count, "poll", "no more completions");
            } else if (count == 0) {
                Thread.yield();
            } else if (take()) {
                return (int) completion.wrId();
            }
        }
    }

    /** Whether the completion is a message; counts it if it is of a send. */
    private boolean take() {
        Verbs.succeeded(completion);
        if (completion.opcode() == WcOpcode.SEND) {
            sent++;
            tally.count(WcOpcode.SEND, LENGTH);
            return false;
        }
        if (completion.byteLength() != LENGTH) {
            throw new VerbsException(Errno.EPROTO, "receive", "a message of " + completion.byteLength() + " bytes");
        }
        tally.count(WcOpcode.RECV, LENGTH);
        return true;
    }

    /** What completed here until now. */
    Tally tally() {
        return tally;
    }

    /** Whether the peer marked the message just received as its last. */
    boolean wasLast() {
        return completion.hasImmediate();
    }

    MemorySegment message(final int slot) {
        return slots[slot];
    }

    /** The slot may receive again. */
    void release(final int slot) {
        postReceive(slot);
    }

    /** Waits until that many sends have completed; bytes of them all. */
    long awaitSent(final long count) {
        while (sent < count) {
            cq.await(completion, FOR_EVER);
            take();
        }
        return sent * LENGTH;
    }

    private void postReceive(final int slot) {
        Verbs.posted(qp.postRecv(receive.wrId(slot).sge(region, (long) slot * LENGTH, LENGTH)));
    }

    @Override
    public void close() {
        qp.close();
        region.close();
        memory.close();
        cq.close();
        pd.close();
        device.close();
    }
}
