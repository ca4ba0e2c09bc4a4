package io.weir.router.rnic.verbs.ibv;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/** A shared receive queue: {@code ibv_create_srq(3)}, {@code ibv_post_srq_recv(3)}. */
public final class IbvSrq {
    static final Struct STRUCT = new Struct("ibv_srq_init_attr", 24);
    private static final int MAX_WR = STRUCT.at("attr.max_wr", 8);
    private static final int MAX_SGE = STRUCT.at("attr.max_sge", 12);

    private static final MethodHandle CREATE = Ibv.longFunction("ibv_create_srq", 2);
    private static final MethodHandle DESTROY = Ibv.plainIntFunction("ibv_destroy_srq", 1);
    private static final MethodHandle POST = Ibv.intPointer(3);
    private static final long BAD_WR = Ibv.zeroed(Long.BYTES);

    private final long pointer;
    private boolean isGivenBack;
    private final MemorySegment post;

    /** Creates one for so many receives of so many scatter/gather entries. */
    public IbvSrq(final IbvContext context, final IbvPd pd, final int maxWr, final int maxSge) {
        final MemorySegment state = Ibv.callState();
        final long init = Ibv.zeroed(STRUCT.size());
        UnsafeApi.putInt(init + MAX_WR, maxWr);
        UnsafeApi.putInt(init + MAX_SGE, maxSge);
        final long created;
        try {
            created = (long) CREATE.invokeExact(state, pd.pointer(), init);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        } finally {
            UnsafeApi.freeMemory(init);
        }
        pointer = Ibv.check(created, state, "ibv_create_srq");
        post = context.postSrqReceive();
    }

    long pointer() {
        return pointer;
    }

    /** Posts a chain of receive work requests: 0, or an error number. Data path. */
    public int postReceive(final long first) {
        try {
            return (int) POST.invokeExact(post, pointer, first, BAD_WR);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    /** Gives it back: 0, or an error number (EBUSY while a queue pair uses it). Once: later calls do nothing. */
    public int destroy() {
        if (isGivenBack) {
            return 0;
        }
        try {
            final int errno = (int) DESTROY.invokeExact(pointer);
            isGivenBack = errno == 0;
            return errno;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }
}
