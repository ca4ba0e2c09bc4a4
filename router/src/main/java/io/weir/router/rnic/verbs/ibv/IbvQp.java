package io.weir.router.rnic.verbs.ibv;

import io.weir.verbs.QpState;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.agrona.UnsafeApi;

/** A queue pair: {@code ibv_create_qp(3)}, {@code ibv_modify_qp(3)}, {@code ibv_post_send(3)}. */
public final class IbvQp {
    static final Struct STRUCT = new Struct("ibv_qp", 160);
    private static final int QP_NUM = STRUCT.at("qp_num", 52);

    private static final MethodHandle CREATE = Ibv.longFunction("ibv_create_qp", 2);
    private static final MethodHandle MODIFY = Ibv.plainIntFunction("ibv_modify_qp", 3);
    private static final MethodHandle QUERY = Ibv.plainIntFunction("ibv_query_qp", 4);
    private static final MethodHandle DESTROY = Ibv.plainIntFunction("ibv_destroy_qp", 1);
    private static final MethodHandle POST = Ibv.intPointer(3);
    /** Where a failing call says which work request it was; nobody asks, as the poster knows what it lost. */
    private static final long BAD_WR = Ibv.zeroed(Long.BYTES);

    private final long pointer;
    private boolean isGivenBack;
    private final int number;
    private final MemorySegment postSend;
    private final MemorySegment postReceive;

    /** Creates one in RESET. */
    public IbvQp(final IbvContext context, final IbvPd pd, final IbvQpInit init) {
        final MemorySegment state = Ibv.callState();
        final long attributes = init.write();
        final long created;
        try {
            created = (long) CREATE.invokeExact(state, pd.pointer(), attributes);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        } finally {
            UnsafeApi.freeMemory(attributes);
        }
        pointer = Ibv.check(created, state, "ibv_create_qp");
        number = UnsafeApi.getInt(pointer + QP_NUM);
        postSend = context.postSend();
        postReceive = context.postReceive();
    }

    /** Its number, 24 bits. */
    public int number() {
        return number;
    }

    /** Whether an event names this one. */
    public boolean is(final long named) {
        return pointer == named;
    }

    /** What names it in an event. */
    public long pointer() {
        return pointer;
    }

    /** Changes what the attributes say: 0, or an error number. A system call. */
    public int modify(final IbvQpAttributes attributes) {
        try {
            return (int) MODIFY.invokeExact(pointer, attributes.address(), (long) attributes.mask());
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    /**
     * The state that the device has it in; null if it does not say.
     *
     * @param scratch is overwritten
     */
    public QpState queryState(final IbvQpAttributes scratch) {
        try {
            final int errno = (int) QUERY.invokeExact(
                pointer, scratch.clear().address(), (long) IbvQpAttributes.STATE_BIT, scratch.initAddress());
            return errno == 0 ? scratch.state() : null;
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    /** Posts a chain of send work requests: 0, or an error number, when an unknown part of it was posted. Data path. */
    public int postSend(final long first) {
        try {
            return (int) POST.invokeExact(postSend, pointer, first, BAD_WR);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
    }

    /** Posts a chain of receive work requests: as {@link #postSend}. Data path. */
    public int postReceive(final long first) {
        try {
            return (int) POST.invokeExact(postReceive, pointer, first, BAD_WR);
        } catch (final Throwable thrown) {
            throw Ibv.unexpected(thrown);
        }
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
