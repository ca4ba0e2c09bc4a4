package io.weir.router.rnic.verbs.ibv;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A protection domain: {@code ibv_alloc_pd(3)}. */
public final class IbvPd {
    private static final MethodHandle ALLOC_PD = Ibv.longFunction("ibv_alloc_pd", 1);
    private static final MethodHandle DEALLOC_PD = Ibv.plainIntFunction("ibv_dealloc_pd", 1);

    private final long pointer;
    private boolean isGivenBack;

    /** Allocates one. */
    public IbvPd(final IbvContext context) {
        final MemorySegment state = Ibv.callState();
        final long allocated;
        try {
            allocated = (long) ALLOC_PD.invokeExact(state, context.pointer());
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
        pointer = Ibv.check(allocated, state, "ibv_alloc_pd");
    }

    long pointer() {
        return pointer;
    }

    /** Gives it back: 0, or an error number (EBUSY while something is in it). Once: later calls do nothing. */
    public int deallocate() {
        if (isGivenBack) {
            return 0;
        }
        try {
            final int errno = (int) DEALLOC_PD.invokeExact(pointer);
            isGivenBack = errno == 0;
            return errno;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }
}
