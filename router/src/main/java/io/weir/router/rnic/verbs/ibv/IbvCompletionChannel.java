package io.weir.router.rnic.verbs.ibv;

import io.weir.shm.linux.Fd;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/** Where completion queues that are armed tell of completions: {@code ibv_create_comp_channel(3)}. Never blocks. */
public final class IbvCompletionChannel {
    static final Struct STRUCT = new Struct("ibv_comp_channel", 16);
    private static final int FD = STRUCT.at("fd", 8);

    private static final MethodHandle CREATE = Ibv.longFunction("ibv_create_comp_channel", 1);
    private static final MethodHandle DESTROY = Ibv.plainIntFunction("ibv_destroy_comp_channel", 1);
    private static final MethodHandle GET_CQ_EVENT = Ibv.plainIntFunction("ibv_get_cq_event", 3);

    private final long pointer;
    private final int fd;
    private final long answer = Ibv.zeroed(2L * Long.BYTES);

    /** Creates one. */
    public IbvCompletionChannel(final IbvContext context) {
        final MemorySegment state = Ibv.callState();
        final long created;
        try {
            created = (long) CREATE.invokeExact(state, context.pointer());
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
        pointer = Ibv.check(created, state, "ibv_create_comp_channel");
        fd = UnsafeApi.getInt(pointer + FD);
        Fd.setNonBlocking(fd, true);
    }

    long pointer() {
        return pointer;
    }

    /** Turns readable when there is an event. */
    public int fd() {
        return fd;
    }

    /**
     * Takes an event ({@code ibv_get_cq_event(3)}): the pointer of the completion queue it is of, see
     * {@link IbvCq#is}; 0 when there is none. Each must be acknowledged, see {@link IbvCq#acknowledge}.
     */
    public long takeEvent() {
        try {
            return (int) GET_CQ_EVENT.invokeExact(pointer, answer, answer + Long.BYTES) == 0
                ? UnsafeApi.getLong(answer) : 0;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    /** Gives it back: 0, or an error number (EBUSY while a completion queue uses it). */
    public int destroy() {
        try {
            final int errno = (int) DESTROY.invokeExact(pointer);
            UnsafeApi.freeMemory(answer);
            return errno;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }
}
