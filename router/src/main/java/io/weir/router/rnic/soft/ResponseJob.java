package io.weir.router.rnic.soft;

import io.weir.router.rnic.Sge;
import io.weir.router.rnic.host.HostMr;
import io.weir.router.rnic.host.SgeCursor;

/** A READ or atomic of the peer that is to be answered, or is being answered. Reused. */
final class ResponseJob {
    enum Kind { READ, ATOMIC, ATOMIC_REPLAY }

    private final Sge[] memory = {new Sge()};
    final SgeCursor cursor = new SgeCursor();
    Kind kind;
    /** Sequences of the responses: of the first, the next to be sent, and after the last. */
    long first;
    long next;
    long end;
    /** Not a repetition: to be metered. */
    boolean fresh;
    HostMr region;
    long length;
    /** Of an atomic: its request. */
    int opcode;
    long swapAdd;
    long compare;
    /** Of a replayed atomic: the first execution's result. */
    long result;

    void begin(final Kind newKind, final long sequence, final long responses, final boolean isFresh) {
        kind = newKind;
        first = sequence;
        next = sequence;
        end = sequence + responses;
        fresh = isFresh;
        region = null;
        length = 0;
    }

    /** The memory it reads or changes; {@code region} null when it has none, for a READ of nothing. */
    void memory(final HostMr newRegion, final long address, final long newLength) {
        region = newRegion;
        length = newLength;
        memory[0].region = newRegion;
        memory[0].address = address;
        memory[0].length = newLength;
        cursor.wrap(memory, newRegion == null ? 0 : 1);
    }

    boolean hasValidMemory() {
        return region == null || region.isRegistered();
    }

    boolean contains(final long sequence) {
        return sequence >= first && sequence < end;
    }
}
