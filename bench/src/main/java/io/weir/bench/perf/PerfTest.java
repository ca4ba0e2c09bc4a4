package io.weir.bench.perf;

import io.weir.verbs.Opcode;

/** What is measured; there is a program of perftest for each. */
enum PerfTest {
    WRITE_BW("write-bw", Opcode.RDMA_WRITE, false),
    WRITE_LAT("write-lat", Opcode.RDMA_WRITE, true),
    READ_BW("read-bw", Opcode.RDMA_READ, false),
    READ_LAT("read-lat", Opcode.RDMA_READ, true),
    SEND_BW("send-bw", Opcode.SEND, false),
    SEND_LAT("send-lat", Opcode.SEND, true),
    ATOMIC_BW("atomic-bw", Opcode.ATOMIC_FETCH_AND_ADD, false),
    ATOMIC_LAT("atomic-lat", Opcode.ATOMIC_FETCH_AND_ADD, true);

    private final String text;
    private final Opcode opcode;
    private final boolean latency;

    PerfTest(final String text, final Opcode opcode, final boolean latency) {
        this.text = text;
        this.opcode = opcode;
        this.latency = latency;
    }

    Opcode opcode() {
        return opcode;
    }

    boolean isLatency() {
        return latency;
    }

    boolean isSend() {
        return opcode == Opcode.SEND;
    }

    boolean isAtomic() {
        return opcode.isAtomic();
    }

    /** Whether the other side answers, so that what counts is half the way there and back. */
    boolean isPingPong() {
        return this == WRITE_LAT || this == SEND_LAT;
    }

    /** As users write it. */
    @Override
    public String toString() {
        return text;
    }

    /** The test of that name, or null. */
    static PerfTest of(final String name) {
        for (final PerfTest test : values()) {
            if (test.text.equals(name)) {
                return test;
            }
        }
        return null;
    }
}
