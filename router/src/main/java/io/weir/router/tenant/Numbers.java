package io.weir.router.tenant;

import java.util.BitSet;

/** Small numbers to hand out, lowest first: a session's doorbells. */
final class Numbers {
    /** All are taken. */
    static final int NONE = -1;

    private final int count;
    private final BitSet taken = new BitSet();

    Numbers(final int count) {
        this.count = count;
    }

    int allocate() {
        final int number = taken.nextClearBit(0);
        if (number >= count) {
            return NONE;
        }
        taken.set(number);
        return number;
    }

    void free(final int number) {
        taken.clear(number);
    }
}
