package io.weir.router.rnic.host;

import org.agrona.UnsafeApi;

/** Copies and atomics on raw addresses of this process. The caller has checked every address. */
public final class HostMemory {
    /** One copy is one uninterruptible call: longer ones would hold up a safepoint. */
    private static final long MAX_COPY = 1 << 20;
    private static final int WORD = Long.BYTES;

    private HostMemory() {
    }

    /** Copies; in what order the bytes become visible is open. */
    public static void copy(final long from, final long to, final long length) {
        for (long done = 0; done < length; done += MAX_COPY) {
            UnsafeApi.copyMemory(from + done, to + done, Math.min(MAX_COPY, length - done));
        }
    }

    /**
     * Copies so that the last bytes become visible last, and the last aligned word at once: programs spin on the end of
     * a message to see that all of it has come.
     */
    public static void copyInOrder(final long from, final long to, final long length) {
        if (length <= 0) {
            return;
        }
        final long last = (to + length - 1) & -WORD;
        final long early = Math.max(0, last - to);
        copy(from, to, early);
        UnsafeApi.storeFence();
        copyTail(from + early, to + early, (int) (length - early));
    }

    private static void copyTail(final long from, final long to, final int length) {
        if (length == WORD) {
            UnsafeApi.putLongRelease(null, to, UnsafeApi.getLong(from));
            return;
        }
        if (length == Integer.BYTES && (to & (Integer.BYTES - 1)) == 0) {
            UnsafeApi.putIntRelease(null, to, UnsafeApi.getInt(from));
            return;
        }
        for (int i = 0; i < length; i++) {
            UnsafeApi.putByteRelease(null, to + i, UnsafeApi.getByte(from + i));
        }
    }

    /** Compares and swaps the aligned word at an address, atomically against all processors; answers what was there. */
    public static long compareAndSwap(final long address, final long compare, final long swap) {
        return UnsafeApi.compareAndExchangeLong(null, address, compare, swap);
    }

    /** Adds to the aligned word at an address, atomically against all processors; answers what was there. */
    public static long fetchAndAdd(final long address, final long add) {
        return UnsafeApi.getAndAddLong(null, address, add);
    }
}
