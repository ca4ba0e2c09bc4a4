package io.weir.bench.measure;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.weir.verbs.Opcode;
import io.weir.verbs.WcOpcode;

/** One end of a connection: the first half of its buffer is written to, the second half is sent from. */
final class VerbsEnd {
    private final OneQueuePair own;
    private final OneQueuePair peer;
    private final long half;
    private int receivesToPost;
    private long posted;
    private long sent;
    private long received;

    /** Connected to each other; {@code half}: bytes of half a buffer. */
    VerbsEnd(final OneQueuePair own, final OneQueuePair peer, final long half) {
        this.own = own;
        this.peer = peer;
        this.half = half;
    }

    /** So many messages of that size are to come: as many receives are posted, at most {@code window} at a time. */
    void expect(final int count, final int window, final int size) {
        final int now = Math.min(count, window);
        receivesToPost = count - now;
        received = 0;
        for (int i = 0; i < now; i++) {
            own.postReceive(size);
        }
    }

    /** Signaled sends that were posted. */
    long posted() {
        return posted;
    }

    /** Signaled sends that completed. */
    long sent() {
        return sent;
    }

    /** Messages that came since {@link #expect}. */
    long received() {
        return received;
    }

    /** What the last byte of the next {@link #write} of that size is. */
    void setLast(final int size, final byte value) {
        own.memory.segment().set(JAVA_BYTE, half + size - 1, value);
    }

    /** What the peer wrote last as the last byte of that size. */
    byte last(final int size) {
        return own.memory.segment().get(JAVA_BYTE, size - 1L);
    }

    /** Forgets what the peer wrote. */
    void clearLast(final int size) {
        own.memory.segment().set(JAVA_BYTE, size - 1L, (byte) 0);
    }

    /** Posts an RDMA WRITE. */
    void write(final int size) {
        prepareWrite(size);
        own.request.signaled();
        own.post();
        posted++;
    }

    /** Posts an RDMA WRITE that nothing tells the end of but a later one's completion. */
    void writeUnsignaled(final int size) {
        prepareWrite(size);
        own.post();
    }

    private void prepareWrite(final int size) {
        own.request.reset().opcode(Opcode.RDMA_WRITE).sge(own.region, half, size)
            .remote(peer.region.address(), peer.region.rkey());
    }

    /** Waits until the oldest of {@link #posted} completes, asleep if it takes long. */
    void awaitSent() {
        own.await();
        sent++;
    }

    /** Posts a SEND. */
    void send(final int size) {
        own.request.reset().opcode(Opcode.SEND).sge(own.region, half, size).signaled();
        own.post();
        posted++;
    }

    /** Looks for a completion; whether there was one. */
    boolean poll(final int receiveSize) {
        if (!own.poll()) {
            return false;
        }
        if (own.completion.opcode() == WcOpcode.RECV) {
            received++;
            if (receivesToPost > 0) {
                receivesToPost--;
                own.postReceive(receiveSize);
            }
        } else {
            sent++;
        }
        return true;
    }
}
