package io.weir.router.rnic.verbs.ibv;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/** An address handle, where datagrams go: {@code ibv_create_ah(3)}. */
public final class IbvAh {
    private static final MethodHandle CREATE = Ibv.longFunction("ibv_create_ah", 2);
    private static final MethodHandle DESTROY = Ibv.plainIntFunction("ibv_destroy_ah", 1);

    private final long pointer;
    private boolean isGivenBack;

    /** Creates one. */
    public IbvAh(final IbvPd pd, final IbvAhAttributes attributes) {
        final MemorySegment state = Ibv.callState();
        final long at = Ibv.zeroed(IbvAhAttributes.STRUCT.size());
        attributes.write(at);
        final long created;
        try {
            created = (long) CREATE.invokeExact(state, pd.pointer(), at);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        } finally {
            UnsafeApi.freeMemory(at);
        }
        pointer = Ibv.check(created, state, "ibv_create_ah");
    }

    long pointer() {
        return pointer;
    }

    /** Gives it back: 0, or an error number. Once: later calls do nothing. */
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
